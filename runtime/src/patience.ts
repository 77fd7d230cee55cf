/**
 * Time-outs of clients of our own, in milliseconds: a dead connection becomes an error and not a hang. The SDK has none.
 * For S3, the time without a byte counts and not the whole, since an object may be large.
 */
export const S3_PATIENCE = { connectionTimeout: 10 * 1000, socketTimeout: 60 * 1000 } as const;
export const BATCH_PATIENCE = {
  connectionTimeout: 10 * 1000,
  requestTimeout: 60 * 1000,
  throwOnRequestTimeout: true,
} as const;
