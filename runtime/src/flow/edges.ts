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
  const names = new Names(graph);
  steps.forEach((step, s) => {
    const begin = end;
    const named = step.afterNames.flatMap((name) => names.resolve(step.name, name));
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

/** Finds what names in `after` mean. What sub-flows consist of is looked up once for all. */
class Names {
  readonly #graph: FlowGraph;
  #ends: ReadonlyMap<string, readonly number[]> | undefined;

  constructor(graph: FlowGraph) {
    this.#graph = graph;
  }

  /** A sub-flow stands for those of its steps that no other step of it waits for. */
  resolve(step: string, name: string): readonly number[] {
    const place = this.#graph.places.get(name);
    if (place !== undefined) return [place];
    this.#ends ??= endsOfParts(this.#graph);
    const ends = this.#ends.get(name);
    if (ends !== undefined) return ends;
    const problem = this.#graph.parts.has(name)
      ? `waits for sub-flow "${name}", which has no steps; leave it out`
      : `waits for "${name}", and flow "${this.#graph.flow}" has no such step or sub-flow; names have those of their sub-flows in front, as in "part/step"`;
    throw flowError({ code: 'STEP_UNKNOWN', step, got: name }, `step "${step}": ${problem}`);
  }
}

function endsOfParts({ steps, places }: FlowGraph): ReadonlyMap<string, readonly number[]> {
  const inside = new Map<string, number[]>();
  steps.forEach(({ name }, s) => {
    for (let slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
      const part = name.slice(0, slash);
      const list = inside.get(part);
      if (list === undefined) inside.set(part, [s]);
      else list.push(s);
    }
  });
  const ends = new Map<string, readonly number[]>();
  for (const [part, list] of inside) {
    const waitedFor = new Set<number | undefined>();
    for (const s of list) {
      const { after, afterNames, each } = steps[s] as FlowGraph['steps'][number];
      for (const place of after) waitedFor.add(place);
      for (const name of afterNames) waitedFor.add(places.get(name));
      waitedFor.add(each);
    }
    ends.set(
      part,
      list.filter((s) => !waitedFor.has(s)),
    );
  }
  return ends;
}
