/** Namespace of the metrics that a depth probe publishes. They have the same dimension as those of AWS Batch itself. */
export const DEPTH_NAMESPACE = 'Batchwright';

/**
 * What a depth probe publishes of a queue, each a count of jobs at one moment. A child of an array counts as a job, its
 * parent does not; a multi-node job counts once.
 */
export const DEPTH_METRICS = {
  /** Wait for other jobs. */
  pending: 'JobsPending',
  /** Wait for room. */
  runnable: 'JobsRunnable',
  starting: 'JobsStarting',
  running: 'JobsRunning',
  /** All that have not begun: submitted, pending and runnable. The depth of the queue. */
  waiting: 'JobsWaiting',
} as const;
export type DepthMetric = (typeof DEPTH_METRICS)[keyof typeof DEPTH_METRICS];

/** What the schedule hands to the probe's function. */
export interface ProbeEvent {
  /** ARNs of the queues to count. */
  readonly queues: readonly string[];
}
