import { Deque } from './deque';
import type { Job, JobSpec } from './job';
import type { Line, Place } from './line';

/** First in, first out. Jobs that were cancelled here stay until they are at the head: cancelling costs nothing then. */
export class FifoLine<Spec extends JobSpec> implements Line<Spec> {
  private readonly jobs = new Deque<Job<Spec>>();
  /** When the head last left, or a job was put before it: every place moved then. */
  private movedAt = Number.NEGATIVE_INFINITY;

  add(job: Job<Spec>): void {
    this.jobs.pushBack(job);
  }

  addFirst(job: Job<Spec>, now: number): void {
    this.jobs.pushFront(job);
    this.movedAt = now;
  }

  head(): Job<Spec> | undefined {
    for (;;) {
      const head = this.jobs.peek();
      if (head === undefined || head.status === 'RUNNABLE') return head;
      this.movedAt = Math.max(this.movedAt, leftAt(head));
      this.jobs.shift();
    }
  }

  take(now: number): void {
    this.jobs.shift();
    this.movedAt = now;
  }

  used(): void {}

  front(count: number): readonly Place<Spec>[] {
    const places: Place<Spec>[] = [];
    let movedAt = this.movedAt;
    for (const job of this.jobs.items()) {
      if (places.length === count) break;
      if (job.status !== 'RUNNABLE') movedAt = Math.max(movedAt, leftAt(job));
      else places.push({ job, since: Math.max(movedAt, job.runnableSince ?? movedAt) });
    }
    return places;
  }

  use(): undefined {
    return undefined;
  }
}

/** A job that is not RUNNABLE has ended where it stood: nothing else takes one from within a line. */
const leftAt = ({ stoppedAt }: Job): number => stoppedAt ?? Number.NEGATIVE_INFINITY;
