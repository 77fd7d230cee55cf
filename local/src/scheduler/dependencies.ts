import { isTerminal, type JobStatus, STATUS_REASONS } from '@batchwright/model/service';
import type { Job, JobSpec } from './job';

interface Hooks<Spec extends JobSpec> {
  /** A job's dependencies have all succeeded. */
  readonly runnable: (job: Job<Spec>) => void;
  /** A submission is over: a plain job, or an array with all its children. */
  readonly ended: (job: Job<Spec>) => void;
  readonly find: (id: string) => Job<Spec> | undefined;
  /** Gives a job another status. */
  readonly move: (job: Job<Spec>, status: JobStatus) => void;
}

interface Settled<Spec extends JobSpec> {
  readonly job: Job<Spec>;
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly reason: string | undefined;
}

/**
 * Who waits for whom. An array's parent is a gate: its children wait for it while it waits for whole jobs, and each for
 * its own N_TO_N and SEQUENTIAL dependency.
 */
export class Dependencies<Spec extends JobSpec> {
  constructor(private readonly hooks: Hooks<Spec>) {}

  /** Connects a new job, and lets it run or fail when there is nothing to wait for. */
  link(job: Job<Spec>, now: number): void {
    const ends: Settled<Spec>[] = [];
    for (const dependency of job.spec.dependencies) this.connect(job, dependency, ends);

    const { children } = job;
    if (children === undefined) {
      if (job.spec.dependencies.length > 0) this.hooks.move(job, 'PENDING');
      if (job.waitingFor === 0 && ends.length === 0) this.hooks.runnable(job);
      this.drain(ends, now);
      return;
    }
    if (job.spec.dependencies.length > 0) {
      this.hooks.move(job, 'PENDING');
      for (const child of children) {
        if (job.waitingFor > 0) child.waitingFor += 1;
        this.hooks.move(child, 'PENDING');
      }
    }
    const doomed = new Set(ends.map((end) => end.job));
    if (job.waitingFor === 0 && !doomed.has(job)) {
      for (const child of children) if (child.waitingFor === 0 && !doomed.has(child)) this.hooks.runnable(child);
    }
    this.drain(ends, now);
  }

  /** Ends a job, with everything that follows for its dependents and its parent. */
  settle(job: Job<Spec>, status: 'SUCCEEDED' | 'FAILED', reason: string | undefined, now: number): void {
    this.drain([{ job, status, reason }], now);
  }

  private connect(job: Job<Spec>, dependency: Spec['dependencies'][number], ends: Settled<Spec>[]): void {
    if (dependency.type === 'SEQUENTIAL') {
      const { children = [] } = job;
      for (let index = 1; index < children.length; index++) {
        this.wait(children[index], children[index - 1], ends);
      }
      return;
    }
    const on = this.hooks.find(dependency.jobId);
    if (dependency.type === 'PLAIN' || job.children === undefined) {
      this.wait(job, on, ends);
      return;
    }
    for (const [index, child] of job.children.entries()) this.wait(child, on?.children?.[index], ends);
  }

  private wait(job: Job<Spec> | undefined, on: Job<Spec> | undefined, ends: Settled<Spec>[]): void {
    if (job === undefined || on?.status === 'SUCCEEDED') return;
    if (on === undefined || on.status === 'FAILED') {
      ends.push({ job, status: 'FAILED', reason: STATUS_REASONS.dependencyFailed });
      return;
    }
    on.dependents ??= [];
    on.dependents.push(job);
    job.waitingFor += 1;
  }

  /** One list of work instead of recursion: a SEQUENTIAL array is a chain of as many links as it has children. */
  private drain(work: Settled<Spec>[], now: number): void {
    for (let next = work.pop(); next !== undefined; next = work.pop()) {
      const { job, status, reason } = next;
      if (isTerminal(job.status)) continue;
      if (job.children !== undefined && !this.allEnded(job)) {
        // Only a failed dependency ends a parent before its children: none of them has been RUNNABLE.
        job.halt ??= { by: 'cancel', reason: reason ?? STATUS_REASONS.dependencyFailed };
        for (const child of job.children) work.push({ job: child, status: 'FAILED', reason: job.halt.reason });
        continue;
      }
      this.end(job, status, reason, now, work);
    }
  }

  private end(
    job: Job<Spec>,
    status: 'SUCCEEDED' | 'FAILED',
    reason: string | undefined,
    now: number,
    work: Settled<Spec>[],
  ): void {
    job.statusReason = reason;
    job.blockedSince = undefined;
    if (job.children === undefined) job.stoppedAt = now;
    this.hooks.move(job, status);
    if (job.parent === undefined) this.hooks.ended(job);

    const { dependents, parent } = job;
    job.dependents = undefined;
    for (const dependent of dependents ?? []) {
      if (isTerminal(dependent.status)) continue;
      if (status === 'FAILED') {
        const because = dependent.halt?.reason ?? STATUS_REASONS.dependencyFailed;
        work.push({ job: dependent, status: 'FAILED', reason: because });
      } else if (--dependent.waitingFor === 0) {
        this.release(dependent, work);
      }
    }
    if (parent !== undefined && this.allEnded(parent)) work.push(parentEnd(parent));
  }

  private release(job: Job<Spec>, work: Settled<Spec>[]): void {
    if (job.children !== undefined) {
      for (const child of job.children) {
        if (!isTerminal(child.status) && --child.waitingFor === 0) this.release(child, work);
      }
    } else if (job.halt !== undefined) {
      // Cancelled while it was PENDING: the request takes effect now that its dependencies have ended.
      work.push({ job, status: 'FAILED', reason: job.halt.reason });
    } else {
      this.hooks.runnable(job);
    }
  }

  private allEnded({ summary, children }: Job<Spec>): boolean {
    return summary !== undefined && summary.SUCCEEDED + summary.FAILED === children?.length;
  }
}

function parentEnd<Spec extends JobSpec>(job: Job<Spec>): Settled<Spec> {
  if (job.summary?.FAILED === 0) return { job, status: 'SUCCEEDED', reason: undefined };
  return { job, status: 'FAILED', reason: job.halt?.reason ?? STATUS_REASONS.arrayChildFailed };
}
