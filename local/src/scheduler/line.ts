import { Deque } from './deque';
import type { Job, JobSpec } from './job';

/** The RUNNABLE jobs of a queue, in the order in which they are placed. */
export interface Line<Spec extends JobSpec> {
  add(job: Job<Spec>): void;
  /** A retried job goes before those that have not run. */
  addFirst(job: Job<Spec>): void;
  head(): Job<Spec> | undefined;
  /** Takes the head. */
  take(): void;
  /** Tells that a job has used its compute for some time. */
  used(job: Job<Spec>, milliseconds: number): void;
}

/**
 * Drops jobs that were cancelled while they stood here: cancelling costs nothing then, and each is skipped once.
 */
function liveHead<Spec extends JobSpec>(deque: Deque<Job<Spec>>): Job<Spec> | undefined {
  for (;;) {
    const head = deque.peek();
    if (head === undefined || head.status === 'RUNNABLE') return head;
    deque.shift();
  }
}

/** First in, first out. */
export class FifoLine<Spec extends JobSpec> implements Line<Spec> {
  private readonly jobs = new Deque<Job<Spec>>();

  add(job: Job<Spec>): void {
    this.jobs.pushBack(job);
  }

  addFirst(job: Job<Spec>): void {
    this.jobs.pushFront(job);
  }

  head(): Job<Spec> | undefined {
    return liveHead(this.jobs);
  }

  take(): void {
    this.jobs.shift();
  }

  used(): void {}
}

interface Share<Spec extends JobSpec> {
  readonly name: string;
  /** vCPU milliseconds that ended jobs have used. */
  used: number;
  /** vCPUs in use now. */
  running: number;
  /** By scheduling priority. */
  readonly levels: Map<number, Deque<Job<Spec>>>;
  /** Priorities in {@link levels}, highest first. */
  priorities: number[];
}

/**
 * Fair share: the share with the least use, times its weight factor, goes first; within a share the higher scheduling
 * priority does, then the earlier job. Use is not decayed.
 */
export class FairLine<Spec extends JobSpec> implements Line<Spec> {
  private readonly shares = new Map<string, Share<Spec>>();

  constructor(private weight: (share: string) => number) {}

  setWeight(weight: (share: string) => number): void {
    this.weight = weight;
  }

  add(job: Job<Spec>): void {
    this.level(job).pushBack(job);
  }

  addFirst(job: Job<Spec>): void {
    this.level(job).pushFront(job);
  }

  head(): Job<Spec> | undefined {
    return this.next()?.job;
  }

  take(): void {
    const next = this.next();
    if (next === undefined) return;
    next.deque.shift();
    next.share.running += next.job.spec.vcpus;
  }

  used(job: Job<Spec>, milliseconds: number): void {
    const share = this.share(job);
    share.running -= job.spec.vcpus;
    share.used += job.spec.vcpus * milliseconds;
  }

  private next():
    | { readonly share: Share<Spec>; readonly deque: Deque<Job<Spec>>; readonly job: Job<Spec> }
    | undefined {
    let best: { share: Share<Spec>; deque: Deque<Job<Spec>>; job: Job<Spec> } | undefined;
    for (const share of this.shares.values()) {
      if (best !== undefined && !this.before(share, best.share)) continue;
      for (const priority of share.priorities) {
        const deque = share.levels.get(priority);
        const job = deque && liveHead(deque);
        if (deque === undefined || job === undefined) continue;
        best = { share, deque, job };
        break;
      }
    }
    return best;
  }

  private before(one: Share<Spec>, other: Share<Spec>): boolean {
    const running = one.running * this.weight(one.name) - other.running * this.weight(other.name);
    const used = one.used * this.weight(one.name) - other.used * this.weight(other.name);
    return running < 0 || (running === 0 && used < 0);
  }

  private share(job: Job<Spec>): Share<Spec> {
    const name = job.spec.share ?? '';
    const known = this.shares.get(name);
    if (known !== undefined) return known;
    const share: Share<Spec> = { name, used: 0, running: 0, levels: new Map(), priorities: [] };
    this.shares.set(name, share);
    return share;
  }

  private level(job: Job<Spec>): Deque<Job<Spec>> {
    const share = this.share(job);
    const { priority } = job.spec;
    const known = share.levels.get(priority);
    if (known !== undefined) return known;
    const deque = new Deque<Job<Spec>>();
    share.levels.set(priority, deque);
    share.priorities = [...share.levels.keys()].sort((a, b) => b - a);
    return deque;
  }
}
