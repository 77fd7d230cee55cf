import { isTerminal } from '@batchwright/model/service';
import fc from 'fast-check';
import type { Dependency, Job } from '../../../local/src/scheduler';
import { Bench } from './bench';

const COMPUTE = { small: 2, large: 5 } as const;
const SLOTS = 6;
const QUEUES = {
  urgent: ['small'],
  standard: ['small', 'large'],
  bulk: ['large'],
} as const;

type Step =
  | {
      readonly do: 'submit';
      readonly queue: keyof typeof QUEUES;
      readonly vcpus: number;
      readonly size?: number;
      readonly attempts: number;
      readonly links: readonly Link[];
    }
  | { readonly do: 'start' | 'end' | 'fail'; readonly pick: number }
  | { readonly do: 'cancel' | 'terminate'; readonly pick: number; readonly child: boolean }
  | { readonly do: 'toggle'; readonly compute: keyof typeof COMPUTE }
  | { readonly do: 'pass'; readonly seconds: number };

interface Link {
  readonly type: Dependency['type'];
  readonly pick: number;
}

const pick = fc.nat({ max: 1_000_000 });
const link: fc.Arbitrary<Link> = fc.record({ type: fc.constantFrom('PLAIN', 'N_TO_N', 'SEQUENTIAL'), pick });
const submission: fc.Arbitrary<Step> = fc
  .record({
    queue: fc.constantFrom('urgent', 'standard', 'bulk'),
    vcpus: fc.constantFrom(1, 1, 2, 3, 6),
    size: fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
    attempts: fc.integer({ min: 1, max: 3 }),
    links: fc.array(link, { maxLength: 3 }),
  })
  .map((step) => ({ do: 'submit', ...step }) as Step);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: submission },
  { weight: 10, arbitrary: fc.record({ do: fc.constantFrom('start', 'end', 'fail'), pick }) as fc.Arbitrary<Step> },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('cancel', 'terminate'),
      pick,
      child: fc.boolean(),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('toggle'),
      compute: fc.constantFrom('small', 'large'),
    }) as fc.Arbitrary<Step>,
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('pass'), seconds: fc.integer({ min: 1, max: 100 }) }) as fc.Arbitrary<Step>,
  },
);

class World extends Bench {
  readonly jobs: Job[] = [];
  readonly open = { small: true, large: true };
  private readonly ends = new Map<Job, string>();

  constructor() {
    super({ slots: SLOTS });
    for (const [name, maxvCpus] of Object.entries(COMPUTE)) this.compute(name, maxvCpus);
    for (const [priority, [name, compute]] of Object.entries(QUEUES).entries())
      this.queue(name, [...compute], 10 - priority);
  }

  override apply(event: Parameters<Bench['apply']>[0]): ReturnType<Bench['apply']> {
    const effects = super.apply(event);
    for (const { type, job } of effects) if (type === 'start') this.mayStart(job);
    return effects;
  }

  take(step: Step): void {
    switch (step.do) {
      case 'submit': {
        const dependencies = step.links.flatMap((one) => this.dependency(one, step.size) ?? []);
        const { queue, vcpus, attempts } = step;
        this.jobs.push(
          this.submit({ queue, vcpus, attempts, arraySize: step.size, dependencies, timeoutSeconds: 120 }),
        );
        break;
      }
      case 'start':
      case 'end':
      case 'fail': {
        const job = [...this.running][step.pick % (this.running.size || 1)];
        if (job === undefined) break;
        if (step.do === 'start') this.run(job);
        else this.end(job, { exitCode: step.do === 'end' ? 0 : 1 });
        break;
      }
      case 'cancel':
      case 'terminate': {
        const job = this.jobs[step.pick % (this.jobs.length || 1)];
        const child = step.child ? job?.children?.[0] : undefined;
        if (job !== undefined) this.stop(step.do, child ?? job);
        break;
      }
      case 'toggle':
        this.open[step.compute] = !this.open[step.compute];
        this.compute(step.compute, COMPUTE[step.compute], this.open[step.compute]);
        break;
      case 'pass':
        this.pass(step.seconds);
    }
  }

  all(): Job[] {
    return this.jobs.flatMap((job) => [job, ...(job.children ?? [])]);
  }

