import fc from 'fast-check';
import { chooseFailure } from '../../../local/src/faults/choose';
import { injectedProblem } from '../../../local/src/faults/injected';

const key = fc.record({
  jobName: fc.string({ minLength: 1, maxLength: 12 }),
  ordinal: fc.nat({ max: 1000 }),
  index: fc.option(fc.nat({ max: 9999 }), { nil: undefined }),
  attempt: fc.integer({ min: 1, max: 10 }),
});

test('an attempt always meets the same, and on-demand ones meet what Spot ones meet but for reclaims', () => {
  fc.assert(
    fc.property(key, fc.integer(), (attempt, seed) => {
      const injected = { reclaim: 0.3, outOfMemory: 0.3, imagePull: 0.3, seed };
      const onSpot = chooseFailure(injected, attempt, true);
      expect(chooseFailure(injected, { ...attempt }, true)).toBe(onSpot);
      expect(chooseFailure(injected, attempt, false)).toBe(onSpot === 'reclaim' ? undefined : onSpot);
    }),
  );
});

test('the shares of many attempts are those that were asked for, and another seed meets others', () => {
  const attempts = Array.from({ length: 20_000 }, (_, index) => ({ jobName: 'job', ordinal: 0, index, attempt: 1 }));
  const chosen = (seed: number) =>
    attempts.map((one) => chooseFailure({ reclaim: 0.2, outOfMemory: 0.1, imagePull: 0.05, seed }, one, true));
  const first = chosen(1);
  const share = (kind: string) => first.filter((one) => one === kind).length / attempts.length;
  // Five standard deviations of a binomial count of this size are below 0.015.
  expect(Math.abs(share('reclaim') - 0.2)).toBeLessThan(0.015);
  expect(Math.abs(share('outOfMemory') - 0.1)).toBeLessThan(0.015);
  expect(Math.abs(share('imagePull') - 0.05)).toBeLessThan(0.015);
  expect(chosen(2)).not.toEqual(first);
});

test('a share of 1 meets every attempt, within the attempts and names that are meant', () => {
  const injected = { outOfMemory: 1, attempts: 2, jobName: 'train*' };
  const meets = (jobName: string, attempt: number) =>
    chooseFailure(injected, { jobName, ordinal: 0, index: undefined, attempt }, false);
  expect([meets('train-1', 1), meets('train', 2)]).toEqual(['outOfMemory', 'outOfMemory']);
  expect([meets('train-1', 3), meets('detrain', 1)]).toEqual([undefined, undefined]);
});

test.each([
  [{ reclaim: 1.1 }, 'reclaim: expected 0 to 1, got 1.1'],
  [{ outOfMemory: -0.1 }, 'outOfMemory'],
  [{ imagePull: Number.NaN }, 'imagePull'],
  [{ reclaim: 0.6, imagePull: 0.5 }, 'add up'],
  [{ afterMs: -1 }, 'afterMs'],
  [{ attempts: 0 }, 'attempts'],
  [{ seed: 0.5 }, 'seed'],
])('rejects %j', (injected, text) => {
  expect(injectedProblem(injected)).toContain(text);
  expect(injectedProblem({ reclaim: 0.7, outOfMemory: 0.2, imagePull: 0.1 })).toBeUndefined();
});
