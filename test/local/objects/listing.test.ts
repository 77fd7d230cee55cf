import fc from 'fast-check';
import { compareKeys, OrderedKeys } from '../../../local/src/services/objects/key-order';
import { listPage } from '../../../local/src/services/objects/listing';
import { readRange } from '../../../local/src/services/objects/range';

const key = fc.string({ unit: fc.constantFrom('a', 'b', '/', '-', 'ü', '\u{e000}', '😀'), minLength: 1, maxLength: 6 });

test('compareKeys orders as the UTF-8 bytes do', () => {
  const any = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(fc.oneof(any, key), fc.oneof(any, key), (a, b) => {
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test('OrderedKeys holds what a map holds, sorted, after any changes', () => {
  const change = fc.record({ key, add: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const ordered = new OrderedKeys<number>();
      const map = new Map<string, number>();
      for (const [i, { key, add }] of changes.entries()) {
        const before = map.get(key);
        expect(add ? ordered.set(key, i) : ordered.delete(key)).toBe(before);
        if (add) map.set(key, i);
        else map.delete(key);
      }
      expect(ordered.keys).toEqual([...map.keys()].sort(compareKeys));
    }),
  );
});

test('listPage gives every entry once, in pages of any size', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key, { maxLength: 30 }),
      fc.constantFrom('', 'a', 'a/', 'ü'),
      fc.constantFrom('', '/', '/-', 'b'),
      fc.integer({ min: 1, max: 7 }),
      (unsorted, prefix, delimiter, limit) => {
        const keys = [...unsorted].sort(compareKeys);
        const rolled = new Set<string>();
        const plain: string[] = [];
        for (const each of keys.filter((candidate) => candidate.startsWith(prefix))) {
          const end = delimiter === '' ? -1 : each.indexOf(delimiter, prefix.length);
          if (end === -1) plain.push(each);
          else rolled.add(each.slice(0, end + delimiter.length));
        }
        const seen = { keys: [] as string[], prefixes: [] as string[] };
        let after = '';
        for (let pages = 0; pages <= keys.length + 1; pages += 1) {
          const page = listPage(keys, { prefix, delimiter, after, limit });
          expect(page.keys.length + page.commonPrefixes.length).toBeLessThanOrEqual(limit);
          seen.keys.push(...page.keys);
          seen.prefixes.push(...page.commonPrefixes);
          if (page.next === undefined) break;
          after = page.next;
        }
        expect(seen.keys).toEqual(plain);
        expect(seen.prefixes).toEqual([...rolled]);
      },
    ),
    { numRuns: 500 },
  );
});

describe('readRange', () => {
  test('gives a span that lies within the object and is what was asked for', () => {
    fc.assert(
      fc.property(fc.nat(50), fc.nat(60), fc.nat(60), (size, a, b) => {
        const bytes = Array.from({ length: size }, (_, i) => i);
        for (const [header, expected] of [
          [`bytes=${a}-${b}`, a <= b ? bytes.slice(a, b + 1) : bytes],
          [`bytes=${a}-`, bytes.slice(a)],
          [`bytes=-${a}`, a === 0 ? [] : bytes.slice(-a)],
        ] as const) {
          const range = readRange(header, size);
          const got =
            range.kind === 'span' ? bytes.slice(range.start, range.end + 1) : range.kind === 'all' ? bytes : [];
          expect(got).toEqual(expected);
          if (range.kind === 'span') expect(range.start <= range.end && range.end < size).toBe(true);
        }
      }),
    );
  });

  test('takes whatever is no single range of bytes for the whole object', () => {
    fc.assert(
      fc.property(fc.string(), (header) => {
        fc.pre(!/^\s*bytes=\d*-\d*\s*$/.test(header));
        expect(readRange(header, 10)).toEqual({ kind: 'all' });
      }),
    );
    for (const header of [undefined, 'bytes=0-1,3-4', 'bytes=-', 'lines=0-1', 'bytes=5-4']) {
      expect(readRange(header, 10)).toEqual({ kind: 'all' });
    }
  });
});