  check(): void {
    this.checkCapacity();
    for (const job of this.all()) {
      expect(job.attempts.length).toBeLessThanOrEqual(job.spec.attempts);
      if (job.isTerminated && job.children === undefined) expect(job.status).not.toBe('SUCCEEDED');
      const ended = this.ends.get(job);
      if (ended !== undefined) expect(job.status).toBe(ended);
      if (isTerminal(job.status)) this.ends.set(job, job.status);
      if (job.children !== undefined) this.checkParent(job);
    }
  }

  private checkCapacity(): void {
    const used = { small: 0, large: 0 };
    for (const job of this.running) {
      used[job.attempts.at(-1)?.computeEnvironment as keyof typeof used] += job.spec.vcpus;
    }
    for (const name of ['small', 'large'] as const) {
      expect(used[name]).toBeLessThanOrEqual(COMPUTE[name]);
      expect(this.scheduler.placement.usedvCpus(name)).toBe(used[name]);
    }
    expect(this.running.size).toBeLessThanOrEqual(SLOTS);
    // Nothing waits that could run: each head is without a slot or without room.
    for (const queue of this.scheduler.placement.inOrder()) {
      const head = queue.line.head();
      if (head === undefined || this.running.size === SLOTS) continue;
      for (const name of queue.row.compute as ('small' | 'large')[]) {
        if (this.open[name]) expect(used[name] + head.spec.vcpus).toBeGreaterThan(COMPUTE[name]);
      }
    }
  }

  private checkParent(job: Job): void {
    expect(job.summary).toEqual(Bench.recount(job));
    const ended = job.children!.every(({ status }) => isTerminal(status));
    expect(isTerminal(job.status)).toBe(ended);
    expect(['SUBMITTED', 'PENDING', 'SUCCEEDED', 'FAILED']).toContain(job.status);
    if (ended)
      expect(job.status).toBe(job.children!.every(({ status }) => status === 'SUCCEEDED') ? 'SUCCEEDED' : 'FAILED');
    else if (job.children!.some(({ status }) => !['SUBMITTED', 'PENDING'].includes(status)))
      expect(job.status).toBe('PENDING');
  }

  private dependency({ type, pick }: Link, size: number | undefined): Dependency | undefined {
    if (type === 'SEQUENTIAL') return size === undefined ? undefined : { type };
    const on = this.jobs[pick % (this.jobs.length || 1)];
    if (on === undefined) return undefined;
    if (type === 'PLAIN') return { type, jobId: on.id };
    return size !== undefined && on.spec.arraySize === size ? { type, jobId: on.id } : undefined;
  }

  private mayStart(job: Job): void {
    expect(this.open[job.attempts.at(-1)?.computeEnvironment as 'small' | 'large']).toBe(true);
    expect(job.children).toBeUndefined();
    for (const dependency of job.spec.dependencies) {
      if (dependency.type === 'SEQUENTIAL') {
        if (job.index) expect(job.parent?.children?.[job.index - 1]?.status).toBe('SUCCEEDED');
      } else {
        const on = this.find(dependency.jobId);
        const needed = dependency.type === 'N_TO_N' ? on.children![job.index!]! : on;
        expect(needed.status).toBe('SUCCEEDED');
      }
    }
  }
}

/** Lets everything run to its end; what fits nowhere is cancelled, as a person would have to. */
function drain(world: World): void {
  for (const name of ['small', 'large'] as const) {
    world.open[name] = true;
    world.compute(name, COMPUTE[name]);
  }
  // Each step ends a job's attempt or cancels a job: a scheduler that goes on for ever is told from one that ends.
  for (let steps = 0; steps < 100_000; steps++) {
    const [job] = world.running;
    if (job !== undefined) {
      world.finish(job);
      world.check();
      continue;
    }
    const heads = world.scheduler.placement.inOrder().map(({ row, line }) => ({ row, head: line.head() }));
    const blocked = heads.find(({ head }) => head !== undefined);
    if (blocked?.head === undefined) return;
    expect(blocked.head.spec.vcpus).toBeGreaterThan(
      blocked.row.compute.includes('large') ? COMPUTE.large : COMPUTE.small,
    );
    world.stop('cancel', blocked.head);
    world.check();
  }
  throw new Error('it does not come to an end');
}

test('the scheduler keeps its rules under any order of events, and every job ends', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const world = new World();
      for (const one of steps) {
        world.take(one);
        world.check();
      }
      drain(world);
      expect(world.all().filter(({ status }) => !isTerminal(status))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
