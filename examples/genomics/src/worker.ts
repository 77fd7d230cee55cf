import { readFile } from 'node:fs/promises';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { runJob } from '@batchwright/runtime/worker';
import { align } from './align.contract';
import { alignRead, indexGenome, parseFasta, parseFastq, samHeader } from './aligner';

/** Reads that are aligned between two checkpoints. */
const PART = 1000;

const s3 = new S3Client({});
const results = process.env.RESULTS ?? '';

// The container's program. Each part is stored as soon as it is aligned, so that the next attempt goes on where Spot has
// taken the machine away.
void runJob(align, async ({ bucket, key, reference }, { signal }) => {
  const sample = await get(bucket, key);
  const index = indexGenome(parseFasta(await readReference(reference)));
  const reads = parseFastq(sample.text);
  // Of this very upload: parts of another one under the same key are of no use.
  const prefix = `parts/${key}/${sample.etag}/`;
  const stored = await keysBelow(prefix);
  const lines: string[] = [];
  let resumed = 0;
  for (let from = 0; from < reads.length; from += PART) {
    signal.throwIfAborted();
    const part = `${prefix}${String(from).padStart(10, '0')}.sam`;
    if (stored.has(part)) {
      resumed += 1;
      lines.push((await get(results, part)).text);
    } else {
      const text = reads
        .slice(from, from + PART)
        .map((read) => alignRead(read, index).line)
        .join('\n');
      await put(part, text);
      lines.push(text);
    }
  }
  const body = lines.join('\n');
  const sam = `aligned/${key.replace(/\.f(ast)?q$/, '')}.sam`;
  await put(sam, `${samHeader(index)}\n${body}\n`);
  const aligned = body.split('\n').filter((line) => line.split('\t')[1] !== '4').length;
  return { sam, reads: reads.length, aligned: reads.length === 0 ? 0 : aligned, resumed };
});

async function readReference(reference: string): Promise<string> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(reference) ?? [];
  return bucket === undefined || key === undefined ? readFile(reference, 'utf8') : (await get(bucket, key)).text;
}

async function get(bucket: string, key: string): Promise<{ readonly text: string; readonly etag: string }> {
  const { Body, ETag = '' } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return { text: (await Body?.transformToString()) ?? '', etag: ETag.replaceAll('"', '') };
}

const put = (key: string, text: string): Promise<unknown> =>
  s3.send(new PutObjectCommand({ Bucket: results, Key: key, Body: text }));

async function keysBelow(prefix: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  let token: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket: results, Prefix: prefix, ContinuationToken: token }));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.add(Key);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return keys;
}
