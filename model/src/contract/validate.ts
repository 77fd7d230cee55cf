import type { Schema } from './job';

/** One thing that a schema refuses: `path` as `a.b.0`, empty for the value itself. */
export interface SchemaIssue {
  readonly path: string;
  readonly message: string;
}

export type Validated<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

/** Issues in one line: `a.b: expected a number; c: required`. */
export const describeIssues = (issues: readonly SchemaIssue[]): string =>
  issues.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('; ');

/**
 * Runs a schema, synchronous or not, and gives its issues one shape whatever the library.
 *
 * @throws whatever the schema itself throws: a schema should return its issues, but a transform may do anything
 */
export async function validate<T>(schema: Schema<unknown, T>, value: unknown): Promise<Validated<T>> {
  // Whatever can be awaited is: a promise may be of another realm, or of a library.
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return { ok: true, value: result.value };
  return {
    ok: false,
    issues: result.issues.map(({ message, path }) => ({
      message,
      // Libraries give keys, or objects that hold a key.
      path: (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
    })),
  };
}
