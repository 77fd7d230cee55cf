import { compareKeys, firstIndex } from './key-order';

export interface ListRequest {
  readonly prefix: string;
  /** `''`: nothing is rolled up. */
  readonly delimiter: string;
  /** Only what comes after this key, or after this common prefix as a whole. */
  readonly after: string;
  readonly limit: number;
}

export interface ListPage {
  readonly keys: readonly string[];
  readonly commonPrefixes: readonly string[];
  /** Last key or common prefix of a page that more follow; to be the next request's `after`. */
  readonly next: string | undefined;
}

/**
 * One page of a list of sorted keys. Keys that have the delimiter after the prefix are rolled up into one common prefix,
 * which counts as one entry. However many keys a common prefix stands for, it takes one step.
 */
export function listPage(keys: readonly string[], request: ListRequest): ListPage {
  const { prefix, delimiter, after, limit } = request;
  const found: string[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  let at = start(keys, request);
  while (at < keys.length) {
    const key = keys[at] as string;
    if (!key.startsWith(prefix)) break;
    if (found.length + commonPrefixes.length === limit) return { keys: found, commonPrefixes, next: last };
    const common = commonPrefix(key, prefix, delimiter);
    last = common ?? key;
    if (common === undefined) {
      found.push(key);
      at += 1;
    } else {
      if (common !== after) commonPrefixes.push(common);
      at = behind(keys, common, at);
    }
  }
  return { keys: found, commonPrefixes, next: undefined };
}

function start(keys: readonly string[], { prefix, delimiter, after }: ListRequest): number {
  const first = firstIndex(keys, (key) => compareKeys(key, prefix) >= 0);
  if (after === '') return first;
  if (after.startsWith(prefix) && commonPrefix(after, prefix, delimiter) === after) return behind(keys, after, first);
  return firstIndex(keys, (key) => compareKeys(key, after) > 0, first);
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end === -1 ? undefined : key.slice(0, end + delimiter.length);
}

/** Index of the first key after all those that begin with a prefix. */
const behind = (keys: readonly string[], prefix: string, from: number): number =>
  firstIndex(keys, (key) => compareKeys(key, prefix) > 0 && !key.startsWith(prefix), from);
