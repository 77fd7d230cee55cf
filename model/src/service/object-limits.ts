/**
 * Limits of S3 objects. The only place where they stand as numbers.
 * Source: S3 user guide, "Amazon S3 multipart upload limits", "Naming Amazon S3 objects", "Working with object metadata".
 */
export const OBJECT_LIMITS = {
  keyBytes: 1024,
  /** Names and values of `x-amz-meta-*` together. */
  metadataBytes: 2048,
  /** Largest object of one PutObject, and largest part. */
  putBytes: 5 * 1024 ** 3,
  /** Smallest part but the last. */
  partBytes: 5 * 1024 ** 2,
  partNumber: { min: 1, max: 10_000 },
  /** Entries of one page of a list, and of one DeleteObjects. */
  listPage: 1000,
} as const;
