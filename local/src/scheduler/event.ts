import type { BlockedReason } from '@batchwright/model/service';
import type { Attempt, Job, JobSpec } from './job';

/** What the scheduler knows of a compute environment. */
export interface ComputeRow {
  readonly name: string;
  /** ENABLED and VALID: jobs may be placed. */
  readonly open: boolean;
  readonly maxvCpus: number;
}

/** What the scheduler knows of a job queue. */
export interface QueueRow {
  readonly name: string;
  /** Queues of higher priority are served first. */
  readonly priority: number;
  /** Names, in the order in which they are tried. */
  readonly compute: readonly string[];
  /** Weight factor of a share identifier; `undefined` for a queue that is first in, first out. */
  readonly weight: ((share: string) => number) | undefined;
  readonly timeLimits: readonly { readonly reason: BlockedReason; readonly seconds: number }[];
}

export type SchedulerEvent<Spec extends JobSpec> =
  | { readonly type: 'compute'; readonly row: ComputeRow }
  | { readonly type: 'compute-deleted'; readonly name: string }
  | { readonly type: 'queue'; readonly row: QueueRow }
  /** Its jobs that have not ended are terminated. */
  | { readonly type: 'queue-deleted'; readonly name: string; readonly reason: string }
  | { readonly type: 'submit'; readonly id: string; readonly spec: Spec }
  /** The runner's process exists. */
  | { readonly type: 'started'; readonly job: Job<Spec>; readonly attempt: number }
  /** The runner's process is gone, or never was. */
  | ({ readonly type: 'ended'; readonly job: Job<Spec>; readonly attempt: number } & Outcome)
  | { readonly type: 'cancel' | 'terminate'; readonly job: Job<Spec>; readonly reason: string }
  /** Time has passed: time-outs and time limits are looked at. */
  | { readonly type: 'tick' };

export interface Outcome {
  readonly exitCode?: number | undefined;
  /** `container.reason` */
  readonly reason?: string | undefined;
  /** @default - what the service says of a container that exited, or of a task that did not start */
  readonly statusReason?: string | undefined;
}

/** What the caller is to do. */
export type Effect<Spec extends JobSpec> =
  | { readonly type: 'start'; readonly job: Job<Spec>; readonly attempt: Attempt }
  | { readonly type: 'stop'; readonly job: Job<Spec>; readonly attempt: Attempt };
