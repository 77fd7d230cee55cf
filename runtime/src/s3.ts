import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parseS3Uri } from '@batchwright/model/contract';
import { S3_PATIENCE } from './patience';
import type { Store } from './store';

export interface S3StoreOptions {
  /**
   * A client of yours.
   * @default - one of our own: region and credentials as the AWS SDK finds them
   */
  readonly client?: S3Client | undefined;
}

/**
 * The store of a workspace bucket, for `connect({ store: s3Store() })`.
 *
 * @example
 * ```ts
 * import { connect } from '@batchwright/runtime';
 * import { s3Store } from '@batchwright/runtime/s3';
 *
 * const batch = await connect<Photos>({ store: s3Store() });
 * ```
 */
export function s3Store({ client = new S3Client({ requestHandler: S3_PATIENCE }) }: S3StoreOptions = {}): Store {
  return {
    async put(uri, body, { contentType }) {
      await client.send(new PutObjectCommand({ ...locate(uri), Body: body, ContentType: contentType }));
    },
    async get(uri) {
      try {
        const { Body } = await client.send(new GetObjectCommand(locate(uri)));
        return await Body?.transformToString('utf-8');
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw error;
      }
    },
  };
}

function locate(uri: string): { readonly Bucket: string; readonly Key: string } {
  const location = parseS3Uri(uri);
  if (location === undefined || location.key === '') throw new TypeError(`expected s3://bucket/key; got ${uri}`);
  return { Bucket: location.bucket, Key: location.key };
}
