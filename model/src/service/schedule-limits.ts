/**
 * Limits of EventBridge Scheduler. The only place where they stand as numbers.
 * Sources: its API reference, `RetryPolicy` and `FlexibleTimeWindow`.
 */
export const SCHEDULE_LIMITS = {
  /** `MaximumRetryAttempts`. */
  retryAttempts: { min: 0, max: 185 },
  /** `MaximumEventAgeInSeconds`. */
  eventAgeSeconds: { min: 60, max: 86_400 },
  /** `MaximumWindowInMinutes` of a flexible window. */
  windowMinutes: { min: 1, max: 1440 },
} as const;
