import type { Plan } from '@batchwright/model/plan';
import fc from 'fast-check';
import { compileGraph } from '../../../runtime/src/flow/compile';
import type { DraftStep, FlowGraph } from '../../../runtime/src/flow/graph';
import { interpret, type Node, type Room } from './interpreter';

/** A step as chance has it: `after` and `each` point at earlier steps. */
interface Wanted {
  readonly job: string;
  readonly kind: 'job' | 'array' | 'forEach';
  readonly size: number;
  readonly after: readonly number[];
  readonly sequential: boolean;
}

/** What an item of a step waits for, straight from how the steps were written, without any of the compiler. */
function upstreamOf(steps: readonly DraftStep[], s: number, item: number): Node[] {
  const { after, each, sequential } = steps[s] as DraftStep;
  const sizeOf = (place: number): number => steps[place]?.size ?? 1;
  return [
    ...[...new Set(after)].flatMap((place) => Array.from({ length: sizeOf(place) }, (_, i): Node => `${place}:${i}`)),
    ...(each === undefined ? [] : [`${each}:${item}` as Node]),
    ...(sequential && item > 0 ? [`${s}:${item - 1}` as Node] : []),
  ];
}

function graphOf(wanted: readonly Wanted[]): FlowGraph {
  const steps: DraftStep[] = [];
  wanted.forEach(({ job, kind, size, after, sequential }, s) => {
    const arrays = steps.flatMap((step, place) => (typeof step.size === 'number' ? [place] : []));
    const followed = kind === 'forEach' ? arrays[size % Math.max(1, arrays.length)] : undefined;
    const own = followed === undefined ? (kind === 'array' ? size : undefined) : (steps[followed]?.size ?? undefined);
    steps.push({
      name: `${job}-${s}`,
      job,
      queue: undefined,
      settings: undefined,
      size: own,
      input: own === undefined || followed !== undefined ? '{}' : Array.from({ length: own }, (_, i) => `${i}`),
      after: s === 0 ? [] : after.map((place) => place % s),
      afterNames: [],
      each: followed,
      sequential: sequential && own !== undefined,
      runAfter: 'success',
      tolerate: 0,
    });
  });
  return { flow: 'random', steps, places: new Map(steps.map(({ name }, s) => [name, s])), parts: new Set() };
}

/** Siblings, chains beside each other and trees, which chance alone would hardly make. */
const patterned = fc
  .record({
    width: fc.integer({ min: 1, max: 6 }),
    layers: fc.array(fc.constantFrom('beside', 'crossed', 'all', 'common', 'pairs'), { minLength: 1, maxLength: 4 }),
    join: fc.boolean(),
    noise: fc.array(fc.record({ job: fc.constantFrom('a', 'x'), after: fc.array(fc.nat(40), { maxLength: 3 }) }), {
      maxLength: 3,
    }),
  })
  .map(({ width, layers, join, noise }) => {
    const steps: Wanted[] = [plain('prep', [])];
    let last = Array.from({ length: width }, () => steps.push(plain('a', [0])) - 1);
    layers.forEach((layer, l) => {
      const job = `l${l % 2}`;
      if (layer === 'all') last = last.map(() => steps.push(plain(job, last)) - 1);
      else if (layer === 'pairs') {
        last = last.flatMap((_, i) => (i % 2 === 0 ? [steps.push(plain(job, last.slice(i, i + 2))) - 1] : []));
      } else if (layer === 'crossed') last = last.toReversed().map((place) => steps.push(plain(job, [place])) - 1);
      else last = last.map((place) => steps.push(plain(job, layer === 'common' ? [place, 0] : [place])) - 1);
    });
    if (join) steps.push(plain('join', last));
    for (const { job, after } of noise) steps.push(plain(job, after));
    return steps;
  });

const plain = (job: string, after: readonly number[]): Wanted => ({
  job,
  kind: 'job',
  size: 1,
  after,
  sequential: false,
});

const random = fc.array(
  fc.record<Wanted>({
    job: fc.constantFrom('a', 'b'),
    kind: fc.constantFrom('job', 'job', 'job', 'array', 'forEach'),
    size: fc.integer({ min: 1, max: 9 }),
    after: fc.array(fc.nat(30), { maxLength: 7 }),
    sequential: fc.boolean(),
  }),
  { minLength: 1, maxLength: 16 },
);

const room = fc.record<Room>({
  arraySize: fc.constantFrom(3, 4, 10_000),
  dependencies: fc.constantFrom(3, 4, 20),
});

const cases = fc.record({
  wanted: fc.oneof(random, patterned),
  room,
  fold: fc.boolean(),
  seed: fc.infiniteStream(fc.nat(1 << 20)),
  failing: fc.infiniteStream(fc.nat(20)),
});

const everyNode = ({ steps }: Plan): Node[] =>
  steps.flatMap(({ size }, s) => Array.from({ length: size ?? 1 }, (_, i): Node => `${s}:${i}`));

test('a compiled plan runs every item once and never before what it waits for, whatever the flow', () => {
  fc.assert(
    fc.property(cases, ({ wanted, room, fold, seed }) => {
      const graph = graphOf(wanted);
      const plan = compileGraph(graph, { manifest: undefined, fold, room });
      const pick = (ready: number): number => (seed.next().value as number) % ready;
      const { succeeded } = interpret(plan, room, pick, () => false);
      expect([...succeeded].sort()).toEqual(everyNode(plan).sort());
      const at = new Map(succeeded.map((node, i) => [node, i]));
      for (const node of succeeded) {
        const [s, item] = node.split(':').map(Number) as [number, number];
        for (const upstream of upstreamOf(graph.steps, s, item)) {
          expect(at.get(upstream)).toBeLessThan(at.get(node) as number);
        }
      }
      expect(new Set(plan.submissions.map(({ name }) => name)).size).toBe(plan.submissions.length);
    }),
    { numRuns: 400 },
  );
});

test('a failure in a compiled plan stops exactly what waits for it, whatever the flow', () => {
  fc.assert(
    fc.property(cases, ({ wanted, room, fold, seed, failing }) => {
      const graph = graphOf(wanted);
      const plan = compileGraph(graph, { manifest: undefined, fold, room });
      const bad = new Set(everyNode(plan).filter(() => failing.next().value === 0));
      const pick = (ready: number): number => (seed.next().value as number) % ready;
      const { succeeded, skipped } = interpret(plan, room, pick, (node) => bad.has(node));
      const good = new Set<Node>();
      for (const node of everyNode(plan)) {
        const [s, item] = node.split(':').map(Number) as [number, number];
        // Steps point at earlier ones, and items at those before them: one pass is enough.
        if (!bad.has(node) && upstreamOf(graph.steps, s, item).every((upstream) => good.has(upstream))) good.add(node);
      }
      expect([...succeeded].sort()).toEqual([...good].sort());
      expect(new Set(skipped).size).toBe(skipped.length);
    }),
    { numRuns: 400 },
  );
});
