/**
 * Numbers lists of whole numbers: equal lists have the same number, and the first is 0. Exact: a hash only finds the place
 * to compare at. Flat memory, since a flow may have as many lists as steps.
 */
export class Tuples {
  #pool = new Int32Array(1 << 12);
  #end = 0;
  /** Where each list begins in the pool; the next one's beginning is its end. */
  #starts = new Int32Array(1 << 10);
  #count = 0;
  /** Numbers plus one, by hash; 0 where there is none. */
  #table = new Int32Array(1 << 11);

  /** @param list - its first `length` numbers count */
  numberOf(list: Int32Array, length: number): number {
    const mask = this.#table.length - 1;
    let slot = hash(list, length) & mask;
    for (;;) {
      const entry = this.#table[slot] as number;
      if (entry === 0) break;
      if (this.#equals(entry - 1, list, length)) return entry - 1;
      slot = (slot + 1) & mask;
    }
    this.#table[slot] = this.#count + 1;
    return this.#add(list, length);
  }

  #equals(number: number, list: Int32Array, length: number): boolean {
    const start = this.#starts[number] as number;
    const end = number + 1 < this.#count ? (this.#starts[number + 1] as number) : this.#end;
    if (end - start !== length) return false;
    for (let i = 0; i < length; i++) if (this.#pool[start + i] !== list[i]) return false;
    return true;
  }

  #add(list: Int32Array, length: number): number {
    while (this.#end + length > this.#pool.length) this.#pool = grown(this.#pool);
    if (this.#count === this.#starts.length) this.#starts = grown(this.#starts);
    for (let i = 0; i < length; i++) this.#pool[this.#end + i] = list[i] as number;
    this.#starts[this.#count] = this.#end;
    this.#end += length;
    const number = this.#count++;
    if (this.#count * 2 > this.#table.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const table = new Int32Array(this.#table.length * 2);
    const mask = table.length - 1;
    for (let number = 0; number < this.#count; number++) {
      const start = this.#starts[number] as number;
      const end = number + 1 < this.#count ? (this.#starts[number + 1] as number) : this.#end;
      let slot = hash(this.#pool.subarray(start, end), end - start) & mask;
      while (table[slot] !== 0) slot = (slot + 1) & mask;
      table[slot] = number + 1;
    }
    this.#table = table;
  }
}

function grown(list: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(list.length * 2);
  larger.set(list);
  return larger;
}

/** FNV-1a over whole numbers, its bits mixed once more: the table takes the lowest. */
function hash(list: Int32Array, length: number): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < length; i++) sum = Math.imul(sum ^ (list[i] as number), 0x01000193);
  return sum ^ (sum >>> 15);
}
