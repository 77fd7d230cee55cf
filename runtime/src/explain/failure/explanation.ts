import type { FailureCause, JobStatus } from '@batchwright/model/service';
import type { JobFailureCode } from '../../failures';
import type { LogLine } from '../../logs';

/** One fact that an explanation stands on, in the words of where it is from. */
export interface Evidence {
  /** `DescribeJobs statusReason`, `the log's line of 12:03:04`, … */
  readonly source: string;
  readonly says: string;
}

/** Something that could not be asked for; what it would have told is missing, everything else is there. */
export interface Skipped {
  /** The operation, as a policy names it: `ec2:DescribeInstanceTypes`. */
  readonly operation: string;
  readonly why: string;
}

/** One attempt that has ended. Times are milliseconds since 1970. */
export interface ExplainedAttempt {
  /** 1 for the first. */
  readonly number: number;
  /** Absent for the attempt with which the job succeeded. */
  readonly code?: JobFailureCode | undefined;
  readonly exitCode?: number | undefined;
  readonly reason?: string | undefined;
  readonly statusReason?: string | undefined;
  readonly startedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
}

/** Failed children of an array that failed in the same way. */
export interface ChildGroup {
  readonly code: JobFailureCode;
  readonly exitCode?: number | undefined;
  readonly statusReason?: string | undefined;
  readonly count: number;
  /** Indices of the first of them, at most 20. */
  readonly indices: readonly number[];
  /** The first of them, explained. */
  readonly example: Explanation;
}

/** Why a job failed. */
export interface Explanation {
  readonly jobId: string;
  readonly jobName?: string | undefined;
  readonly status: JobStatus | 'GONE';
  /** Absent for a job that has not failed. */
  readonly cause?: FailureCause | undefined;
  /** What happened, as one sentence. */
  readonly what: string;
  readonly evidence: readonly Evidence[];
  /** What to do, the most likely first. */
  readonly advice: readonly string[];
  /** Whether another attempt with nothing changed may succeed. Absent for a job that has not failed. */
  readonly retry?: 'yes' | 'perhaps' | 'no' | undefined;
  /** Attempts that have ended, and how many there may be at most. */
  readonly attempts: readonly ExplainedAttempt[];
  readonly attemptsAllowed: number;
  /** The end of what the last attempt wrote. */
  readonly log: readonly LogLine[];
  /** The failed job that this one waited for, explained. */
  readonly because?: Explanation | undefined;
  /** Of an array: its failed children by how they failed, the largest group first. */
  readonly children?: readonly ChildGroup[] | undefined;
  readonly skipped: readonly Skipped[];
}
