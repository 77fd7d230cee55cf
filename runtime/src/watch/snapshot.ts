import type { JobStatus, StatusSummary } from '@batchwright/model/service';
import type { JobFailure } from '../failures';

/** A job's status at Batch, or `GONE` when Batch does not know the job (any more). */
export type WatchedStatus = JobStatus | 'GONE';

/** What was seen of one job at one moment. Times are milliseconds since 1970. */
export interface JobSnapshot {
  readonly id: string;
  readonly status: WatchedStatus;
  /** Name at Batch; absent when the job is gone. */
  readonly name?: string | undefined;
  /** Name of its job queue at Batch. */
  readonly queue?: string | undefined;
  readonly statusReason?: string | undefined;
  /** Attempts that have ended. */
  readonly attempts: number;
  readonly createdAt?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  /** For an array's parent: how many children it has, and how many of them are in each status. */
  readonly array?: { readonly size: number; readonly summary: StatusSummary } | undefined;
  /** For an array's child: its place in the array job. */
  readonly index?: number | undefined;
  readonly logGroup?: string | undefined;
  readonly logStream?: string | undefined;
  /** Why it failed, once it has. */
  readonly failure?: JobFailure | undefined;
}

/** One change of a watched job: its status, its status reason, or the counts of its children. */
export interface JobChange extends JobSnapshot {
  /** The status before; absent when the job is seen for the first time. */
  readonly previous?: WatchedStatus | undefined;
  /** Whether nothing more will come for this job. */
  readonly final: boolean;
}

/** One row of a listing. Times are milliseconds since 1970. */
export interface ListedJob {
  readonly id: string;
  readonly name: string;
  readonly status: JobStatus;
  readonly statusReason?: string | undefined;
  readonly createdAt?: number | undefined;
  readonly startedAt?: number | undefined;
  readonly stoppedAt?: number | undefined;
  readonly exitCode?: number | undefined;
  readonly size?: number | undefined;
  readonly index?: number | undefined;
}
