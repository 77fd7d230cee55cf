import { jobsOn, shareOf, wholeHours } from '@batchwright/model/money';
import { type InstanceShape, largestMemoryThatFits, shapeOf } from '@batchwright/model/shapes';
import fc from 'fast-check';

const TYPES = ['m7i.large', 'm7i.2xlarge', 'r7i.4xlarge', 'c7g.16xlarge', 'g5.12xlarge'].map(
  (type) => shapeOf(type) as InstanceShape,
);
const [large, double] = TYPES as [InstanceShape, InstanceShape];
const shape = fc.constantFrom(...TYPES);
const need = fc.record({ vcpus: fc.integer({ min: 1, max: 64 }), memoryMiB: fc.integer({ min: 4, max: 400_000 }) });

test.each([
  ['half of the vCPUs and little memory', large, { vcpus: 1, memoryMiB: 512 }, 0.5],
  [
    'half of the memory that jobs get, and few vCPUs',
    double,
    { vcpus: 1, memoryMiB: largestMemoryThatFits(double) / 2 },
    0.5,
  ],
  ['all memory that jobs get', double, { vcpus: 1, memoryMiB: largestMemoryThatFits(double) }, 1],
  ['more memory than is well, but less than there is', double, { vcpus: 1, memoryMiB: 32_000 }, 1],
  ['one GPU of four', TYPES[4] as InstanceShape, { vcpus: 1, memoryMiB: 1024, gpus: 1 }, 0.25],
  ['more vCPUs than there are', large, { vcpus: 3, memoryMiB: 512 }, undefined],
  ['more memory than there is', large, { vcpus: 1, memoryMiB: 8192 }, undefined],
  ['a GPU where there is none', large, { vcpus: 1, memoryMiB: 512, gpus: 1 }, undefined],
])('the share of %s', (_what, on, asked, share) => {
  expect(shareOf(on, asked)).toEqual(share);
});

test('a share is over 0 and at most 1, grows with the need, and as many jobs as fit take no more than the whole', () => {
  fc.assert(
    fc.property(shape, need, fc.integer({ min: 0, max: 8 }), (on, asked, more) => {
      const share = shareOf(on, asked);
      const larger = shareOf(on, { vcpus: asked.vcpus + more, memoryMiB: asked.memoryMiB + more * 100 });
      if (share === undefined) return larger === undefined && jobsOn(on, asked) === 0;
      const held = jobsOn(on, asked);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThanOrEqual(1);
      expect(held).toBeGreaterThanOrEqual(1);
      expect(held * share).toBeLessThanOrEqual(1 + 1e-9);
      expect((held + 1) * share).toBeGreaterThan(1 - 1e-9);
      return larger === undefined || larger >= share;
    }),
  );
});

test.each([
  ['500 jobs, 50 at once, one an instance', 500, 50, 1, 2000],
  ['500 jobs, 50 at once, three an instance: 17 instances for each of ten rounds', 500, 50, 3, 680],
  ['a last round that is smaller', 120, 50, 3, (17 + 17 + 7) * 4],
  ['more at once than there are', 3, 50, 2, 8],
  ['no jobs', 0, 50, 2, 0],
])('whole instances of 4 hours for %s', (_what, jobs, atOnce, held, hours) => {
  expect(wholeHours(jobs, 4, atOnce, held)).toBe(hours);
});

test('whole instances are never cheaper than shares of full ones, and more jobs never need fewer hours', () => {
  const count = fc.integer({ min: 1, max: 2000 });
  fc.assert(
    fc.property(
      shape,
      need,
      count,
      count,
      fc.double({ min: 0, max: 100, noNaN: true }),
      (on, asked, jobs, atOnce, hours) => {
        const share = shareOf(on, asked);
        fc.pre(share !== undefined);
        const whole = (n: number) => wholeHours(n, hours, atOnce, jobsOn(on, asked));
        expect(whole(jobs)).toBeGreaterThanOrEqual(jobs * hours * share * (1 - 1e-9));
        expect(whole(jobs + 1)).toBeGreaterThanOrEqual(whole(jobs));
      },
    ),
  );
});
