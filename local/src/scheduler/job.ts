import { type ExitRule, emptySummary, type JobStatus } from '@batchwright/model/service';

/** One entry of `dependsOn`: the whole job, the child of the same index, or (without an id) the child before. */
export type Dependency =
  | { readonly type: 'PLAIN'; readonly jobId: string }
  | { readonly type: 'N_TO_N'; readonly jobId: string }
  | { readonly type: 'SEQUENTIAL' };

/** What the scheduler needs to know of a submission. One object serves an array's parent and all its children. */
export interface JobSpec {
  /** Name of the job queue. */
  readonly queue: string;
  readonly vcpus: number;
  /** Placements in all. */
  readonly attempts: number;
  readonly exitRules: readonly ExitRule[];
  /** Seconds from an attempt's start. */
  readonly timeoutSeconds: number | undefined;
  /** Children of an array job; `undefined` for a plain one. */
  readonly arraySize: number | undefined;
  readonly dependencies: readonly Dependency[];
  /** Share identifier, on fair-share queues. */
  readonly share: string | undefined;
  /** Higher first, within one share. */
  readonly priority: number;
}

/** One placement of a job, from STARTING on. Times are epoch milliseconds. */
export interface Attempt {
  /** 1 for the first. */
  readonly number: number;
  readonly taskId: string;
  readonly computeEnvironment: string;
  startedAt: number | undefined;
  stoppedAt: number | undefined;
  exitCode: number | undefined;
  /** `container.reason` */
  reason: string | undefined;
  statusReason: string | undefined;
}

/** Why a job is not to go on: asked for by a caller, by a time limit, or because its time is up. */
export interface Halt {
  readonly by: 'cancel' | 'terminate' | 'timeout';
  readonly reason: string;
}

export interface Job<Spec extends JobSpec = JobSpec> {
  readonly id: string;
  readonly spec: Spec;
  readonly createdAt: number;
  /** Of a child. */
  readonly index: number | undefined;
  readonly parent: Job<Spec> | undefined;
  /** Of an array's parent. */
  readonly children: readonly Job<Spec>[] | undefined;
  readonly summary: { [Status in JobStatus]: number } | undefined;
  status: JobStatus;
  statusReason: string | undefined;
  stoppedAt: number | undefined;
  attempts: readonly Attempt[];
  halt: Halt | undefined;
  /** A cancel or terminate request was accepted. */
  isCancelled: boolean;
  isTerminated: boolean;
  /** Dependencies that have not ended; of a child also 1 for a parent that waits. */
  waitingFor: number;
  dependents: Job<Spec>[] | undefined;
  /** When it came into its queue's line, the last time. */
  runnableSince: number | undefined;
  /** Since when it has been blocked at the head of its queue. */
  blockedSince: number | undefined;
}

const NONE: readonly never[] = [];

function newJob<Spec extends JobSpec>(
  id: string,
  spec: Spec,
  createdAt: number,
  of: { readonly parent: Job<Spec>; readonly index: number } | undefined,
): Job<Spec> {
  return {
    id,
    spec,
    createdAt,
    index: of?.index,
    parent: of?.parent,
    children: undefined,
    summary: undefined,
    status: 'SUBMITTED',
    statusReason: undefined,
    stoppedAt: undefined,
    attempts: NONE,
    halt: undefined,
    isCancelled: false,
    isTerminated: false,
    waitingFor: 0,
    dependents: undefined,
    runnableSince: undefined,
    blockedSince: undefined,
  };
}

/** A plain job, or an array's parent with all its children. */
export function createJob<Spec extends JobSpec>(id: string, spec: Spec, createdAt: number): Job<Spec> {
  if (spec.arraySize === undefined) return newJob(id, spec, createdAt, undefined);
  const children: Job<Spec>[] = [];
  const parent = {
    ...newJob(id, spec, createdAt, undefined),
    children,
    summary: { ...emptySummary(), SUBMITTED: spec.arraySize },
  };
  for (let index = 0; index < spec.arraySize; index++) {
    children.push(newJob(`${id}:${index}`, spec, createdAt, { parent, index }));
  }
  return parent;
}

/** Moves a job on, and keeps its parent's counts. */
export function setStatus(job: Job, status: JobStatus): void {
  const summary = job.parent?.summary;
  if (summary !== undefined) {
    summary[job.status] -= 1;
    summary[status] += 1;
  }
  job.status = status;
}

export const lastAttempt = (job: Job): Attempt | undefined => job.attempts[job.attempts.length - 1];
