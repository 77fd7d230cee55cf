/**
 * What JSON keeps of a value. A contract's input and output cross process and machine borders as JSON text, so a type
 * that `JSON.stringify` would change (a `Date`, a `bigint`, a `Map`) is refused by the compiler where the contract is
 * defined, and by {@link encodeJson} where a value is sent.
 */

type Scalar = string | number | boolean | null | undefined;
// A function is spelt as a type with a call signature, because the linter forbids `Function`.
type AnyFunction = (...args: never[]) => unknown;
type Alien =
  | bigint
  | symbol
  | Date
  | RegExp
  | AnyFunction
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | ArrayBuffer
  | ArrayBufferView;

/** The paths of `T` that JSON would change, each as a sentence; `never` when there are none. Looks five levels deep. */
export type NotJson<T, Path extends string, Depth extends 0[] = []> = 0 extends 1 & T
  ? never
  : T extends Scalar
    ? never
    : T extends Alien
      ? `${Path} does not survive JSON: take a string or a number, and convert it in the schema`
      : Depth['length'] extends 5
        ? never
        : T extends readonly (infer Item)[]
          ? NotJson<Item, `${Path}[]`, [...Depth, 0]>
          : T extends object
            ? { [K in keyof T & string]-?: NotJson<T[K], `${Path}.${K}`, [...Depth, 0]> }[keyof T & string]
            : never;

/** `unknown` when JSON keeps all of `T`; otherwise an object type that no value has, whose keys say what is wrong. */
export type MustBeJson<T, Path extends string> = [NotJson<T, Path>] extends [never]
  ? unknown
  : { readonly [K in NotJson<T, Path>]: never };

/** A place in a value that JSON cannot carry: `path` as in `input.period.0.from`, and what stands there. */
export interface JsonProblem {
  readonly path: string;
  readonly message: string;
}

export type EncodedJson =
  | { readonly ok: true; readonly json: string }
  | { readonly ok: false; readonly problems: readonly JsonProblem[] };

/**
 * Encodes a value as JSON text, or says which of its parts JSON would lose or change.
 *
 * Properties whose value is `undefined` are left out, as `JSON.stringify` does: an optional property that is absent and
 * one that is `undefined` mean the same to every schema library. Everywhere else `undefined` is refused.
 *
 * @param value - any value
 * @param root - the name that paths begin with; empty for none
 */
export function encodeJson(value: unknown, root = 'input'): EncodedJson {
  const problems: JsonProblem[] = [];
  try {
    inspect(value, root, problems, new Set());
    if (problems.length === 0) return { ok: true, json: JSON.stringify(value) };
  } catch (error) {
    // How deep and how long JSON may be is the engine's affair: its stack, and its longest string.
    if (!(error instanceof RangeError)) throw error;
    problems.push({ path: root, message: `it is nested too deeply or too large for JSON (${error.message})` });
  }
  return { ok: false, problems };
}

const below = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}.${key}`);

function inspect(value: unknown, path: string, problems: JsonProblem[], ancestors: Set<object>): void {
  const message = flawOf(value, ancestors);
  if (message !== undefined) problems.push({ path, message });
  else if (typeof value === 'object' && value !== null) {
    ancestors.add(value);
    // A loop by index, not `forEach`: holes are skipped by `forEach` and become null in JSON.
    if (Array.isArray(value)) {
      for (let i = 0; i < value.length; i++) inspect(value[i], below(path, i), problems, ancestors);
    } else {
      for (const [key, part] of Object.entries(value)) {
        if (part !== undefined) inspect(part, below(path, key), problems, ancestors);
      }
    }
    ancestors.delete(value);
  }
}

/** What JSON would do to a value itself, whatever its parts are. */
function flawOf(value: unknown, ancestors: ReadonlySet<object>): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return `${value} becomes null in JSON; send a finite number`;
    return Object.is(value, -0) ? '-0 becomes 0 in JSON; send 0' : undefined;
  }
  if (typeof value !== 'object') return `${describe(value)} cannot be sent as JSON; send a string or a number`;
  if (ancestors.has(value)) return 'the value contains itself; JSON has no cycles';
  const prototype = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== null && !isObjectPrototype(prototype)) {
    return `${describe(value)} does not survive JSON; send plain objects, arrays, strings and numbers`;
  }
  if (hasToJson(value)) return 'an object with a toJSON method is changed by JSON; send what it returns';
  return Object.getOwnPropertySymbols(value).length > 0 ? 'properties named by symbols are lost in JSON' : undefined;
}

const hasToJson = (value: object): boolean => typeof (value as { readonly toJSON?: unknown }).toJSON === 'function';

/** `Object.prototype` of any realm: jest and `node:vm` give each test file an `Object` of its own. */
const isObjectPrototype = (prototype: object): boolean =>
  Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'hasOwnProperty');

function describe(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  const name = (value as { constructor?: { name?: string } }).constructor?.name;
  return name ? `a ${name}` : 'an object with a foreign prototype';
}
