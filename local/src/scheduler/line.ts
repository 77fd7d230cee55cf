import type { Job, JobSpec } from './job';

/** A job of a line, and when it came to the place where it stands, or a later time. */
export interface Place<Spec extends JobSpec> {
  readonly job: Job<Spec>;
  readonly since: number;
}

/** vCPUs that the jobs of a share have in use. */
export interface ShareUse {
  readonly share: string;
  readonly vcpus: number;
}

/** The RUNNABLE jobs of a queue, in the order in which they are placed. Times are epoch milliseconds. */
export interface Line<Spec extends JobSpec> {
  add(job: Job<Spec>, now: number): void;
  /** A retried job goes before those that have not run. */
  addFirst(job: Job<Spec>, now: number): void;
  head(): Job<Spec> | undefined;
  /** Takes the head. */
  take(now: number): void;
  /** Tells that a job has used its compute for some time. */
  used(job: Job<Spec>, milliseconds: number, now: number): void;
  /** The first jobs, as they would be placed if nothing changed until then. */
  front(count: number): readonly Place<Spec>[];
  /** Shares with vCPUs in use, most first; `undefined` for a line that knows no shares. */
  use(): readonly ShareUse[] | undefined;
}
