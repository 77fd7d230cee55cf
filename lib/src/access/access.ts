import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Problem } from '../checks';

/** The objects of a bucket whose keys begin alike. Made by {@link prefix}. */
export interface BucketPrefix {
  readonly bucket: s3.IBucket;
  /** As in `in/`; empty for the whole bucket. */
  readonly prefix: string;
}

/** What a job may read or write: a whole bucket, or a part of it. */
export type S3Access = s3.IBucket | BucketPrefix;

/**
 * The part of a bucket below a prefix, for `reads`, `writes` and `workspace`.
 *
 * @param bucket - any bucket, imported ones too
 * @param keyPrefix - how the keys begin. End it with a slash to mean a folder: `in` also covers `input.csv`
 *
 * @example
 * ```ts
 * platform.addJob(thumbnail, { image, vcpus: 1, memory, reads: [prefix(uploads, 'in/')], writes: [results] });
 * ```
 */
export const prefix = (bucket: s3.IBucket, keyPrefix: string): BucketPrefix => ({ bucket, prefix: keyPrefix });

/** Either form as a bucket and a prefix. */
export const bucketPrefix = (access: S3Access): BucketPrefix =>
  'bucket' in access && 'prefix' in access ? access : { bucket: access as s3.IBucket, prefix: '' };

/** What is wrong with a prefix: S3 has no leading slash, and a policy would read `*`, `?` and `$` as wildcards. */
export function prefixProblem({ prefix: text }: BucketPrefix): Problem | undefined {
  if (Token.isUnresolved(text) || !(text.startsWith('/') || /[*?$]/.test(text))) return undefined;
  return {
    code: 'INVALID_PREFIX',
    message: `prefix ${JSON.stringify(text)}; expected the beginning of object keys, without a leading slash, *, ? or $`,
  };
}

/** Lets a role read objects below the prefix and list them. */
export function grantRead(role: iam.IRole, { bucket, prefix: text }: BucketPrefix): void {
  grantObjects(role, { bucket, prefix: text }, ['s3:GetObject']);
  iam.Grant.addToPrincipalOrResource({
    grantee: role,
    actions: ['s3:ListBucket'],
    resourceArns: [bucket.bucketArn],
    resource: bucket,
    ...(text === '' ? {} : { conditions: { StringLike: { 's3:prefix': `${text}*` } } }),
  });
  bucket.encryptionKey?.grant(role, 'kms:Decrypt');
}

/** Lets a role write objects below the prefix, large ones in parts too; not read, list or delete them. */
export function grantWrite(role: iam.IRole, target: BucketPrefix): void {
  grantObjects(role, target, ['s3:PutObject', 's3:AbortMultipartUpload']);
  // Completing an upload in parts decrypts what it puts together.
  target.bucket.encryptionKey?.grant(role, 'kms:GenerateDataKey', 'kms:Decrypt');
}

function grantObjects(role: iam.IRole, { bucket, prefix: text }: BucketPrefix, actions: string[]): void {
  iam.Grant.addToPrincipalOrResource({
    grantee: role,
    actions,
    resourceArns: [bucket.arnForObjects(`${text}*`)],
    resource: bucket,
  });
}
