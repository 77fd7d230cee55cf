import { invalidOption } from '../errors';

/** Options of a client's `send`; its types take no undefined. */
export const until = (signal: AbortSignal | undefined): { readonly abortSignal?: AbortSignal } =>
  signal === undefined ? {} : { abortSignal: signal };

/** Without doubles, in parts of which a call takes one. */
export function inParts(list: readonly string[], size: number): string[][] {
  const all = [...new Set(list)];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}

/** By key, in the order in which the keys first come. */
export function groupBy<T>(list: Iterable<T>, keyOf: (one: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** Loads a package that is large, and so not installed with this one. @throws {@link BatchError} when it is not there */
export async function optional<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw invalidOption('package', `${name} is not installed: npm install ${name}`, cause);
  }
}
