/**
 * Order of keys in lists: that of their UTF-8 bytes, which is the order of code points. JavaScript compares UTF-16 units,
 * where characters beyond the first plane come before U+E000.
 */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates rank above all other units. */
const rank = (unit: number): number => (unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit);

/** Index of the first of the sorted keys for which `reached` holds; it has to hold for all after that too. */
export function firstIndex(keys: readonly string[], reached: (key: string) => boolean, from = 0): number {
  let low = from;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (reached(keys[middle] as string)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A map whose keys are always in order. */
export class OrderedKeys<Value> {
  private readonly values = new Map<string, Value>();
  private readonly sorted: string[] = [];

  get keys(): readonly string[] {
    return this.sorted;
  }

  get(key: string): Value | undefined {
    return this.values.get(key);
  }

  /** @returns what was there before */
  set(key: string, value: Value): Value | undefined {
    const before = this.values.get(key);
    if (before === undefined) this.sorted.splice(this.position(key), 0, key);
    this.values.set(key, value);
    return before;
  }

  /** @returns what was there before */
  delete(key: string): Value | undefined {
    const before = this.values.get(key);
    if (this.values.delete(key)) this.sorted.splice(this.position(key), 1);
    return before;
  }

  private position(key: string): number {
    return firstIndex(this.sorted, (other) => compareKeys(other, key) >= 0);
  }
}
