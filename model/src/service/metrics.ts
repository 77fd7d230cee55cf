/** Namespace of the metrics that AWS Batch publishes itself, and their only dimension: the queue's name, not its ARN. */
export const METRIC_NAMESPACE = 'AWS/Batch';
export const METRIC_DIMENSION = 'JobQueueName';

/**
 * Metrics of a job queue by their names, and the unit of each. They tell how many jobs moved and how long jobs took; there is
 * no gauge among them: neither the depth of a queue nor its running jobs. Published best effort, a fast transition may be
 * left out. An array counts by its children, except in `JobsSubmitted`, which its parent reports at once with the array's
 * size; a multi-node job counts once. Source: AWS Batch User Guide, "Using CloudWatch metrics with AWS Batch" (2026).
 */
export const QUEUE_METRICS = {
  JobsSubmitted: 'Count',
  JobsMovedToPending: 'Count',
  JobsMovedToRunnable: 'Count',
  JobsMovedToStarting: 'Count',
  JobsMovedToRunning: 'Count',
  JobsMovedToSucceeded: 'Count',
  JobsMovedToFailed: 'Count',
  JobsCancelled: 'Count',
  JobsTerminated: 'Count',
  JobsRetried: 'Count',
  JobSubmittedToRunnableDuration: 'Milliseconds',
  JobSubmittedToFirstStartingDuration: 'Milliseconds',
  JobAttemptRunnableToStartingDuration: 'Milliseconds',
  JobAttemptStartingToRunningDuration: 'Milliseconds',
  JobAttemptExecutionDuration: 'Milliseconds',
  JobAttemptDuration: 'Milliseconds',
} as const;
export type QueueMetric = keyof typeof QUEUE_METRICS;

/** What a CloudWatch alarm may look at. Source: CloudWatch API reference, `PutMetricAlarm`. */
export const ALARM_LIMITS = {
  /** A period is a multiple of this, for metrics of AWS services. */
  periodStepSeconds: 60,
  /** `EvaluationPeriods` times `Period`, at most; with periods of an hour or more, `longRangeSeconds`. */
  rangeSeconds: 86_400,
  longPeriodSeconds: 3600,
  longRangeSeconds: 604_800,
} as const;
