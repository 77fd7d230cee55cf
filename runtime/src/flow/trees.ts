import type { Edges } from './edges';
import { Tuples } from './tuples';

/** The tree of steps below each step that it owns, directly and through others. */
export interface Trees {
  /** Equal where the trees are of the same shape and kinds, and wait for the same outside of them. */
  readonly shape: Int32Array;
  /** Array jobs that many such trees together take: one for each step of the tree. */
  readonly together: Float64Array;
  /** Jobs and arrays that one such tree takes by itself. */
  readonly alone: Float64Array;
}

/**
 * @param kind - of each step, -1 for one that stays by itself
 * @param order - the steps, each behind all that it waits for
 * @param owner - the step that alone waits for a step, or -1
 */
export function treesOf(kind: Int32Array, { start, before }: Edges, order: Int32Array, owner: Int32Array): Trees {
  const n = kind.length;
  const shape = new Int32Array(n);
  const together = new Float64Array(n);
  const alone = new Float64Array(n);
  const tuples = new Tuples();
  // Steps that it owns by the shape of their trees, the others by themselves.
  let code = new Int32Array(64);
  const cost = new Map<number, { readonly together: number; readonly alone: number }>();
  for (const s of order) {
    const begin = start[s] as number;
    const end = start[s + 1] as number;
    const length = end - begin + 1;
    if (length > code.length) code = new Int32Array(length * 2);
    for (let e = begin; e < end; e++) {
      const upstream = before[e] as number;
      code[e - begin + 1] = owner[upstream] === s ? -1 - (shape[upstream] as number) : upstream;
    }
    if (length > 2) code.subarray(1, length).sort();
    // In front and unsorted; a kind of -1 is a step by itself, and nothing is owned by it.
    code[0] = kind[s] as number;
    let sum = 1;
    let single = 1;
    for (let i = 1; i < length && (code[i] as number) < 0; ) {
      const of = -1 - (code[i] as number);
      let copies = 0;
      while (i < length && code[i] === -1 - of) {
        copies++;
        i++;
      }
      const child = cost.get(of) ?? { together: 1, alone: 1 };
      sum += copies * child.together;
      single += copies === 1 ? child.alone : Math.min(child.together, copies * child.alone);
    }
    shape[s] = tuples.numberOf(code, length);
    together[s] = sum;
    alone[s] = single;
    if (sum > 1) cost.set(shape[s] as number, { together: sum, alone: single });
  }
  return { shape, together, alone };
}
