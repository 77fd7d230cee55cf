import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Sends one file, streamed. */
export async function upload(
  client: S3Client,
  from: { readonly file: string; readonly bytes: number },
  to: { readonly bucket: string; readonly key: string },
  signal: AbortSignal,
): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket: to.bucket,
      Key: to.key,
      Body: createReadStream(from.file),
      ContentLength: from.bytes,
    }),
    { abortSignal: signal },
  );
}

/** Fetches one object into a file, streamed. Directories are made as needed. */
export async function download(
  client: S3Client,
  from: { readonly bucket: string; readonly key: string },
  file: string,
  signal: AbortSignal,
): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const { Body } = await client.send(new GetObjectCommand({ Bucket: from.bucket, Key: from.key }), {
    abortSignal: signal,
  });
  await pipeline(Body as Readable, createWriteStream(file), { signal });
}
