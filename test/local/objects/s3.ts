import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { createObjects, type Objects } from '../../../local/src/services/objects';
import { type Running, running } from '../http/running';

/** An S3 on a free port with one bucket, `photos`. */
export interface LocalS3 extends Running {
  readonly client: S3Client;
  readonly objects: Objects;
  readonly directory: string;
  connect(config?: Partial<S3ClientConfig>): S3Client;
  /** Names of all body files, complete or not. */
  files(): Promise<readonly string[]>;
}

export async function localS3(clock: () => number = Date.now): Promise<LocalS3> {
  const directory = await mkdtemp(join(tmpdir(), 'batchwright-objects-'));
  const objects = createObjects({ directory, clock });
  objects.createBucket('photos');
  const server = await running({ s3: objects.service });
  const clients: S3Client[] = [];
  const connect = (config: Partial<S3ClientConfig> = {}): S3Client => {
    const client = new S3Client({ ...server.config, ...config });
    clients.push(client);
    return client;
  };
  return {
    ...server,
    client: connect(),
    objects,
    directory,
    connect,
    files: () => readdir(join(directory, 'bodies')),
    close: async () => {
      for (const client of clients) client.destroy();
      await server.close();
      await objects.close();
      await rm(directory, { recursive: true });
    },
  };
}
