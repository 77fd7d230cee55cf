import type { JobStatus } from './states';

/**
 * Events that AWS Batch puts on the account's default bus, at least once and in no promised order.
 * Source: AWS Batch User Guide, "AWS Batch events" and "Job queue blocked events".
 */
export const BATCH_EVENTS = {
  source: 'aws.batch',
  /** `detail` is the job as DescribeJobs has it; `resources` is its ARN. */
  stateChange: 'Batch Job State Change',
  /** `resources` are the ARNs of the job at the head and of its queue. */
  queueBlocked: 'Batch Job Queue Blocked',
} as const;

/** Statuses that have an event, in their order. A submission has none. Source: User Guide, "Job state change events". */
export const EVENT_STATUSES = [
  'PENDING',
  'RUNNABLE',
  'STARTING',
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
] as const satisfies readonly JobStatus[];
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** How long a rule tries to deliver an event. Source: EventBridge API reference, `RetryPolicy`. */
export const DELIVERY_LIMITS = {
  retryAttempts: { min: 0, max: 185 },
  eventAgeSeconds: { min: 60, max: 86_400 },
  /** Of one rule. Source: EventBridge User Guide, quotas. */
  targets: 5,
} as const;
