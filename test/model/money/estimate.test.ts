import {
  type Estimate,
  estimateWork,
  type Prices,
  priceWork,
  printEstimate,
  together,
  type Work,
} from '@batchwright/model/money';
import fc from 'fast-check';

// Round figures, not those of any region.
const prices: Prices = {
  region: 'eu-west-1',
  date: '2026-11-20',
  currency: 'USD',
  instances: { 'm7i.2xlarge': { vcpus: 8, hourly: 0.4 }, 'm7i.4xlarge': { vcpus: 16, hourly: 0.8 } },
  fargate: { x86_64: { vcpu: 0.04, gib: 0.004 } },
};
const DAY = 24 * 3600 * 1000;
const spot = {
  region: 'eu-west-1',
  from: 0,
  to: 7 * DAY,
  changes: [
    { instanceType: 'm7i.2xlarge', zone: 'a', at: -1, hourly: 0.1 },
    { instanceType: 'm7i.2xlarge', zone: 'b', at: -1, hourly: 0.2 },
  ],
};
const work: Work = {
  name: 'align',
  jobs: 10,
  hours: 2,
  vcpus: 4,
  memoryMiB: 4096,
  compute: { type: 'EC2', instanceTypes: ['m7i.2xlarge', 'm7i.4xlarge'] },
};
const onSpot: Work = { ...work, compute: { type: 'SPOT', instanceTypes: ['m7i.2xlarge'] } };

const close = (a: Estimate['amount'] | undefined, b: Estimate['amount'] | undefined): void => {
  expect(a?.low).toBeCloseTo(b?.low ?? Number.NaN, 6);
  expect(a?.high).toBeCloseTo(b?.high ?? Number.NaN, 6);
};

test('on demand, a job costs its share of an instance, whatever its size', () => {
  const { amount, saved, complete, lines } = estimateWork([work], { prices });
  close(amount, { low: 4, high: 4 });
  close(saved, { low: 0, high: 0 });
  expect(complete).toBe(true);
  expect(lines[0]?.types.map(({ instanceType, share }) => [instanceType, share])).toEqual([
    ['m7i.2xlarge', 0.5],
    ['m7i.4xlarge', 0.25],
  ]);
});

test('on Spot, it costs from the cheapest zone to the dearest, and says what that saves', () => {
  const { amount, saved, complete } = estimateWork([onSpot], { prices, spot });
  close(amount, { low: 1, high: 2 });
  close(saved, { low: 2, high: 3 });
  expect(complete).toBe(true);
});

test('on Fargate, it costs its vCPUs and memory, for a minute at least', () => {
  const compute = { type: 'FARGATE' } as const;
  close(estimateWork([{ ...work, memoryMiB: 8192, compute }], { prices }).amount, { low: 3.84, high: 3.84 });
  const short = estimateWork([{ ...work, memoryMiB: 8192, hours: 1 / 3600, compute }], { prices });
  close(short.amount, { low: (10 * 0.192) / 60, high: (10 * 0.192) / 60 });
});

const managed = { unknown: 'managed instances have no price here' };
test.each<[string, Partial<Work>, string]>([
  [
    'Spot without Spot prices',
    { compute: { type: 'SPOT', instanceTypes: ['m7i.2xlarge'] } },
    'no Spot prices were given',
  ],
  [
    'a type that is not in the prices',
    { compute: { type: 'EC2', instanceTypes: ['r7i.2xlarge'] } },
    'no on-demand price',
  ],
  ['a type that nobody knows', { compute: { type: 'EC2', instanceTypes: ['z99.large'] } }, 'not listed here'],
  ['a job that no type holds', { vcpus: 400 }, 'no instance of m7i.2xlarge, m7i.4xlarge has 400 vCPUs'],
  [
    'an architecture without a price',
    { memoryMiB: 8192, compute: { type: 'FARGATE', architecture: 'arm64' } },
    'arm64',
  ],
  ['a size that Fargate does not have', { vcpus: 3, compute: { type: 'FARGATE' } }, 'no size of 3 vCPU'],
  ['Fargate Spot', { memoryMiB: 8192, compute: { type: 'FARGATE_SPOT' } }, 'AWS has no service that tells'],
  ['compute without a price', { compute: managed }, managed.unknown],
])('%s has no price, and says why', (_what, change, why) => {
  const estimate = estimateWork([{ ...work, ...change }], { prices });
  expect(estimate.lines[0]?.amount).toBeUndefined();
  expect(estimate.complete).toBe(false);
  expect(estimate.amount).toEqual({ low: 0, high: 0 });
  expect(estimate.lines[0]?.unpriced).toEqual([{ what: expect.any(String), why: expect.stringContaining(why) }]);
  expect(printEstimate(estimate)).toContain('total: no price is known');
});

