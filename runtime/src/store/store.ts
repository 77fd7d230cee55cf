/**
 * Where inputs that are too large for an environment variable, items of arrays, and outputs lie: the platform's
 * workspace. `@batchwright/runtime/s3` has the one for S3.
 *
 * Methods take whole `s3://bucket/key` URIs. They may throw anything; callers get it as the `cause` of `STORE_FAILED`.
 */
export interface Store {
  /** Writes a whole object, replacing one of the same name. */
  put(uri: string, body: string | Uint8Array, options: { readonly contentType: string }): Promise<void>;
  /** Reads a whole object as UTF-8; `undefined` when there is none. */
  get(uri: string): Promise<string | undefined>;
}
