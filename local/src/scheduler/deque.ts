/** A queue that also takes at the front; every operation in constant time over a run. */
export class Deque<Item> {
  private readonly front: Item[] = [];
  private back: (Item | undefined)[] = [];
  private taken = 0;

  pushBack(item: Item): void {
    this.back.push(item);
  }

  pushFront(item: Item): void {
    this.front.push(item);
  }

  peek(): Item | undefined {
    return this.front.length > 0 ? this.front[this.front.length - 1] : this.back[this.taken];
  }

  /** From the front on, without taking any. */
  *items(): Generator<Item> {
    for (let at = this.front.length - 1; at >= 0; at--) yield this.front[at] as Item;
    for (let at = this.taken; at < this.back.length; at++) yield this.back[at] as Item;
  }

  shift(): Item | undefined {
    if (this.front.length > 0) return this.front.pop();
    const item = this.back[this.taken];
    if (item === undefined) return undefined;
    this.back[this.taken++] = undefined;
    // The consumed half is dropped when it is the larger one, so that each item is copied at most once on average.
    if (this.taken > 1024 && this.taken * 2 > this.back.length) {
      this.back = this.back.slice(this.taken);
      this.taken = 0;
    }
    return item;
  }
}
