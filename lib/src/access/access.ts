import { Stack, Token } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { Problem } from '../checks';
import type { Statement } from '../policy';
import { substituted } from '../references';

/** The objects of a bucket whose keys begin alike. Made by {@link prefix}. */
export interface BucketPrefix {
  /** Any bucket, imported ones too. */
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

const OBJECTS = 'objects below a prefix, whose names are not known before';

/** ARN of the objects of a bucket whose keys match. */
export const objects = (bucket: s3.IBucket, keyPattern: string): string =>
  substituted(bucket.arnForObjects(keyPattern));

/** What reading the objects below a prefix, and listing them, takes. */
export const readStatements = ({ bucket, prefix: text }: BucketPrefix): readonly Statement[] => [
  { actions: ['s3:GetObject'], resources: [objects(bucket, `${text}*`)], wildcard: OBJECTS },
  {
    actions: ['s3:ListBucket'],
    resources: [bucket.bucketArn],
    ...(text === '' ? {} : { conditions: { StringLike: { 's3:prefix': `${text}*` } } }),
  },
];

/** What writing objects below a prefix takes, large ones in parts too; not reading, listing or deleting them. */
export const writeStatements = ({ bucket, prefix: text }: BucketPrefix): readonly Statement[] => [
  {
    actions: ['s3:PutObject', 's3:AbortMultipartUpload'],
    resources: [objects(bucket, `${text}*`)],
    wildcard: OBJECTS,
  },
];

const KEY_ACTIONS = {
  read: ['kms:Decrypt'],
  put: ['kms:GenerateDataKey'],
  // Completing an upload in parts decrypts what it puts together.
  write: ['kms:Decrypt', 'kms:GenerateDataKey'],
} as const;

type KeyUse = keyof typeof KEY_ACTIONS;

/**
 * What using the key of a bucket takes, for a role in a policy of its own; nothing when the bucket has no key, or one of
 * another account or region, whose policy must allow it, too: see {@link grantKey}.
 *
 * @param use - `put` is to write objects whole, `write` also in parts
 */
export const keyStatements = (at: IConstruct, { bucket }: BucketPrefix, use: KeyUse): readonly Statement[] =>
  bucket.encryptionKey !== undefined && isNear(at, bucket.encryptionKey)
    ? [{ actions: KEY_ACTIONS[use], resources: [bucket.encryptionKey.keyArn] }]
    : [];

/** Lets a grantee use the key of a bucket, whichever it is. */
export function grantKey(grantee: iam.IGrantable, { bucket }: BucketPrefix, use: KeyUse): void {
  bucket.encryptionKey?.grant(grantee, ...KEY_ACTIONS[use]);
}

/** As {@link grantKey}, for what {@link keyStatements} leaves out. */
export function grantFarKey(at: IConstruct, grantee: iam.IGrantable, location: BucketPrefix, use: KeyUse): void {
  const { encryptionKey } = location.bucket;
  if (encryptionKey !== undefined && !isNear(at, encryptionKey)) grantKey(grantee, location, use);
}

/** A key trusts the policies of its own account. As the CDK compares: by the stacks. */
function isNear(at: IConstruct, key: kms.IKey): boolean {
  const [here, there] = [Stack.of(at), Stack.of(key)];
  return here.account === there.account && here.region === there.region;
}
