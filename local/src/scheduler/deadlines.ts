/** A binary heap of things that are due, earliest first. Entries are never removed early: whoever takes one checks it. */
export class Deadlines<Item> {
  private readonly heap: { readonly at: number; readonly item: Item }[] = [];

  /** When the next one is due. */
  get next(): number | undefined {
    return this.heap[0]?.at;
  }

  add(at: number, item: Item): void {
    const entry = { at, item };
    let hole = this.heap.push(entry) - 1;
    while (hole > 0) {
      const up = (hole - 1) >> 1;
      const parent = this.heap[up];
      if (parent === undefined || parent.at <= at) break;
      this.heap[hole] = parent;
      hole = up;
    }
    this.heap[hole] = entry;
  }

  /** Takes the earliest one that is due at `now`. */
  take(now: number): Item | undefined {
    const first = this.heap[0];
    if (first === undefined || first.at > now) return undefined;
    const last = this.heap.pop();
    if (last !== undefined && this.heap.length > 0) this.sink(last);
    return first.item;
  }

  private sink(entry: { readonly at: number; readonly item: Item }): void {
    let hole = 0;
    for (;;) {
      const left = this.heap[2 * hole + 1];
      const right = this.heap[2 * hole + 2];
      if (left === undefined) break;
      const smaller = right !== undefined && right.at < left.at ? right : left;
      if (smaller.at >= entry.at) break;
      this.heap[hole] = smaller;
      hole = 2 * hole + (smaller === left ? 1 : 2);
    }
    this.heap[hole] = entry;
  }
}
