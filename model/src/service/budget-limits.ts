/** What a budget takes. Source: AWS Cost Management API reference, `CreateNotification`. */
export const BUDGET_LIMITS = {
  /** Thresholds of one budget, actual and forecast together. */
  notifications: 10,
  /** Addresses that one threshold tells by email, beside one topic. */
  emails: 10,
} as const;
