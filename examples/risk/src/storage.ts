import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import type { Position } from './monte-carlo';

const s3 = new S3Client({});
const bucket = process.env.BOOKS ?? '';
const folder = (run: string): string => `losses/${run}/`;

const bookFile = z
  .array(z.object({ name: z.string(), value: z.number(), beta: z.number(), volatility: z.number().nonnegative() }))
  .min(1);

/** The positions of a trading book. */
export async function readBook(key: string): Promise<readonly Position[]> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return bookFile.parse(JSON.parse((await Body?.transformToString()) ?? ''));
}

/** @returns the key; a part that is simulated again takes the place of what it was */
export async function writeLosses(run: string, part: number, losses: Float64Array): Promise<string> {
  const key = `${folder(run)}${String(part).padStart(6, '0')}.f64`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: new Uint8Array(losses.buffer) }));
  return key;
}

/** The losses of all parts of a run, one after the other. */
export async function readLosses(run: string): Promise<Float64Array> {
  const parts: Uint8Array[] = [];
  let token: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: folder(run), ContinuationToken: token }),
    );
    for (const { Key } of page.Contents ?? []) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key }));
      if (Body !== undefined) parts.push(await Body.transformToByteArray());
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  const bytes = Buffer.concat(parts);
  // Copied, because eight bytes of a number must begin at a multiple of eight.
  return new Float64Array(new Uint8Array(bytes).buffer);
}
