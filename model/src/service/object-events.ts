/**
 * Events of Amazon S3 on EventBridge. The key is the object's key as it is, not encoded as in S3's older notifications.
 * Source: Amazon S3 User Guide, "EventBridge event message structure".
 */
export const OBJECT_EVENTS = {
  source: 'aws.s3',
  created: 'Object Created',
  /** Bytes of a key in UTF-8. */
  keyBytes: 1024,
} as const;
