import { flowError } from './errors';
import type { FlowGraph } from './graph';

/** The steps' dependencies: those of step s are `before[start[s]]` to, exclusive, `before[start[s + 1]]`, ascending. */
export interface Edges {
  readonly start: Int32Array;
  /** Steps that it waits for as a whole. */
  readonly before: Int32Array;
  /** The array that it follows item by item, or -1. */
  readonly each: Int32Array;
}

/** Resolves what steps wait for. @throws {@link FlowError} `STEP_UNKNOWN` */
export function edgesOf(graph: FlowGraph): Edges {
  const { steps } = graph;
  const start = new Int32Array(steps.length + 1);
  const each = new Int32Array(steps.length).fill(-1);
  let before = new Int32Array(Math.max(16, steps.length * 4));
  let end = 0;
  const endsOfParts = new Map<string, readonly number[]>();
  steps.forEach((step, s) => {
    const begin = end;
    const named = step.afterNames.length === 0 ? [] : step.afterNames.flatMap((n) => resolve(graph, s, n, endsOfParts));
    const follows = step.each;
    // One after one is the same as all after all, and a plain job is what Batch has for an array of one.
    const plainly = follows !== undefined && step.size === 1 ? [follows] : [];
    const count = step.after.length + named.length + plainly.length;
    if (end + count > before.length) {
      const larger = new Int32Array(Math.max(before.length * 2, end + count));
      larger.set(before);
      before = larger;
    }
    for (const place of step.after) before[end++] = place;
    for (const place of named) before[end++] = place;
    for (const place of plainly) before[end++] = place;
    end = sortUnique(before, begin, end);
    start[s + 1] = end;
    // Waiting for all of an array implies waiting for one of its items.
    if (follows !== undefined && plainly.length === 0 && !before.subarray(begin, end).includes(follows)) {
      each[s] = follows;
    }
  });
  return { start, before: before.slice(0, end), each };
}

/** Sorts a part of the list and takes out what is there twice. @returns the part's new end */
function sortUnique(list: Int32Array, begin: number, end: number): number {
  if (end - begin < 2) return end;
  list.subarray(begin, end).sort();
  let kept = begin + 1;
  for (let i = begin + 1; i < end; i++) {
    if (list[i] !== list[kept - 1]) list[kept++] = list[i] as number;
  }
  return kept;
}

/** A sub-flow stands for those of its steps that no other step of it waits for. */
function resolve(
  graph: FlowGraph,
  s: number,
  name: string,
  endsOfParts: Map<string, readonly number[]>,
): readonly number[] {
  const place = graph.places.get(name);
  if (place !== undefined) return [place];
  const known = endsOfParts.get(name);
  if (known !== undefined) return known;
  const step = graph.steps[s]?.name ?? '';
  if (!graph.parts.has(name)) {
    throw flowError(
      { code: 'STEP_UNKNOWN', step, got: name },
      `step "${step}": after names "${name}", and flow "${graph.flow}" has no such step or sub-flow; names have those of their sub-flows in front, as in "part/step"`,
    );
  }
  const ends = endsOf(graph, `${name}/`);
  if (ends.length === 0) {
    throw flowError(
      { code: 'STEP_UNKNOWN', step, got: name },
      `step "${step}": waits for sub-flow "${name}", which has no steps; leave it out`,
    );
  }
  endsOfParts.set(name, ends);
  return ends;
}

function endsOf({ steps, places }: FlowGraph, prefix: string): readonly number[] {
  const inside = steps.flatMap(({ name }, s) => (name.startsWith(prefix) ? [s] : []));
  const waitedFor = new Set<number>();
  for (const s of inside) {
    const step = steps[s];
    if (step === undefined) continue;
    for (const place of step.after) waitedFor.add(place);
    for (const name of step.afterNames) waitedFor.add(places.get(name) ?? -1);
    waitedFor.add(step.each ?? -1);
  }
  return inside.filter((s) => !waitedFor.has(s));
}
