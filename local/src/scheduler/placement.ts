import type { ComputeRow, QueueRow } from './event';
import { FairLine } from './fair-line';
import { FifoLine } from './fifo-line';
import type { Job, JobSpec } from './job';
import type { Line } from './line';

interface Pool {
  row: ComputeRow;
  usedvCpus: number;
}

export interface QueueState<Spec extends JobSpec> {
  row: QueueRow;
  readonly line: Line<Spec>;
  /** Jobs of this queue, children left out, in the order of their submission. */
  readonly jobs: Job<Spec>[];
  /** Share identifiers with jobs that have not ended, and how many. */
  readonly shares: Map<string, number>;
  /** vCPUs of its jobs that are STARTING or RUNNING. */
  usedvCpus: number;
}

/** Compute environments and queues, and who may take what of them. */
export class Placement<Spec extends JobSpec> {
  private readonly pools = new Map<string, Pool>();
  private readonly queues = new Map<string, QueueState<Spec>>();
  private byPriority: readonly QueueState<Spec>[] = [];
  private freeSlots: number;

  /** @param slots - jobs at once on this machine, over all compute environments */
  constructor(slots: number) {
    this.freeSlots = slots;
  }

  setCompute(row: ComputeRow): void {
    const pool = this.pools.get(row.name);
    if (pool === undefined) this.pools.set(row.name, { row, usedvCpus: 0 });
    else pool.row = row;
  }

  deleteCompute(name: string): void {
    this.pools.delete(name);
  }

  setQueue(row: QueueRow, now: number): void {
    const queue = this.queues.get(row.name);
    if (queue === undefined) {
      const line: Line<Spec> = row.weight === undefined ? new FifoLine() : new FairLine(row.weight);
      this.queues.set(row.name, { row, line, jobs: [], shares: new Map(), usedvCpus: 0 });
    } else {
      queue.row = row;
      if (queue.line instanceof FairLine && row.weight !== undefined) queue.line.setWeight(row.weight, now);
    }
    this.sort();
  }

  deleteQueue(name: string): QueueState<Spec> | undefined {
    const queue = this.queues.get(name);
    this.queues.delete(name);
    this.sort();
    return queue;
  }

  queue(name: string): QueueState<Spec> | undefined {
    return this.queues.get(name);
  }

  /** Counts a submission in, when it is new, or out, when it has ended. */
  count({ spec }: Job<Spec>, by: 1 | -1): void {
    const shares = this.queues.get(spec.queue)?.shares;
    if (shares === undefined || spec.share === undefined) return;
    const count = (shares.get(spec.share) ?? 0) + by;
    if (count > 0) shares.set(spec.share, count);
    else shares.delete(spec.share);
  }

  /** Share identifiers of a queue with jobs that have not ended. */
  activeShares(queue: string): ReadonlyMap<string, number> {
    return this.queues.get(queue)?.shares ?? new Map();
  }

  /** Queues in the order in which they are served: higher priority first, then the older one. */
  inOrder(): readonly QueueState<Spec>[] {
    return this.byPriority;
  }

  get hasSlot(): boolean {
    return this.freeSlots > 0;
  }

  /** The first compute environment of the queue that has room for the job now. */
  room(queue: QueueState<Spec>, job: Job<Spec>): string | undefined {
    return queue.row.compute.find((name) => {
      const pool = this.pools.get(name);
      return pool?.row.open === true && pool.usedvCpus + job.spec.vcpus <= pool.row.maxvCpus;
    });
  }

  /** Whether none of the queue's compute environments could ever have room for the job. */
  neverFits(queue: QueueState<Spec>, job: Job<Spec>): boolean {
    return queue.row.compute.every((name) => (this.pools.get(name)?.row.maxvCpus ?? 0) < job.spec.vcpus);
  }

  occupy(compute: string, job: Job<Spec>): void {
    this.freeSlots -= 1;
    const pool = this.pools.get(compute);
    if (pool !== undefined) pool.usedvCpus += job.spec.vcpus;
    const queue = this.queues.get(job.spec.queue);
    if (queue !== undefined) queue.usedvCpus += job.spec.vcpus;
  }

  release(compute: string, job: Job<Spec>): void {
    this.freeSlots += 1;
    // Less than nothing: a job of a deleted environment or queue ended after another was created under its name.
    for (const holder of [this.pools.get(compute), this.queues.get(job.spec.queue)]) {
      if (holder !== undefined) holder.usedvCpus = Math.max(0, holder.usedvCpus - job.spec.vcpus);
    }
  }

  usedvCpus(compute: string): number {
    return this.pools.get(compute)?.usedvCpus ?? 0;
  }

  private sort(): void {
    this.byPriority = [...this.queues.values()].sort((one, other) => other.row.priority - one.row.priority);
  }
}
