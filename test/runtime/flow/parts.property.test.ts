import fc from 'fast-check';
import { commonLabel } from '../../../runtime/src/flow/names';
import { relayed } from '../../../runtime/src/flow/relays';
import { Tuples } from '../../../runtime/src/flow/tuples';

test('equal lists have one number and others another, however many there are', () => {
  const lists = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 6 }), { maxLength: 3000 });
  fc.assert(
    fc.property(lists, (all) => {
      const tuples = new Tuples();
      const known = new Map<string, number>();
      for (const list of all) {
        const number = tuples.numberOf(Int32Array.from(list), list.length);
        const key = JSON.stringify(list);
        expect(number).toBe(known.get(key) ?? known.size);
        known.set(key, number);
      }
    }),
    { numRuns: 30 },
  );
});

test('relays bring a list down to what there is room for, and each of it is waited for once', () => {
  fc.assert(
    fc.property(
      fc.nat(900),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 2, max: 20 }),
      (length, most, width) => {
        const behind: (readonly number[])[] = [];
        const list = Array.from({ length }, (_, i) => i);
        const left = relayed(list, most, width, (some) => length + behind.push(some) - 1);
        expect(left.length).toBe(Math.min(length, most));
        for (const some of behind) expect(some.length).toBeLessThanOrEqual(width);
        for (const some of behind) expect(some.length).toBeGreaterThan(1);
        const flat = (place: number): readonly number[] =>
          place < length ? [place] : (behind[place - length] ?? []).flatMap(flat);
        expect(left.flatMap(flat).sort((a, b) => a - b)).toEqual(list);
        // As few as can be: each takes at most one less than its width off.
        expect(behind.length).toBe(Math.max(0, Math.ceil((length - most) / (width - 1))));
      },
    ),
  );
});

test.each([
  [['align-1', 'align-2'], 'align'],
  [['align-10', 'align-12'], 'align'],
  [['a/x-1', 'a/x-2'], 'a/x'],
  [['up', 'down'], 'job'],
  [['sample1.bam', 'sample2.bam'], 'sample'],
])('what %j have in common is %s', (names, label) => {
  expect(commonLabel(names, 'job')).toBe(label);
});
