import type { Edges } from './edges';
import { flowError } from './errors';
import type { FlowGraph } from './graph';

/**
 * The steps, each behind all that it waits for.
 *
 * @throws {@link FlowError} `CYCLE`
 */
export function orderOf(graph: FlowGraph, edges: Edges): Int32Array {
  const n = graph.steps.length;
  if (isOrdered(n, edges)) return Int32Array.from({ length: n }, (_, s) => s);
  const { start, consumers } = consumersOf(n, edges);
  const waiting = new Int32Array(n);
  for (const consumer of consumers) waiting[consumer] = (waiting[consumer] ?? 0) + 1;
  const order = new Int32Array(n);
  let end = 0;
  for (let s = 0; s < n; s++) if (waiting[s] === 0) order[end++] = s;
  for (let i = 0; i < end; i++) {
    const s = order[i] as number;
    for (let c = start[s] as number; c < (start[s + 1] as number); c++) {
      const consumer = consumers[c] as number;
      waiting[consumer] = (waiting[consumer] as number) - 1;
      if (waiting[consumer] === 0) order[end++] = consumer;
    }
  }
  if (end === n) return order;
  throw cycle(graph, edges, waiting);
}

/** Only a name can point at a step that is written later; without such, the order of writing will do. */
function isOrdered(n: number, { start, before }: Edges): boolean {
  for (let s = 0; s < n; s++) {
    // Ascending, so that the last is the largest; what is followed item by item is always written before.
    const last = (start[s + 1] as number) - 1;
    if (last >= (start[s] as number) && (before[last] as number) >= s) return false;
  }
  return true;
}

/** Who waits for a step, in whatever way: the same lists as those of {@link Edges}, turned round. */
export function consumersOf(
  n: number,
  { start: begin, before, each }: Edges,
): { readonly start: Int32Array; readonly consumers: Int32Array } {
  const start = new Int32Array(n + 1);
  const count = (place: number): void => {
    start[place + 1] = (start[place + 1] as number) + 1;
  };
  before.forEach(count);
  for (const place of each) if (place >= 0) count(place);
  for (let s = 0; s < n; s++) start[s + 1] = (start[s + 1] as number) + (start[s] as number);
  const next = start.slice(0, n);
  const consumers = new Int32Array(start[n] as number);
  const put = (place: number, consumer: number): void => {
    const at = next[place] as number;
    consumers[at] = consumer;
    next[place] = at + 1;
  };
  for (let s = 0; s < n; s++) {
    for (let e = begin[s] as number; e < (begin[s + 1] as number); e++) put(before[e] as number, s);
    if ((each[s] as number) >= 0) put(each[s] as number, s);
  }
  return { start, consumers };
}

/** Each step that is left waits for another one that is left, so going on leads into a cycle. */
function cycle(graph: FlowGraph, { start, before, each }: Edges, waiting: Int32Array): Error {
  const seen = new Map<number, number>();
  const walk: number[] = [];
  let s = waiting.findIndex((count) => count > 0);
  while (!seen.has(s)) {
    seen.set(s, walk.length);
    walk.push(s);
    const candidates = [...before.subarray(start[s], start[s + 1]), each[s] as number];
    s = candidates.find((place) => place >= 0 && (waiting[place] as number) > 0) ?? s;
  }
  const path = [...walk.slice(seen.get(s)), s].map((place) => graph.steps[place]?.name ?? '');
  return flowError(
    { code: 'CYCLE', path },
    `flow "${graph.flow}": ${path.map((name) => `"${name}"`).join(' waits for ')}, so none of them can ever run; take one of these out of an "after"`,
  );
}
