import fc from 'fast-check';
import type { Job } from '../../../local/src/scheduler';
import { Bench } from './bench';

type Step =
  | { readonly do: 'submit'; readonly share: string; readonly priority: number; readonly vcpus: number }
  | { readonly do: 'finish' | 'fail' | 'cancel'; readonly pick: number }
  | { readonly do: 'pass' };

const pick = fc.nat({ max: 1000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('submit' as const),
      share: fc.constantFrom('a', 'b', 'c'),
      priority: fc.constantFrom(0, 1, 2),
      vcpus: fc.constantFrom(1, 2),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('finish' as const, 'fail' as const), pick }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('cancel' as const), pick }) },
  { weight: 1, arbitrary: fc.constant({ do: 'pass' as const }) },
);

const weights: Readonly<Record<string, number>> = { a: 1, b: 0.5, c: 2 };

/** One queue with little room, and what was ever seen of its front. */
class Front extends Bench {
  readonly jobs: Job[] = [];
  private seen = new Map<Job, { readonly position: number; readonly at: number }>();

  constructor(private readonly fair: boolean) {
    super({ maxvCpus: 2 });
    this.queue('queue', ['compute'], 1, fair ? { weight: (share: string) => weights[share] ?? 1 } : {});
  }

  get places() {
    return this.scheduler.placement.queue('queue')?.line.front(5) ?? [];
  }

  take(step: Step): void {
    const running = [...this.running];
    if (step.do === 'pass') this.pass(10);
    else if (step.do === 'submit') {
      const { vcpus, share, priority } = step;
      this.jobs.push(this.submit({ vcpus, attempts: 2, ...(this.fair && { share, priority }) }));
    } else if (step.do === 'cancel') {
      const job = this.jobs[step.pick % (this.jobs.length || 1)];
      if (job !== undefined) this.stop('cancel', job);
    } else {
      const job = running[step.pick % (running.length || 1)];
      if (job !== undefined) this.finish(job, { exitCode: step.do === 'fail' ? 1 : 0 });
    }
  }

  check(): void {
    const { places } = this;
    const waiting = this.jobs.filter(({ status }) => status === 'RUNNABLE');
    expect(places).toHaveLength(Math.min(5, waiting.length));
    expect(places[0]?.job).toBe(this.scheduler.placement.queue('queue')?.line.head());
    const now = new Map<Job, { readonly position: number; readonly at: number }>();
    for (const [position, { job, since }] of places.entries()) {
      const before = this.seen.get(job);
      const at = before?.position === position ? before.at : this.now;
      now.set(job, { position, at });
      expect(since).toBeGreaterThanOrEqual(at);
      expect(since).toBeLessThanOrEqual(this.now);
    }
    this.seen = now;
    const used = [...this.running].reduce((sum, job) => sum + job.spec.vcpus, 0);
    expect(this.scheduler.placement.queue('queue')?.usedvCpus).toBe(used);
  }
}

test.each([
  ['first in, first out', false],
  ['fair share', true],
])('the front of a queue (%s) is the order in which its jobs start, with the time of each place', (_kind, fair) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const world = new Front(fair);
      for (const one of steps) {
        world.take(one);
        world.check();
      }
      const expected = world.places.map(({ job }) => job.id);
      const before = world.started.length;
      world.compute('compute', 1000);
      expect(world.started.slice(before, before + 5)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test('a place of a first-in-first-out queue counts from when the last job before it left', () => {
  const bench = new Bench({ maxvCpus: 1 });
  const [running, first, second, third] = [bench.submit(), bench.submit(), bench.submit(), bench.submit()];
  const start = bench.now;
  const since = () =>
    Object.fromEntries(
      (bench.scheduler.placement.queue('queue')?.line.front(100) ?? []).map((place) => [
        place.job.id,
        (place.since - start) / 1000,
      ]),
    );
  expect(since()).toEqual({ [first.id]: 0, [second.id]: 0, [third.id]: 0 });
  bench.pass(10);
  bench.stop('cancel', second);
  expect(since()).toEqual({ [first.id]: 0, [third.id]: 10 });
  bench.pass(10);
  bench.finish(running);
  expect(since()).toEqual({ [third.id]: 20 });
});

test('shares with vCPUs in use are told, most first', () => {
  const bench = new Bench({ maxvCpus: 6 });
  bench.queue('fair', ['compute'], 1, { weight: () => 1 });
  bench.submit({ queue: 'fair', share: 'small' });
  const large = bench.submit({ queue: 'fair', share: 'large', vcpus: 3 });
  bench.submit({ queue: 'fair', share: 'waits', vcpus: 6 });
  const use = () => bench.scheduler.placement.queue('fair')?.line.use();
  expect(use()).toEqual([
    { share: 'large', vcpus: 3 },
    { share: 'small', vcpus: 1 },
  ]);
  bench.finish(large);
  expect(use()).toEqual([{ share: 'small', vcpus: 1 }]);
});
