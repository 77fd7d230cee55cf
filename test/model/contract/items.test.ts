import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  encodeItems,
  indexRange,
  itemRange,
  parseTrailer,
  splitArray,
  TRAILER_BYTES,
} from '@batchwright/model/contract';
import { LIMITS } from '@batchwright/model/service';
import fc from 'fast-check';

/** Reads one item as a child does: only through byte ranges of the file. */
function readItem(file: Uint8Array, i: number): unknown {
  const text = (start: number, end: number) => Buffer.from(file.subarray(start, end)).toString('utf8');
  const trailer = parseTrailer(text(file.length - TRAILER_BYTES, file.length), 'test');
  const index = indexRange(trailer, i, 'test');
  const { start, end } = itemRange(trailer, text(index.start, index.end), 'here');
  return JSON.parse(text(start, end));
}

test('items file gives back every item through ranged reads', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue(), { minLength: 1, maxLength: 40 }), (items) => {
      const file = encodeItems(items.map((item) => JSON.stringify(item)));
      items.forEach((item, i) => {
        expect(JSON.stringify(readItem(file, i))).toBe(JSON.stringify(item));
      });
    }),
  );
});

test('items file is JSON Lines all through, so that people and tools can read it', () => {
  const file = encodeItems(['{"key":"é.jpg"}', '{"key":"line\\nfeed"}']);
  const lines = Buffer.from(file)
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    { key: 'é.jpg' },
    { key: 'line\nfeed' },
    0,
    17,
    { batchwright: 'items', version: 1, count: 2, index: 38 },
  ]);
});

test.each([-1, 2, 1.5])('items file refuses item %p of 2', (i) => {
  const file = encodeItems(['1', '2']);
  const trailer = parseTrailer(Buffer.from(file.subarray(-TRAILER_BYTES)).toString(), 'items.jsonl');
  expect(() => indexRange(trailer, i, 'items.jsonl')).toThrow(
    `items.jsonl: has 2 items, numbered from 0; there is no item ${i}`,
  );
});

test('a trailer of a newer format is refused by name', () => {
  expect(() => parseTrailer('{"batchwright":"items","version":2}', 's3://b/k')).toThrow(
    's3://b/k: the items has format version 2, this package reads up to 1; update the @batchwright packages here',
  );
});

test('splitArray covers every item once, in parts that an array job can take', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 2_000_000 }), (count) => {
      const parts = splitArray(count, LIMITS.arraySize.max);
      let next = 0;
      for (const { offset, size } of parts) {
        expect(offset).toBe(next);
        expect(size).toBeGreaterThanOrEqual(LIMITS.arraySize.min);
        expect(size).toBeLessThanOrEqual(LIMITS.arraySize.max);
        next += size;
      }
      expect(next).toBe(count);
    }),
  );
});

test('the frozen items file of format 1 is read, and written the same', () => {
  const file = readFileSync(join(__dirname, '..', 'frozen', 'items-1.jsonl'));
  expect(readItem(file, 1)).toEqual({ key: 'ü.jpg' });
  const items = ['{"key":"a.jpg","filter":"sepia"}', '{"key":"ü.jpg"}', '{"key":"c.jpg"}'];
  expect(Buffer.from(encodeItems(items)).equals(file)).toBe(true);
});

test.each(['{"count":"2","index":4}', '{"count":2,"index":-1}', '{"count":2}'])(
  'a trailer that is damaged is refused: %s',
  (fields) => {
    const trailer = JSON.stringify({ batchwright: 'items', version: 1, ...JSON.parse(fields) });
    expect(() => parseTrailer(trailer, 's3://b/k')).toThrow('must be a whole number from 0');
  },
);

test.each(['', 'x\n', '9\n3\n', '9\n9\n'])('an index that is damaged is refused: %j', (entries) => {
  const trailer = { batchwright: 'items', version: 1, count: 2, index: 0 } as const;
  expect(() => itemRange(trailer, entries, 's3://b/k')).toThrow('s3://b/k: the index is damaged');
});
