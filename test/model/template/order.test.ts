import fc from 'fast-check';
import { dependencyOrder } from '../../../model/src/template/order';

const graph = fc.integer({ min: 1, max: 12 }).chain((count) =>
  fc.record({
    keys: fc.constant(Array.from({ length: count }, (_, index) => `k${index}`)),
    edges: fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 30 }),
  }),
);

const needsOf = (edges: readonly (readonly [number, number])[]) => (key: string) =>
  edges.filter(([from]) => `k${from}` === key).map(([, to]) => `k${to}`);

test('dependencyOrder puts every key once and after all that it needs', () => {
  fc.assert(
    fc.property(graph, ({ keys, edges }) => {
      const acyclic = edges.filter(([from, to]) => from > to);
      const result = dependencyOrder(keys, needsOf(acyclic));
      if (!result.ok) throw new Error(`unexpected cycle ${result.cycle}`);
      expect([...result.order].sort()).toEqual([...keys].sort());
      for (const [from, to] of acyclic) {
        expect(result.order.indexOf(`k${to}`)).toBeLessThan(result.order.indexOf(`k${from}`));
      }
    }),
  );
});

test('dependencyOrder gives a real way round exactly when there is one', () => {
  fc.assert(
    fc.property(graph, ({ keys, edges }) => {
      const result = dependencyOrder(keys, needsOf(edges));
      if (result.ok) {
        for (const [from, to] of edges) {
          expect(result.order.indexOf(`k${to}`)).toBeLessThan(result.order.indexOf(`k${from}`));
        }
        return;
      }
      expect(result.cycle.length).toBeGreaterThan(1);
      expect(result.cycle.at(-1)).toBe(result.cycle[0]);
      for (const [index, key] of result.cycle.slice(0, -1).entries()) {
        expect(needsOf(edges)(key)).toContain(result.cycle[index + 1]);
      }
    }),
  );
});

test('dependencyOrder keeps the given order among keys that do not need each other, and ignores unknown needs', () => {
  expect(dependencyOrder(['c', 'a', 'b'], (key) => (key === 'c' ? ['b', 'gone'] : []))).toEqual({
    ok: true,
    order: ['b', 'c', 'a'],
  });
});

test('dependencyOrder takes chains that are longer than the call stack', () => {
  const keys = Array.from({ length: 50_000 }, (_, index) => String(index));
  const result = dependencyOrder(keys, (key) => (key === '49999' ? [] : [String(Number(key) + 1)]));
  expect(result.ok && result.order[0]).toBe('49999');
});
