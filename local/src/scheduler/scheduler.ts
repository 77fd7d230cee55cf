import {
  blockedReason,
  CPU_BLOCKED,
  isTerminal,
  type JobStatus,
  parseJobId,
  retries,
  STATUS_REASONS,
  timeLimitCanceled,
} from '@batchwright/model/service';
import { Deadlines } from './deadlines';
import { Dependencies } from './dependencies';
import type { Effect, Outcome, SchedulerEvent } from './event';
import { type Attempt, createJob, type Job, type JobSpec, lastAttempt, setStatus } from './job';
import { Placement } from './placement';

export interface SchedulerOptions<Spec extends JobSpec = JobSpec> {
  /** Jobs at once, over all compute environments. */
  readonly slots: number;
  /** Makes the id of an attempt's task. */
  readonly taskId: () => string;
  /** Called when a job has another status, and is as it is in it; not for SUBMITTED. */
  readonly changed?: ((job: Job<Spec>) => void) | undefined;
  /** Called when a job blocks its queue; its status reason says why. */
  readonly blocked?: ((job: Job<Spec>) => void) | undefined;
}

type Due<Spec extends JobSpec> =
  | { readonly kind: 'timeout'; readonly job: Job<Spec>; readonly attempt: number }
  | { readonly kind: 'time-limit'; readonly job: Job<Spec>; readonly since: number };

/**
 * The job state machine and the scheduler, without a clock and without processes: an event and the time go in, what is
 * to be started and stopped comes out. No event costs more than the jobs it concerns.
 */
export class Scheduler<Spec extends JobSpec = JobSpec> {
  readonly placement: Placement<Spec>;
  private readonly jobs = new Map<string, Job<Spec>>();
  private readonly due = new Deadlines<Due<Spec>>();
  private readonly dependencies = new Dependencies<Spec>({
    runnable: (job) => this.enqueue(job),
    ended: (job) => this.placement.count(job, -1),
    find: (id) => this.find(id),
    move: (job, status) => this.move(job, status),
  });
  private effects: Effect<Spec>[] = [];
  /** Of the event that is being handled. */
  private now = 0;

  constructor(private readonly options: SchedulerOptions<Spec>) {
    this.placement = new Placement(options.slots);
  }

  /** A job, an array's parent or one of its children. */
  find(id: string): Job<Spec> | undefined {
    const job = this.jobs.get(id);
    if (job !== undefined) return job;
    const { parent, index } = parseJobId(id);
    return index === undefined ? undefined : this.jobs.get(parent)?.children?.[index];
  }

  /** When a `tick` is due, epoch milliseconds. */
  get nextTick(): number | undefined {
    return this.due.next;
  }

  /** @param now - epoch milliseconds */
  apply(event: SchedulerEvent<Spec>, now: number): readonly Effect<Spec>[] {
    this.effects = [];
    this.now = now;
    this.handle(event, now);
    this.place(now);
    return this.effects;
  }

  private handle(event: SchedulerEvent<Spec>, now: number): void {
    switch (event.type) {
      case 'compute':
        this.placement.setCompute(event.row);
        break;
      case 'compute-deleted':
        this.placement.deleteCompute(event.name);
        break;
      case 'queue':
        this.placement.setQueue(event.row, now);
        break;
      case 'queue-deleted':
        for (const job of this.placement.deleteQueue(event.name)?.jobs ?? []) {
          this.halt(job, 'terminate', event.reason, now);
        }
        break;
      case 'submit':
        this.submit(event.id, event.spec, now);
        break;
      case 'started':
        this.started(event.job, event.attempt, now);
        break;
      case 'ended':
        this.ended(event.job, event.attempt, event, now);
        break;
      case 'cancel':
      case 'terminate':
        this.halt(event.job, event.type, event.reason, now);
        break;
      case 'tick':
        this.tick(now);
        break;
    }
  }

  private move(job: Job<Spec>, status: JobStatus): void {
    setStatus(job, status);
    this.options.changed?.(job);
  }

  private submit(id: string, spec: Spec, now: number): void {
    const job = createJob(id, spec, now);
    this.jobs.set(id, job);
    this.placement.queue(spec.queue)?.jobs.push(job);
    this.placement.count(job, 1);
    this.dependencies.link(job, now);
  }

  private enqueue(job: Job<Spec>): void {
    job.runnableSince = this.now;
    if (job.parent?.status === 'SUBMITTED') this.move(job.parent, 'PENDING');
    this.move(job, 'RUNNABLE');
    this.placement.queue(job.spec.queue)?.line.add(job, this.now);
  }

  private started(job: Job<Spec>, number: number, now: number): void {
    const attempt = lastAttempt(job);
    if (job.status !== 'STARTING' || attempt?.number !== number) return;
    attempt.startedAt = now;
    this.move(job, 'RUNNING');
    const { timeoutSeconds } = job.spec;
    if (timeoutSeconds !== undefined)
      this.due.add(now + timeoutSeconds * 1000, { kind: 'timeout', job, attempt: number });
  }

