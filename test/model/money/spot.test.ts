import { meanPrice, type SpotHistory, spotHourly } from '@batchwright/model/money';
import fc from 'fast-check';

const change = (at: number, hourly: number, zone = 'a', instanceType = 'm7i.large') => ({
  at,
  hourly,
  zone,
  instanceType,
});

test.each([
  ['one price all the time', [change(0, 2)], 10, 20, 2],
  ['a change in the middle', [change(0, 2), change(15, 4)], 10, 20, 3],
  ['a change that comes later', [change(0, 2), change(30, 4)], 10, 20, 2],
  ['a price that was replaced before', [change(0, 9), change(5, 2)], 10, 20, 2],
  ['a beginning without a price: the rest counts', [change(15, 4)], 10, 20, 4],
  ['a moment: the price then', [change(0, 2), change(15, 4), change(30, 8)], 20, 20, 4],
  ['no price yet', [change(30, 4)], 10, 20, undefined],
])('the mean of %s', (_what, changes, from, to, mean) => {
  expect(meanPrice(changes, from, to)).toBe(mean);
});

const changes = fc
  .array(
    fc.record({ at: fc.integer({ min: 0, max: 1000 }), hourly: fc.double({ min: 0.001, max: 10, noNaN: true }) }),
    {
      minLength: 1,
    },
  )
  .map((list) => list.map(({ at, hourly }) => change(at, hourly)).toSorted((a, b) => a.at - b.at));
const times = fc
  .tuple(...[0, 1, 2].map(() => fc.integer({ min: 0, max: 1200 })))
  .map((list) => list.toSorted((a, b) => a - b));

test('a mean lies between the prices, and means of two times add up to that of both', () => {
  fc.assert(
    fc.property(changes, times, (list, [from = 0, middle = 0, to = 0]) => {
      const mean = meanPrice(list, from, to);
      fc.pre(mean !== undefined);
      expect(mean).toBeGreaterThanOrEqual(Math.min(...list.map(({ hourly }) => hourly)) - 1e-9);
      expect(mean).toBeLessThanOrEqual(Math.max(...list.map(({ hourly }) => hourly)) + 1e-9);
      fc.pre((list[0]?.at ?? 0) <= from && from < middle && middle < to);
      const [before, after] = [meanPrice(list, from, middle) ?? Number.NaN, meanPrice(list, middle, to) ?? Number.NaN];
      expect(before * (middle - from) + after * (to - middle)).toBeCloseTo(mean * (to - from), 6);
    }),
  );
});

test('a type costs from its cheapest zone to its dearest, or that of the zone; another type says nothing', () => {
  const history: SpotHistory = {
    region: 'eu-west-1',
    from: 10,
    to: 20,
    changes: [change(15, 4, 'b'), change(0, 2, 'b'), change(0, 1, 'a'), change(0, 50, 'a', 'r7i.large')],
  };
  expect(spotHourly(history, 'm7i.large')).toEqual({ low: 1, high: 3 });
  expect(spotHourly(history, 'm7i.large', { from: 15, to: 20, zone: 'b' })).toEqual({ low: 4, high: 4 });
  expect(spotHourly(history, 'm7i.large', { from: 15, to: 20, zone: 'c' })).toBeUndefined();
  expect(spotHourly(history, 'c7i.large')).toBeUndefined();
  expect(spotHourly(history, 'm7i.large', { from: 15, to: 21 })).toBeUndefined();
  expect(spotHourly(history, 'm7i.large', { from: 9, to: 15 })).toBeUndefined();
});
