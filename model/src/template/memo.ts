import { type Attempted, attempt, Failure, type Place, problemAt } from './problem';

interface Kept {
  readonly outcome: Attempted<unknown>;
  readonly needs: ReadonlySet<string>;
}

/**
 * Evaluates each thing once, remembers what it needed, and sees when it needs itself.
 *
 * A value that is taken from memory still counts as needing what its evaluation had needed, so {@link needsOf} does not
 * depend on who asked first.
 */
export class Memo {
  readonly #kept = new Map<string, Kept>();
  readonly #open: { readonly key: string; readonly label: string; readonly needs: Set<string> }[] = [];

  /**
   * @param key - identifies the value
   * @param label - names it in the path of a cycle
   * @param place - where it is asked for, should it turn out to need itself
   */
  once<Result>(key: string, label: string, place: Place, compute: () => Result): Result {
    let kept = this.#kept.get(key);
    if (kept === undefined) {
      const from = this.#open.findIndex((frame) => frame.key === key);
      if (from >= 0) {
        const labels = this.#open.slice(from).map((frame) => frame.label);
        const path = [...labels, label].filter((name) => name !== '').join(' -> ');
        throw new Failure([problemAt(place, 'CYCLE', `these need each other: ${path}`)]);
      }
      const frame = { key, label, needs: new Set<string>() };
      this.#open.push(frame);
      try {
        kept = { outcome: attempt(compute), needs: frame.needs };
      } finally {
        this.#open.pop();
      }
      this.#kept.set(key, kept);
    }
    this.#need(kept.needs);
    if (!kept.outcome.ok) throw new Failure(kept.outcome.problems);
    return kept.outcome.value as Result;
  }

  /** Notes that whatever is being evaluated needs the resource with this key. */
  touch(resource: string): void {
    this.#need([resource]);
  }

  /** Looks something over without needing it: to find which of several is meant. */
  aside<Result>(task: () => Result): Result {
    this.#open.push({ key: '', label: '', needs: new Set() });
    try {
      return task();
    } finally {
      this.#open.pop();
    }
  }

  /** Resources that a value which was evaluated needed, directly or through other values. */
  needsOf(key: string): ReadonlySet<string> {
    return this.#kept.get(key)?.needs ?? new Set();
  }

  #need(resources: Iterable<string>): void {
    const needs = this.#open.at(-1)?.needs;
    if (needs !== undefined) for (const resource of resources) needs.add(resource);
  }
}
