import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { ENV } from '@batchwright/runtime/contract';
import { runJob } from '@batchwright/runtime/worker';
import sharp from 'sharp';
import { contactSheet } from './contact-sheet.contract';
import { thumbnail } from './thumbnail.contract';
import { makeResults, makeSheet, s3Storage } from './work';

// The container's program for both jobs of the platform; the job definition says which one it is.

// A slim image has no fonts: captions are set in the one that lies beside this file.
const fonts = join(__dirname, 'fonts', 'fonts.conf');
if (process.env.FONTCONFIG_FILE === undefined && existsSync(fonts)) process.env.FONTCONFIG_FILE = fonts;

// The SDK's notice about the Node version of a development machine does not belong into every job's log.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// One vCPU a job: more threads would only take turns. Nothing is decoded twice, so nothing is worth caching.
sharp.concurrency(1);
sharp.cache(false);

const client = new S3Client({});

async function main(): Promise<void> {
  const job = process.env[ENV.JOB];
  switch (job) {
    case thumbnail.name:
      return runJob(thumbnail, (input, { signal }) => makeResults(input, s3Storage(client, signal)));
    case contactSheet.name:
      return runJob(contactSheet, (input, { signal }) => makeSheet(input, s3Storage(client, signal)));
    default:
      throw new Error(
        `${ENV.JOB} must say which job to run: expected ${thumbnail.name} or ${contactSheet.name}; got ${job ?? 'nothing'}`,
      );
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
