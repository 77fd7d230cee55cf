import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { type Batch, connect } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import { type Photos, photos } from '../platform.contract';
import { findBuckets, type PhotoBuckets } from './assembly';
import type { DemoQueue } from './customers';

/** What a service talks to the photo platform with, wherever it is. */
export interface ConnectedPlatform {
  readonly batch: Batch<DemoQueue, Photos['jobs'][number]>;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  readonly buckets: PhotoBuckets;
}

/** The photo platform, running on this machine. */
export interface RunningPlatform extends ConnectedPlatform {
  readonly local: Local;
  stop(): Promise<void>;
}

/** On one machine the next change is never far: look often. */
const POLL = { minMs: 200, maxMs: 800 };

/** Starts the local service from a synthesized app and connects to it as to the real one. */
export async function startPlatform(assembly: string, logger: { error(text: string): void }): Promise<RunningPlatform> {
  const local = await startLocal({ from: assembly, logger });
  try {
    const { endpoint, region, accessKeyId, secretAccessKey } = local;
    const where = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
    const s3 = new S3Client({ ...where, endpoint: local.s3Endpoint });
    const logs = new CloudWatchLogsClient(where);
    const batch = await connect<Photos>({
      ...where,
      manifest: `ssm:/batchwright/${photos.name}`,
      store: s3Store({ client: s3 }),
      poll: POLL,
    });
    const buckets = findBuckets(assembly, local.summary);
    const stop = async (): Promise<void> => {
      s3.destroy();
      logs.destroy();
      await local.stop();
    };
    return { local, batch, s3, logs, buckets, stop };
  } catch (error) {
    await local.stop();
    throw error;
  }
}