  private ended(job: Job<Spec>, number: number, outcome: Outcome, now: number): void {
    const attempt = lastAttempt(job);
    if ((job.status !== 'STARTING' && job.status !== 'RUNNING') || attempt?.number !== number) return;
    attempt.stoppedAt = now;
    attempt.exitCode = outcome.exitCode;
    attempt.reason = outcome.reason;
    attempt.statusReason = job.halt?.reason ?? outcome.statusReason ?? defaultReason(attempt);
    this.placement.release(attempt.computeEnvironment, job);
    this.placement.queue(job.spec.queue)?.line.used(job, now - (attempt.startedAt ?? now), now);

    if (job.halt === undefined && outcome.exitCode === 0) {
      this.dependencies.settle(job, 'SUCCEEDED', attempt.statusReason, now);
      return;
    }
    const halted = job.halt !== undefined || job.parent?.halt !== undefined;
    const queue = this.placement.queue(job.spec.queue);
    if (!halted && queue !== undefined && retries(number, job.spec.attempts, job.spec.exitRules, attempt)) {
      job.statusReason = undefined;
      this.move(job, 'RUNNABLE');
      job.runnableSince = now;
      queue.line.addFirst(job, now);
      return;
    }
    this.dependencies.settle(job, 'FAILED', attempt.statusReason, now);
  }

  /** Cancel and terminate, by the state the job is in. Source: API reference, CancelJob and TerminateJob. */
  private halt(job: Job<Spec>, by: 'cancel' | 'terminate', reason: string, now: number): void {
    if (isTerminal(job.status)) return;
    const running = job.status === 'STARTING' || job.status === 'RUNNING';
    if (by === 'cancel' && running) return;
    if (by === 'cancel') job.isCancelled = true;
    else job.isTerminated = true;
    const first = job.halt === undefined;
    job.halt ??= { by, reason };
    if (job.children !== undefined) {
      for (const child of job.children) this.halt(child, by, reason, now);
    } else if (running) {
      const attempt = lastAttempt(job);
      if (first && attempt !== undefined) this.effects.push({ type: 'stop', job, attempt });
    } else if (job.status === 'RUNNABLE') {
      this.dependencies.settle(job, 'FAILED', job.halt.reason, now);
    }
    // A PENDING job ends when its dependencies have: see Dependencies.
  }

  private tick(now: number): void {
    for (let due = this.due.take(now); due !== undefined; due = this.due.take(now)) {
      const { job } = due;
      if (due.kind === 'time-limit') {
        if (job.status === 'RUNNABLE' && job.blockedSince === due.since) {
          job.isCancelled = true;
          job.halt = { by: 'cancel', reason: timeLimitCanceled(CPU_BLOCKED) };
          this.dependencies.settle(job, 'FAILED', job.halt.reason, now);
        }
        continue;
      }
      const attempt = lastAttempt(job);
      if (job.status !== 'RUNNING' || attempt?.number !== due.attempt || job.halt !== undefined) continue;
      job.halt = { by: 'timeout', reason: STATUS_REASONS.timedOut };
      this.effects.push({ type: 'stop', job, attempt });
    }
  }

  /** Queues by priority; in each, jobs from its head on until one has no room: it blocks those behind it. */
  private place(now: number): void {
    for (const queue of this.placement.inOrder()) {
      for (let job = queue.line.head(); job !== undefined && this.placement.hasSlot; job = queue.line.head()) {
        const compute = this.placement.room(queue, job);
        if (compute === undefined) break;
        queue.line.take(now);
        this.start(job, compute);
      }
      const head = queue.line.head();
      if (head !== undefined) this.lookForBlock(queue, head, now);
    }
  }

  private start(job: Job<Spec>, compute: string): void {
    const attempt: Attempt = {
      number: job.attempts.length + 1,
      taskId: this.options.taskId(),
      computeEnvironment: compute,
      startedAt: undefined,
      stoppedAt: undefined,
      exitCode: undefined,
      reason: undefined,
      statusReason: undefined,
    };
    job.attempts = [...job.attempts, attempt];
    job.statusReason = undefined;
    job.blockedSince = undefined;
    this.move(job, 'STARTING');
    this.placement.occupy(compute, job);
    this.effects.push({ type: 'start', job, attempt });
  }

  private lookForBlock(queue: NonNullable<ReturnType<Placement<Spec>['queue']>>, head: Job<Spec>, now: number): void {
    const blocked = this.placement.neverFits(queue, head);
    if (!blocked || head.blockedSince !== undefined) {
      if (!blocked && head.blockedSince !== undefined) {
        head.blockedSince = undefined;
        head.statusReason = undefined;
      }
      return;
    }
    head.blockedSince = now;
    head.statusReason = blockedReason(CPU_BLOCKED);
    this.options.blocked?.(head);
    const limit = queue.row.timeLimits.find(({ reason }) => reason === CPU_BLOCKED);
    if (limit !== undefined) this.due.add(now + limit.seconds * 1000, { kind: 'time-limit', job: head, since: now });
  }
}

const defaultReason = (attempt: Attempt): string =>
  attempt.startedAt === undefined ? STATUS_REASONS.startFailed : STATUS_REASONS.containerExited;
