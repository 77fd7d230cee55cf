import type { Edges } from './edges';
import { consumersOf } from './order';
import { type Trees, treesOf } from './trees';
import { Tuples } from './tuples';

/** Which steps become one array together. A group of one is a step by itself. */
export interface Groups {
  readonly count: number;
  /** Each step's group, and its place in it. */
  readonly group: Int32Array;
  readonly place: Int32Array;
  /** Groups, each behind all that it waits for. */
  readonly order: readonly number[];
  /** Steps of each group; of one group all wait for the same, but for those that are waited for one by one. */
  readonly members: readonly (readonly number[])[];
  /** The step that alone waits for a step, as both can be part of an array; else -1. */
  readonly owner: Int32Array;
}

/**
 * Folds single jobs into arrays, where that changes nothing of what waits for what, and so of what a failure stops:
 *
 * - Siblings: jobs of one kind that wait for the same, and that the same wait for.
 * - Siblings that each bring their own: `a1 -> b1`, `a2 -> b2` … become two arrays that are linked item by item, and so do
 *   whole trees of jobs on which one job alone waits.
 *
 * A job whose output several jobs take is not folded along with them; `forEach` says such links outright.
 *
 * @param kind - of each step, equal where steps may be children of one array; -1 for one that stays by itself
 * @param order - the steps, each behind all that it waits for
 */
export function fold(kind: Int32Array, edges: Edges, order: Int32Array): Groups {
  const n = kind.length;
  const consumers = consumersOf(n, edges);
  const owner = ownersOf(kind, consumers);
  const trees = treesOf(kind, edges, order, owner);
  const levels = levelsOf(edges, order);
  return new Grouping(kind, consumers, owner, trees, levels).groups();
}

interface Consumers {
  readonly start: Int32Array;
  readonly consumers: Int32Array;
}

function ownersOf(kind: Int32Array, { start, consumers }: Consumers): Int32Array {
  return kind.map((own, s) => {
    const first = start[s] as number;
    if (own < 0 || (start[s + 1] as number) !== first + 1) return -1;
    const consumer = consumers[first] as number;
    return (kind[consumer] as number) < 0 ? -1 : consumer;
  });
}

/** Length of the longest way from each step to an end of the flow: what waits has a lower one than what it waits for. */
function levelsOf({ start, before, each }: Edges, order: Int32Array): Int32Array {
  const level = new Int32Array(order.length);
  const raise = (s: number, to: number): void => {
    if ((level[s] as number) < to) level[s] = to;
  };
  for (let i = order.length - 1; i >= 0; i--) {
    const s = order[i] as number;
    const above = (level[s] as number) + 1;
    for (let e = start[s] as number; e < (start[s + 1] as number); e++) raise(before[e] as number, above);
    if ((each[s] as number) >= 0) raise(each[s] as number, above);
  }
  return level;
}

const BY_CONSUMERS = 0;
const BY_OWNER = 1;
const BESIDE = 2;
const ITEM_BY_ITEM = 3;

/** From the ends of the flow upwards: how a step can be folded depends on how what waits for it was. */
class Grouping {
  readonly #kind: Int32Array;
  readonly #consumers: Consumers;
  readonly #owner: Int32Array;
  readonly #trees: Trees;
  readonly #levels: Int32Array;
  readonly #group: Int32Array;
  readonly #place: Int32Array;
  readonly #members: number[][] = [];
  /** Groups that follow, or are followed by, another one item by item: they stay as they are. */
  readonly #linked = new Set<number>();
  readonly #keys = new Tuples();
  readonly #groupOfKey: number[] = [];
  readonly #copies: number[] = [];
  #key = new Int32Array(64);

  constructor(kind: Int32Array, consumers: Consumers, owner: Int32Array, trees: Trees, levels: Int32Array) {
    this.#kind = kind;
    this.#consumers = consumers;
    this.#owner = owner;
    this.#trees = trees;
    this.#levels = levels;
    this.#group = new Int32Array(kind.length);
    this.#place = new Int32Array(kind.length);
  }

