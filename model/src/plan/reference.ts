/**
 * How a reference stands in the JSON of a step's input. Its value is the name of the step that it waits for, `#`, and a
 * JSON Pointer (RFC 6901) into that step's output. The output of an array step is the list of its items' outputs.
 */
export type WireReference =
  /** The value itself. */
  | { readonly '$batchwright.ref': string }
  /** Where the value lies, for a worker that streams it. */
  | { readonly '$batchwright.pointer': string }
  /** Of an array: the value that `at`, a JSON Pointer, names in the entry of that list which has the item's own index. */
  | { readonly '$batchwright.item': string; readonly at: string }
  /** Where that lies. */
  | { readonly '$batchwright.itemPointer': string; readonly at: string };

/** No property of an input may begin with this. */
export const RESERVED_PREFIX = '$batchwright.';
