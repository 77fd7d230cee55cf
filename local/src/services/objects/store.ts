import type { BodyFiles } from './bodies';
import { isBucketName } from './bucket-name';
import type { ObjectChecksum } from './checksum-type';
import { checkWrite, type WriteConditions } from './conditions';
import { bucketExists, invalidArgument, noSuchBucket, noSuchKey } from './errors';
import { OrderedKeys } from './key-order';
import type { Upload } from './upload';

/** An object as it is listed and described; its body lies in a file. */
export interface StoredObject {
  /** File of its body. */
  readonly body: string;
  readonly size: number;
  /** With its quotes. */
  readonly etag: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
  /** Headers that come back with it: `content-type`, `x-amz-meta-*` and the like. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: ObjectChecksum;
  /** Sizes of the parts that it was uploaded in. */
  readonly parts?: readonly number[] | undefined;
}

export interface Bucket {
  readonly name: string;
  readonly region: string;
  readonly createdAt: number;
  readonly objects: OrderedKeys<StoredObject>;
  readonly uploads: Map<string, Upload>;
}

/** All buckets and what is in them. Each method does all it does at once, so that writers never see half of another's. */
export class ObjectStore {
  readonly buckets = new Map<string, Bucket>();

  constructor(
    readonly bodies: BodyFiles,
    readonly clock: () => number,
    readonly newId: () => string,
  ) {}

  /** @throws {@link ServiceError} `NoSuchBucket` */
  bucket(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (bucket === undefined) throw noSuchBucket(name);
    return bucket;
  }

  /** @throws {@link ServiceError} `NoSuchBucket`, `NoSuchKey` */
  object(bucket: string, key: string): StoredObject {
    const object = this.bucket(bucket).objects.get(key);
    if (object === undefined) throw noSuchKey(key);
    return object;
  }

  /** @throws {@link ServiceError} `InvalidBucketName`, `BucketAlreadyOwnedByYou` */
  createBucket(name: string, region: string): void {
    if (!isBucketName(name)) {
      throw invalidArgument(
        'BucketName',
        name,
        '3 to 63 lower-case letters, digits, dots and hyphens',
        'InvalidBucketName',
      );
    }
    if (this.buckets.has(name)) throw bucketExists(name);
    const bucket = {
      name,
      region,
      createdAt: this.clock(),
      objects: new OrderedKeys<StoredObject>(),
      uploads: new Map(),
    };
    this.buckets.set(name, bucket);
  }

  /**
   * Puts an object whose body is complete into its place, if the conditions hold at this moment.
   * @throws {@link ServiceError} and removes the body, when they do not or the bucket is gone
   */
  async commit(bucket: string, key: string, object: StoredObject, conditions: WriteConditions): Promise<void> {
    let before: StoredObject | undefined;
    try {
      const { objects } = this.bucket(bucket);
      checkWrite(conditions, objects.get(key), key);
      before = objects.set(key, object);
    } catch (error) {
      await this.bodies.remove([object.body]);
      throw error;
    }
    if (before !== undefined) await this.bodies.remove([before.body]);
  }
}