  groups(): Groups {
    const byLevel: number[][] = [];
    this.#levels.forEach((level, s) => {
      const list = byLevel[level];
      if (list === undefined) byLevel[level] = [s];
      else list.push(s);
    });
    const firstOfLevel: number[] = [];
    for (const steps of byLevel) {
      firstOfLevel.push(this.#members.length);
      for (const s of steps) this.#assign(s);
      this.#dissolve(firstOfLevel.at(-1) ?? 0);
    }
    const order: number[] = [];
    for (let level = byLevel.length - 1; level >= 0; level--) {
      const end = firstOfLevel[level + 1] ?? this.#members.length;
      for (let g = firstOfLevel[level] ?? 0; g < end; g++) order.push(g);
    }
    return {
      count: this.#members.length,
      group: this.#group,
      place: this.#place,
      order,
      members: this.#members,
      owner: this.#owner,
    };
  }

  #assign(s: number): void {
    if ((this.#kind[s] as number) < 0) {
      this.#join(s, this.#members.length, 0);
      return;
    }
    const shape = this.#trees.shape[s] as number;
    const owner = this.#owner[s] as number;
    if (owner < 0) {
      const g = this.#groupOf(this.#byConsumers(s, shape));
      this.#join(s, g, this.#members[g]?.length ?? 0);
      return;
    }
    const above = this.#group[owner] as number;
    if (this.#members[above]?.length === 1) {
      const g = this.#groupOf(this.#number(BY_OWNER, shape, above));
      this.#join(s, g, this.#members[g]?.length ?? 0);
      return;
    }
    // Of several alike below one step, each is in another array: the first ones, the second ones ...
    const beside = this.#number(BESIDE, shape, owner);
    const copy = this.#copies[beside] ?? 0;
    this.#copies[beside] = copy + 1;
    const g = this.#groupOf(this.#number(ITEM_BY_ITEM, shape, above, copy));
    this.#join(s, g, this.#place[owner] as number);
    this.#linked.add(g);
  }

  #byConsumers(s: number, shape: number): number {
    const { start, consumers } = this.#consumers;
    const begin = start[s] as number;
    const length = (start[s + 1] as number) - begin + 2;
    if (length > this.#key.length) this.#key = new Int32Array(length * 2);
    this.#key[0] = BY_CONSUMERS;
    this.#key[1] = shape;
    for (let i = 2; i < length; i++) this.#key[i] = consumers[begin + i - 2] as number;
    return this.#keys.numberOf(this.#key, length);
  }

  #number(...key: number[]): number {
    for (let i = 0; i < key.length; i++) this.#key[i] = key[i] as number;
    return this.#keys.numberOf(this.#key, key.length);
  }

  #groupOf(key: number): number {
    const known = this.#groupOfKey[key];
    if (known !== undefined) return known;
    this.#groupOfKey[key] = this.#members.length;
    return this.#members.length;
  }

  #join(s: number, g: number, place: number): void {
    this.#group[s] = g;
    this.#place[s] = place;
    let members = this.#members[g];
    if (members === undefined) {
      members = [];
      this.#members[g] = members;
    }
    // Linked item by item, the first to come may be any of them.
    members[place] = s;
  }

  /**
   * Takes apart the arrays that would cost more than they save: two steps that each wait for a thousand alike are two jobs
   * behind two arrays, not one array behind a thousand arrays of two.
   */
  #dissolve(first: number): void {
    const end = this.#members.length;
    for (let g = first; g < end; g++) {
      const members = this.#members[g] ?? [];
      const [s] = members;
      if (s === undefined || members.length === 1 || this.#linked.has(g)) continue;
      if ((this.#trees.together[s] as number) <= members.length * (this.#trees.alone[s] as number)) continue;
      this.#members[g] = [s];
      for (const other of members.slice(1)) this.#join(other, this.#members.length, 0);
    }
  }
}
