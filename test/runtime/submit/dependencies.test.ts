import { splitArray } from '@batchwright/model/contract';
import { LIMITS } from '@batchwright/model/service';
import fc from 'fast-check';
import { compileDependencies, type Part } from '../../../runtime/src/submit/dependencies';

const partsOf = (size: number, max: number = LIMITS.arraySize.max): readonly Part[] => splitArray(size, max);
const arrayOf = (size: number, max?: number) => partsOf(size, max).map((part, p) => ({ ...part, id: `up-${p}` }));
const single = partsOf(1);

test('a job without wishes has no dependencies', () => {
  expect(compileDependencies({ after: [], sequential: false }, single)).toEqual([[]]);
});

test('plain dependencies are named once each, in their order', () => {
  expect(compileDependencies({ after: ['a', 'b', 'a'], sequential: false }, single)).toEqual([
    [{ jobId: 'a' }, { jobId: 'b' }],
  ]);
});

test('an array that follows another item by item is N_TO_N', () => {
  expect(compileDependencies({ after: [], each: arrayOf(3), sequential: false }, partsOf(3))).toEqual([
    [{ jobId: 'up-0', type: 'N_TO_N' }],
  ]);
});

test('an array of one item is a plain job, and is followed plainly', () => {
  expect(compileDependencies({ after: [], each: arrayOf(1), sequential: true }, single)).toEqual([[{ jobId: 'up-0' }]]);
});

test('a sequential array combines with plain dependencies', () => {
  expect(compileDependencies({ after: ['a'], sequential: true }, partsOf(3))).toEqual([
    [{ jobId: 'a' }, { type: 'SEQUENTIAL' }],
  ]);
});

test('each part of a split array waits for all plain dependencies, and for its own part of the other array', () => {
  const compiled = compileDependencies({ after: ['a'], each: arrayOf(7, 3), sequential: false }, partsOf(7, 3));
  expect(compiled).toEqual([
    [{ jobId: 'a' }, { jobId: 'up-0', type: 'N_TO_N' }],
    [{ jobId: 'a' }, { jobId: 'up-1', type: 'N_TO_N' }],
    [{ jobId: 'a' }, { jobId: 'up-2', type: 'N_TO_N' }],
  ]);
});

test('the parts of a sequential array follow each other', () => {
  expect(compileDependencies({ after: [], sequential: true }, partsOf(5, 3))).toEqual([
    [{ type: 'SEQUENTIAL' }],
    [{ type: 'SEQUENTIAL' }, { previous: true }],
  ]);
});

test('waiting for all of an array makes waiting item by item needless', () => {
  expect(compileDependencies({ after: ['up-0'], each: arrayOf(3), sequential: false }, partsOf(3))).toEqual([
    [{ jobId: 'up-0' }],
  ]);
});

const ids = (count: number) => Array.from({ length: count }, (_, i) => `id-${i}`);

test(`takes ${LIMITS.dependencies} dependencies and refuses one more`, () => {
  const { dependencies: limit } = LIMITS;
  expect(compileDependencies({ after: ids(limit), sequential: false }, single)[0]).toHaveLength(limit);
  expect(() => compileDependencies({ after: ids(limit + 1), sequential: false }, single)).toThrow(
    expect.objectContaining({ code: 'TOO_MANY_DEPENDENCIES', got: limit + 1, limit, retryable: false }),
  );
  expect(() => compileDependencies({ after: ids(limit), sequential: true }, partsOf(2))).toThrow(
    expect.objectContaining({ code: 'TOO_MANY_DEPENDENCIES' }),
  );
});

test('refuses to follow an array of another size, and names both sizes', () => {
  expect(() => compileDependencies({ after: [], each: arrayOf(4), sequential: false }, partsOf(3))).toThrow(
    /array of 4 items with one of 3/,
  );
});

test('refuses to follow an array that is split otherwise', () => {
  expect(() => compileDependencies({ after: [], each: arrayOf(6, 3), sequential: false }, partsOf(6))).toThrow(
    /array of 3 \+ 3 items with one of 6/,
  );
});

test('every part gets each plain id once, at most its own peer, and never more than the service takes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...ids(15)), { maxLength: 30 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 2, max: 50 }),
      fc.boolean(),
      fc.boolean(),
      (after, size, max, withEach, sequential) => {
        const parts = partsOf(size, max);
        const each = withEach ? arrayOf(size, max) : undefined;
        const compiled = compileDependencies({ after, each, sequential }, parts);
        expect(compiled).toHaveLength(parts.length);
        for (const [p, dependencies] of compiled.entries()) {
          const plain = dependencies.flatMap((d) => ('jobId' in d && d.type === undefined ? [d.jobId] : []));
          const peers = dependencies.flatMap((d) => ('jobId' in d && d.type === 'N_TO_N' ? [d.jobId] : []));
          const expectPlain = new Set([...after, ...(withEach && parts[p]!.size === 1 ? [`up-${p}`] : [])]);
          expect(new Set(plain)).toEqual(expectPlain);
          expect(plain).toHaveLength(expectPlain.size);
          expect(peers).toEqual(withEach && parts[p]!.size > 1 ? [`up-${p}`] : []);
          expect(dependencies.length).toBeLessThanOrEqual(LIMITS.dependencies);
          // The service takes SEQUENTIAL for arrays only, and the first part has none before it.
          expect(dependencies.some((d) => 'type' in d && d.type === 'SEQUENTIAL')).toBe(
            sequential && parts[p]!.size > 1,
          );
          expect(dependencies.some((d) => 'previous' in d)).toBe(sequential && p > 0);
        }
      },
    ),
  );
});
