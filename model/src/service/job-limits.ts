/**
 * Limits that a submitter and a worker meet. Apart from the others so that a service's bundle holds no more than these.
 * Sources as for `LIMITS`.
 */
export const JOB_LIMITS = {
  /** Smallest and largest array job. */
  arraySize: { min: 2, max: 10_000 },
  /** Entries of `dependsOn`. */
  dependencies: 20,
  /** Bytes of a whole SubmitJob request. */
  submitBytes: 30 * 1024,
  /** Characters of ECS RunTask overrides, after Batch added its own. Source: Netflix/metaflow#1482, ASFHyP3/hyp3#3041. */
  overrideCharacters: 8192,
  /** Characters of the overrides that we leave to Batch's own variables (job id, attempt, queue, compute environment). */
  overrideReserve: 1024,
  /** Ids of DescribeJobs, and names of the other Describe operations. */
  describeIds: 100,
  /** Page of ListJobs with a status, and with filters. */
  listPage: { byStatus: 1000, filtered: 100 },
  /** Characters of a cancel or terminate reason. */
  reasonCharacters: 1024,
  /** `retryStrategy.attempts`: placements in all, not extra ones. */
  attempts: { min: 1, max: 10 },
  /** Seconds of `timeout.attemptDurationSeconds`; there is no maximum. */
  timeoutSeconds: { min: 60 },
  tags: { count: 50 },
} as const;

/** Seconds between SIGTERM and SIGKILL when a job is stopped; for workers. Source: User Guide, "Job timeouts". */
export const STOP_GRACE_SECONDS = 30;
