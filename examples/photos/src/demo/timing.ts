/** Times of one job, in milliseconds since 1970, as Batch lists them. */
export interface JobTimes {
  readonly createdAt?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
}

/** Mean and longest of some lengths of time, in milliseconds. */
export interface Spread {
  readonly mean: number;
  readonly longest: number;
}

/** How one queue did. */
export interface QueueTiming {
  /** From submission to the last attempt's start; absent when nothing started. */
  readonly waited?: Spread;
  /** From the last attempt's start to its end. */
  readonly ran?: Spread;
  /** From the first start to the last end, in milliseconds. */
  readonly span?: number;
  readonly jobsPerSecond?: number;
}

/** Sums up the jobs of a queue that have started and ended. */
export function summarizeTimes(jobs: readonly JobTimes[]): QueueTiming {
  const ended = jobs.flatMap(({ createdAt, startedAt, stoppedAt }) =>
    createdAt === undefined || !startedAt || stoppedAt === undefined ? [] : [{ createdAt, startedAt, stoppedAt }],
  );
  if (ended.length === 0) return {};
  const span =
    ended.reduce((last, job) => Math.max(last, job.stoppedAt), 0) -
    ended.reduce((first, job) => Math.min(first, job.startedAt), Number.POSITIVE_INFINITY);
  return {
    waited: spread(ended.map((job) => job.startedAt - job.createdAt)),
    ran: spread(ended.map((job) => job.stoppedAt - job.startedAt)),
    span,
    ...(span > 0 ? { jobsPerSecond: (ended.length * 1000) / span } : {}),
  };
}

function spread(lengths: readonly number[]): Spread {
  return {
    mean: lengths.reduce((sum, length) => sum + length, 0) / lengths.length,
    longest: lengths.reduce((longest, length) => Math.max(longest, length), 0),
  };
}
