import { setTimeout as sleep } from 'node:timers/promises';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { unchecked } from '@batchwright/runtime/contract';
import { runJob } from '@batchwright/runtime/worker';
import { recordCalls } from './calls';
import { scan } from './contracts';

// One client for the worker and its handler; its log is what it has called.
const s3 = new S3Client({});
recordCalls(s3, (call) => console.log(JSON.stringify({ ...call, body: '' })));

void runJob(
  scan,
  async ({ bucket: Bucket, wait = false }, { signal, checkpoint }) => {
    // The first time there is none, and S3 says so only to those who may know.
    if ((await checkpoint.load(unchecked<{ readonly begun: boolean }>())) === undefined) {
      await checkpoint.save({ begun: true });
    }
    if (wait) await sleep(60_000, undefined, { signal });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'in/' }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: 'in/a' }));
    await Body?.transformToString();
    await s3.send(new PutObjectCommand({ Bucket, Key: 'out/a', Body: 'b' }));
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'out/large' }));
    await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'out/large', UploadId }));
    return { found: Contents.length };
  },
  { s3 },
);