test('Fargate Spot is bounded by its price on demand; some types without a price are named beside those that have one', () => {
  const serverless = estimateWork([{ ...work, memoryMiB: 8192, compute: { type: 'FARGATE_SPOT' } }], { prices });
  close(serverless.lines[0]?.onDemand, { low: 3.84, high: 3.84 });
  const some = estimateWork([{ ...work, compute: { type: 'EC2', instanceTypes: ['m7i'] } }], { prices });
  close(some.amount, { low: 4, high: 4 });
  expect(some.complete).toBe(false);
  expect(some.lines[0]?.unpriced[0]?.what).toContain('m7i.8xlarge');
});

const anyWork = fc.record({
  name: fc.constantFrom('a', 'b'),
  jobs: fc.integer({ min: 0, max: 5000 }),
  hours: fc.double({ min: 1 / 60, max: 50, noNaN: true }),
  vcpus: fc.constantFrom(1, 2, 4, 8, 16),
  memoryMiB: fc.constantFrom(2048, 8192, 16_384, 30_720),
  compute: fc.constantFrom<Work['compute']>(
    work.compute,
    onSpot.compute,
    { type: 'FARGATE' },
    { type: 'FARGATE_SPOT' },
  ),
});
const relative = (value: number | undefined): number => (value ?? 0) * (1 + 1e-9) + 1e-9;

test('estimates add up: that of two lists is the sum of both, and work in two parts costs as much as in one', () => {
  fc.assert(
    fc.property(fc.array(anyWork, { maxLength: 5 }), fc.array(anyWork, { maxLength: 5 }), (first, second) => {
      const [a, b, both] = [first, second, [...first, ...second]].map((list) => estimateWork(list, { prices, spot }));
      close(both?.amount, {
        low: (a?.amount.low ?? 0) + (b?.amount.low ?? 0),
        high: (a?.amount.high ?? 0) + (b?.amount.high ?? 0),
      });
      close(both?.saved, {
        low: (a?.saved.low ?? 0) + (b?.saved.low ?? 0),
        high: (a?.saved.high ?? 0) + (b?.saved.high ?? 0),
      });
    }),
  );
  fc.assert(
    fc.property(anyWork, fc.nat(5000), (one, more) => {
      const [a, b] = [priceWork(one, { prices, spot }), priceWork({ ...one, jobs: more }, { prices, spot })];
      const whole = priceWork({ ...one, jobs: one.jobs + more }, { prices, spot });
      const sum = together([a, b], one.jobs + more);
      expect(sum.amount === undefined).toBe(whole.amount === undefined);
      if (whole.amount !== undefined) close(sum.amount, whole.amount);
      expect(sum.jobHours).toBeCloseTo(whole.jobHours, 6);
    }),
  );
});

test('more jobs, more hours, more vCPUs and more memory never cost less', () => {
  fc.assert(
    fc.property(anyWork, fc.nat(100), fc.double({ min: 0, max: 10, noNaN: true }), (one, jobs, hours) => {
      const before = priceWork(one, { prices, spot });
      const more = { ...one, jobs: one.jobs + jobs, hours: one.hours + hours };
      for (const after of [more, { ...one, vcpus: one.vcpus * 2 }, { ...one, memoryMiB: one.memoryMiB * 2 }]) {
        const { amount } = priceWork(after, { prices, spot });
        if (before.amount === undefined || amount === undefined) continue;
        expect(before.amount.low).toBeLessThanOrEqual(relative(amount.low));
        expect(before.amount.high).toBeLessThanOrEqual(relative(amount.high));
      }
      expect(before.amount?.low ?? 0).toBeLessThanOrEqual(relative(before.amount?.high));
      const [type] = before.types;
      if (type !== undefined) expect(type.amount.low).toBeLessThanOrEqual(relative(type.whole.low));
    }),
  );
});

test('an estimate as text says each amount, its savings, and what it rests on', () => {
  expect(printEstimate(estimateWork([onSpot, { ...work, name: 'odd', compute: managed }], { prices, spot }))).toBe(
    `align: USD 1.00 to 2.00; Spot saves USD 2.00 to 3.00
  10 jobs of 4 vCPU, 4096 MiB, 20.00 hours together, SPOT
    m7i.2xlarge: USD 1.00 to 2.00 for 50.0 % of each at 0.1 to 0.2 an hour; alone USD 1.00 to 2.00
odd: no price
  10 jobs of 4 vCPU, 4096 MiB, 20.00 hours together, unknown compute
  no price of odd: managed instances have no price here
total: USD 1.00 to 2.00, and what has no price; Spot saves USD 2.00 to 3.00
  - On-demand prices are those of eu-west-1 on 2026-11-20, without discounts and plans.
  - Spot prices are the means by time between 1970-01-01 and 1970-01-08, from the cheapest zone to the dearest.
  - A job costs its share of an instance: the largest of its shares of vCPUs, GPUs and the memory that agent and kernel leave. Instances are full; "alone" is the price of whole instances that run nothing else.
  - Starting and idle instances are not in the amount.
  - Disks, data transfer, S3, logs, addresses, taxes: not in the amount.
  - Hours are those that were given: attempts that fail or are reclaimed need more.
`,
  );
});
