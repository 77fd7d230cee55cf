import { LIMITS } from '@batchwright/model/service';
import * as fc from 'fast-check';
import { sharesProblem, weightFactor } from '../../../lib/src/scheduling/weights';

/** Shares that pass. */
const share = fc.double({ min: 0.001, max: 1 / LIMITS.shareWeight.min, noNaN: true });
const { min, max } = LIMITS.shareWeight;

test.each([
  [1, 1],
  [8, 0.125],
  [30, 0.0333333],
  [40, 0.025],
  [0.001, max],
  [1 / min, min],
])('a share of %p has the weight factor %p', (of, factor) => {
  expect(weightFactor(of)).toBe(factor);
});

test('a weight factor is one that the service takes, and the inverse of the share to six digits', () => {
  fc.assert(
    fc.property(share, (of) => {
      const factor = weightFactor(of);
      expect(factor).toBeGreaterThanOrEqual(min);
      expect(factor).toBeLessThanOrEqual(max);
      expect(Math.abs(factor * of - 1)).toBeLessThan(1e-5);
    }),
  );
});

test('a weight factor stays what it is in the single precision of the service', () => {
  fc.assert(
    fc.property(share, (of) => {
      const factor = weightFactor(of);
      expect(Number(Math.fround(factor).toPrecision(6))).toBe(Number(factor.toPrecision(6)));
    }),
  );
});

test('a larger share never has the larger weight factor, and a clearly larger one has a smaller', () => {
  fc.assert(
    fc.property(share, share, (one, other) => {
      const [less, more] = one < other ? [one, other] : [other, one];
      expect(weightFactor(more)).toBeLessThanOrEqual(weightFactor(less));
      if (more > less * 1.0001) expect(weightFactor(more)).toBeLessThan(weightFactor(less));
    }),
  );
});

test('two shares are in proportion, whatever they are multiplied by', () => {
  const middling = fc.double({ min: 0.1, max: 100, noNaN: true });
  fc.assert(
    fc.property(middling, middling, fc.double({ min: 0.1, max: 10, noNaN: true }), (one, other, by) => {
      const proportion = weightFactor(other * by) / weightFactor(one * by);
      expect(Math.abs((proportion * other) / one - 1)).toBeLessThan(2e-5);
    }),
  );
});

test('shares pass exactly when no identifier is covered twice', () => {
  const identifier = fc.stringMatching(/^[ab]{1,3}\*?$/);
  fc.assert(
    fc.property(fc.uniqueArray(identifier, { minLength: 1, maxLength: 4 }), (identifiers) => {
      const covers = (entry: string, one: string) =>
        entry.endsWith('*') ? one.startsWith(entry.slice(0, -1)) : entry === one;
      // Whatever two entries have in common begins with the longer of them.
      const overlap = identifiers.some((a) =>
        identifiers.some((b) => a !== b && (covers(a, b.replace('*', '')) || covers(b, a.replace('*', '')))),
      );
      const problem = sharesProblem(Object.fromEntries(identifiers.map((one) => [one, 1])));
      // A text and the same with * overlap, too.
      expect(problem === undefined).toBe(!overlap);
    }),
  );
});
