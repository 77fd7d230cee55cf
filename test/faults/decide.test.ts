import fc from 'fast-check';
import { checkFaults, delayOf, draw, faultOf, isListed } from './decide';
import type { Faults } from './faults';

const key = fc.record({ operation: fc.constantFrom('submitjob', 'listjobs'), body: fc.string(), before: fc.nat(20) });

test('a request meets the same fault whenever it comes, and none outside the operations that are meant', () => {
  fc.assert(
    fc.property(fc.integer(), key, (seed, request) => {
      const faults: Faults = {
        seed,
        operations: ['submitjob'],
        refuse: 0.3,
        reset: { before: 0.3, after: 0.3 },
        delay: { share: 0.5, maxMs: 40 },
      };
      expect(faultOf(faults, { ...request })).toEqual(faultOf(faults, request));
      expect(delayOf(faults, { ...request })).toBe(delayOf(faults, request));
      expect(delayOf(faults, request)).toBeLessThan(40);
      if (request.operation === 'listjobs') {
        expect(faultOf(faults, request)).toBeUndefined();
        expect(delayOf(faults, request)).toBe(0);
      }
    }),
  );
});

test('faults come in the shares that were asked for, before and after alike', () => {
  const faults: Faults = {
    seed: 3,
    refuse: 0.1,
    reset: { before: 0.05, after: 0.05 },
    silence: { after: 0.02 },
    error: { before: 0.08 },
    delay: { share: 0.25, maxMs: 1000 },
  };
  const requests = Array.from({ length: 20_000 }, (_, i) => ({ operation: 'submitjob', body: `job ${i}`, before: 0 }));
  const counts = new Map<string, number>();
  for (const request of requests) {
    const name = JSON.stringify(faultOf(faults, request) ?? null);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const share = (fault: object | null) => (counts.get(JSON.stringify(fault)) ?? 0) / requests.length;
  const expected: [object | null, number][] = [
    [{ kind: 'refuse' }, 0.1],
    [{ kind: 'reset', taken: false }, 0.05],
    [{ kind: 'reset', taken: true }, 0.05],
    [{ kind: 'silence', taken: true }, 0.02],
    [{ kind: 'error', taken: false }, 0.08],
    [null, 0.7],
  ];
  // Five standard deviations of a binomial count of this size are below 0.0165.
  for (const [fault, wanted] of expected) expect(Math.abs(share(fault) - wanted)).toBeLessThan(0.0165);
  expect(counts.size).toBe(expected.length);
  const delayed = requests.filter((request) => delayOf(faults, request) > 0).length / requests.length;
  expect(Math.abs(delayed - 0.25)).toBeLessThan(0.0165);
});

test('the same body again can meet another fault', () => {
  const faults: Faults = { seed: 1, refuse: 0.5 };
  const met = Array.from({ length: 30 }, (_, before) =>
    JSON.stringify(faultOf(faults, { operation: 'submitjob', body: 'same', before }) ?? null),
  );
  expect(new Set(met).size).toBe(2);
});

test('a job is listed from some age on, at most the lag, and then for ever', () => {
  fc.assert(
    fc.property(fc.integer(), fc.uuid(), fc.nat(10_000), fc.nat(20_000), (seed, jobId, listingLagMs, age) => {
      const faults: Faults = { seed, listingLagMs };
      const job = { jobId, createdAt: 5000 };
      if (isListed(faults, job, 5000 + age)) expect(isListed(faults, job, 5000 + age + 1)).toBe(true);
      expect(isListed(faults, job, 5000 + listingLagMs)).toBe(true);
      expect(isListed(faults, job, 4999)).toBe(false);
    }),
  );
});

test('a draw lies from 0 to 1 and follows from all of its words', () => {
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, word) => {
      const at = draw(seed, word);
      expect(at).toBeGreaterThanOrEqual(0);
      expect(at).toBeLessThan(1);
      expect([draw(seed + 1, word), draw(seed, word, '')]).not.toContain(at);
    }),
  );
});

test.each<[Faults]>([
  [{ seed: 1, refuse: 1.5 }],
  [{ seed: 1, reset: { before: -0.1 } }],
  [{ seed: 1, silence: { after: Number.NaN } }],
  [{ seed: 1, refuse: 0.5, error: { before: 0.3, after: 0.3 } }],
])('rejects %j', (faults) => {
  expect(() => checkFaults(faults)).toThrow(RangeError);
});
