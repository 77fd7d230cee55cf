import { isList, isObject, type Json } from '../template';

/** One value that is not the same in two versions of a resource's properties. */
export interface Difference {
  /** Keys from the properties down: `['ComputeResources', 'MaxvCpus']`. A list is one value, unless its length stays. */
  readonly path: readonly string[];
  /** `undefined` where there was nothing. */
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/**
 * Where two values differ. The order of an object's keys says nothing; the order of a list does. An object that came or
 * went as a whole is taken apart, because rules are about what is in it.
 */
export function differences(before: Json | undefined, after: Json | undefined): readonly Difference[] {
  return [...compare(before, after, [])];
}

function* compare(before: Json | undefined, after: Json | undefined, path: readonly string[]): Generator<Difference> {
  if (isPlain(before) || isPlain(after)) {
    const left = before ?? {};
    const right = after ?? {};
    const empty = Object.keys(left).length + Object.keys(right).length === 0;
    if (
      isPlain(left) &&
      isPlain(right) &&
      !(empty && before !== after && (before === undefined || after === undefined))
    ) {
      for (const key of [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()) {
        yield* compare(own(left, key), own(right, key), [...path, key]);
      }
      return;
    }
  }
  if (isList(before) && isList(after) && before.length === after.length) {
    for (const [index, item] of before.entries()) yield* compare(item, after[index], [...path, String(index)]);
    return;
  }
  if (canonical(before) !== canonical(after)) yield { path, before, after };
}

const own = (record: { readonly [key: string]: Json }, key: string): Json | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** An object that is not an intrinsic function: that is one value, and differs as one. */
function isPlain(value: Json | undefined): value is { readonly [key: string]: Json } {
  if (!isObject(value)) return false;
  const keys = Object.keys(value);
  return !(keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::') === true));
}

/** JSON with sorted keys: equal for equal values. */
export function canonical(value: Json | undefined): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value) ?? '';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
}
