import { Deque } from './deque';
import type { Job, JobSpec } from './job';
import type { Line, Place, ShareUse } from './line';

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

type Use = Pick<Share<never>, 'name' | 'used' | 'running'>;

/**
 * Fair share: the share with the least use, times its weight factor, goes first; within a share the higher scheduling
 * priority does, then the earlier job. Use is not decayed.
 */
export class FairLine<Spec extends JobSpec> implements Line<Spec> {
  private readonly shares = new Map<string, Share<Spec>>();
  /** When anything happened by which places can move: here every arrival and every end can move each of them. */
  private movedAt = Number.NEGATIVE_INFINITY;

  constructor(private weight: (share: string) => number) {}

  setWeight(weight: (share: string) => number, now: number): void {
    this.weight = weight;
    this.movedAt = now;
  }

  add(job: Job<Spec>, now: number): void {
    this.level(job).pushBack(job);
    this.movedAt = now;
  }

  addFirst(job: Job<Spec>, now: number): void {
    this.level(job).pushFront(job);
    this.movedAt = now;
  }

  head(): Job<Spec> | undefined {
    return this.next()?.job;
  }

  take(now: number): void {
    const next = this.next();
    if (next === undefined) return;
    next.deque.shift();
    next.share.running += next.job.spec.vcpus;
    this.movedAt = now;
  }

  used(job: Job<Spec>, milliseconds: number, now: number): void {
    const share = this.share(job);
    share.running -= job.spec.vcpus;
    share.used += job.spec.vcpus * milliseconds;
    this.movedAt = now;
  }

  front(count: number): readonly Place<Spec>[] {
    let movedAt = this.movedAt;
    const ended = (job: Job<Spec>): void => {
      movedAt = Math.max(movedAt, job.stoppedAt ?? movedAt);
    };
    const waiting = [...this.shares.values()].map((share) => {
      const jobs = inOrder(share, ended);
      return { name: share.name, used: share.used, running: share.running, jobs, next: nextOf(jobs) };
    });
    const places: Place<Spec>[] = [];
    while (places.length < count) {
      let best: (typeof waiting)[number] | undefined;
      for (const share of waiting) {
        if (share.next !== undefined && (best === undefined || this.before(share, best))) best = share;
      }
      if (best?.next === undefined) break;
      places.push({ job: best.next, since: movedAt });
      best.running += best.next.spec.vcpus;
      best.next = nextOf(best.jobs);
    }
    return places;
  }

  use(): readonly ShareUse[] {
    return [...this.shares.values()]
      .filter(({ running }) => running > 0)
      .map(({ name, running }) => ({ share: name, vcpus: running }))
      .sort((one, other) => other.vcpus - one.vcpus);
  }

  private next():
    | { readonly share: Share<Spec>; readonly deque: Deque<Job<Spec>>; readonly job: Job<Spec> }
    | undefined {
    let best: { share: Share<Spec>; deque: Deque<Job<Spec>>; job: Job<Spec> } | undefined;
    for (const share of this.shares.values()) {
      if (best !== undefined && !this.before(share, best.share)) continue;
      for (const priority of share.priorities) {
        const deque = share.levels.get(priority);
        const job = deque && this.liveHead(deque);
        if (deque === undefined || job === undefined) continue;
        best = { share, deque, job };
        break;
      }
    }
    return best;
  }

  /** Drops jobs that were cancelled while they stood here: each is skipped once. */
  private liveHead(deque: Deque<Job<Spec>>): Job<Spec> | undefined {
    for (;;) {
      const head = deque.peek();
      if (head === undefined || head.status === 'RUNNABLE') return head;
      this.movedAt = Math.max(this.movedAt, head.stoppedAt ?? this.movedAt);
      deque.shift();
    }
  }

  private before(one: Use, other: Use): boolean {
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

/** @param ended - gets the jobs on the way that were cancelled where they stood */
function* inOrder<Spec extends JobSpec>(
  { levels, priorities }: Share<Spec>,
  ended: (job: Job<Spec>) => void,
): Generator<Job<Spec>> {
  for (const priority of priorities) {
    for (const job of levels.get(priority)?.items() ?? []) {
      if (job.status === 'RUNNABLE') yield job;
      else ended(job);
    }
  }
}

function nextOf<Spec extends JobSpec>(jobs: Generator<Job<Spec>>): Job<Spec> | undefined {
  const { value, done } = jobs.next();
  return done === true ? undefined : value;
}
