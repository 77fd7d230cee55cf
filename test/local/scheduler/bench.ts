import { JOB_STATUSES } from '@batchwright/model/service';
import {
  type Effect,
  type Job,
  type JobSpec,
  type Outcome,
  Scheduler,
  type SchedulerEvent,
} from '../../../local/src/scheduler';

export const spec = (over: Partial<JobSpec> = {}): JobSpec => ({
  queue: 'queue',
  vcpus: 1,
  attempts: 1,
  exitRules: [],
  timeoutSeconds: undefined,
  arraySize: undefined,
  dependencies: [],
  share: undefined,
  priority: 0,
  ...over,
});

/** A scheduler with a clock that the test turns, and a runner that the test plays. */
export class Bench {
  now = 1_000_000;
  readonly scheduler: Scheduler;
  /** Attempts that were started and have not ended. */
  readonly running = new Set<Job>();
  /** Ids in the order of their starts. */
  readonly started: string[] = [];
  readonly stopped: string[] = [];
  private task = 0;
  private ids = 0;

  constructor({ slots = 1000, maxvCpus = 4 } = {}) {
    this.scheduler = new Scheduler({ slots, taskId: () => `task-${++this.task}` });
    this.compute('compute', maxvCpus);
    this.queue('queue', ['compute']);
  }

  apply(event: SchedulerEvent<JobSpec>): readonly Effect<JobSpec>[] {
    const effects = this.scheduler.apply(event, this.now);
    for (const { type, job } of effects) {
      if (type === 'stop') this.stopped.push(job.id);
      else {
        this.started.push(job.id);
        this.running.add(job);
      }
    }
    return effects;
  }

  compute(name: string, maxvCpus: number, open = true): void {
    this.apply({ type: 'compute', row: { name, open, maxvCpus } });
  }

  queue(name: string, compute: string[], priority = 1, more: object = {}): void {
    this.apply({ type: 'queue', row: { name, priority, compute, weight: undefined, timeLimits: [], ...more } });
  }

  submit(over: Partial<JobSpec> = {}): Job {
    const id = `job-${++this.ids}`;
    this.apply({ type: 'submit', id, spec: spec(over) });
    return this.find(id);
  }

  find(id: string): Job {
    const job = this.scheduler.find(id);
    if (job === undefined) throw new Error(`no job ${id}`);
    return job;
  }

  run(job: Job): void {
    this.apply({ type: 'started', job, attempt: job.attempts.length });
  }

  end(job: Job, outcome: Outcome = { exitCode: 0 }): void {
    this.running.delete(job);
    this.apply({ type: 'ended', job, attempt: job.attempts.length, ...outcome });
  }

  /** Starts and ends an attempt. */
  finish(job: Job, outcome: Outcome = { exitCode: 0 }): void {
    this.run(job);
    this.end(job, outcome);
  }

  stop(type: 'cancel' | 'terminate', job: Job, reason = 'enough'): void {
    this.apply({ type, job, reason });
  }

  pass(seconds: number): void {
    this.now += seconds * 1000;
    this.apply({ type: 'tick' });
  }

  /** Counts of the children, made anew. */
  static recount(job: Job): Record<string, number> {
    const counts: Record<string, number> = Object.fromEntries(JOB_STATUSES.map((status) => [status, 0]));
    for (const child of job.children ?? []) counts[child.status] = (counts[child.status] ?? 0) + 1;
    return counts;
  }
}
