import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Service } from '../../http';
import { BodyFiles } from './bodies';
import { operationOf, readCall } from './route';
import { ObjectStore } from './store';

export interface ObjectsOptions {
  /** Bodies are kept in a folder of this directory, which is made if need be and which only this user can enter. */
  readonly directory: string;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** Names of files and ids of uploads, each different from all others. @default randomUUID */
  readonly random?: (() => string) | undefined;
}

export interface Objects {
  readonly service: Service;
  /**
   * Makes sure that there is a bucket of this name.
   * @param region - that it says it is in. @default 'us-east-1'
   * @throws {@link ServiceError} `InvalidBucketName`
   */
  createBucket(name: string, region?: string): void;
  /** Names of the buckets, sorted. */
  buckets(): readonly string[];
  /** Removes all bodies from the disk. To be called when the server is closed. */
  close(): Promise<void>;
}

/**
 * An S3: buckets, objects, multipart uploads, conditional writes, with checksums, ETags and errors as S3 has them. What it
 * holds lives as long as it does: which objects there are is in memory, bodies are on disk.
 */
export function createObjects({ directory, clock, random = randomUUID }: ObjectsOptions): Objects {
  const bodies = new BodyFiles(join(directory, 'bodies'), random);
  const store = new ObjectStore(bodies, clock, random);
  return {
    service: async (request) => {
      const call = readCall(request, store);
      return operationOf(call)(call);
    },
    createBucket(name, region = 'us-east-1') {
      if (!store.buckets.has(name)) store.createBucket(name, region);
    },
    buckets: () => [...store.buckets.keys()].sort(),
    close: () => bodies.clear(),
  };
}
