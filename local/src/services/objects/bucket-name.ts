/**
 * Rules for names of general purpose buckets that do not depend on who else has one.
 * Source: S3 user guide, "General purpose bucket naming rules".
 */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name);
