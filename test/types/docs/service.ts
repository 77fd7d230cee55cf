// Examples of the README and the guide, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { type Batch, connect, isJobFailure, type JobFailure, type JobHandle } from '@batchwright/runtime';
import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { diagnose, explain, preflight } from '@batchwright/runtime/explain';
import { readLogs } from '@batchwright/runtime/logs';
import { s3Store } from '@batchwright/runtime/s3';
import { z } from 'zod';
import type { Photos } from './platform.contract';
import { thumbnail } from './thumbnail.contract';

declare const bucket: string;
declare const key: string;
declare const requestId: string;
declare const items: { readonly bucket: string; readonly key: string }[];
declare function retryLater(index: number, failure: JobFailure): void;

export async function readme(): Promise<number> {
  const batch = await connect<Photos>({ manifest: 'ssm:/batchwright/photos', store: s3Store() });

  const job = await batch.submit(thumbnail, { bucket, key, filter: 'sepia' }, { queue: 'urgent' });
  const { bytes } = await job.result();

  const many = await batch.submitArray(thumbnail, items, { queue: 'standard' });
  for await (const item of many.outcomes()) {
    if (!item.ok) console.error(item.index, item.failure.code, item.failure.message);
  }
  return bytes;
}

export async function packageReadme(): Promise<number> {
  const batch = await connect<Photos>({ manifest: 'ssm:/batchwright/photos', store: s3Store() });
  const job = await batch.submit(thumbnail, { bucket, key }, { queue: 'urgent', key: requestId });
  const { bytes } = await job.result();
  return bytes;
}

const day = z.codec(z.iso.date(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString().slice(0, 10),
});
export const align = defineJob('align', {
  input: z.object({ sample: z.string(), reads: z.string(), date: day, threads: z.number().int().default(8) }),
  output: z.object({ bam: z.string(), coverage: z.number() }),
});

export async function guide(): Promise<void> {
  const batch = await connect<Photos>({ manifest: 'ssm:/batchwright/photos', store: s3Store() });
  const job = await batch.submit(thumbnail, { bucket, key }, { queue: 'urgent' });

  const many = await batch.submitArray(thumbnail, items, { queue: 'standard' });
  for await (const item of many.outcomes()) if (!item.ok) retryLater(item.index, item.failure);

  for await (const { id, status, previous, array } of batch.watch([job, many])) {
    console.log(id, previous, '->', status, array?.summary);
  }

  try {
    await job.result();
  } catch (error) {
    if (!isJobFailure(error)) throw error;
    switch (error.code) {
      case 'OUT_OF_MEMORY':
        console.error(`needs more than ${error.limitMiB} MiB`);
        break;
      case 'EXITED':
        console.error(`exit code ${error.exitCode}: ${error.meaning ?? 'of its own'}`);
        break;
      default:
        console.error(error.code, error.message);
    }
    for await (const line of readLogs(error, { last: 20 })) console.error(line.text);
  }
}

export async function understand(job: JobHandle<unknown>): Promise<void> {
  const { cause, what, evidence, advice, retry } = await explain(job);
  console.log(`${what} (${cause}; would a retry help? ${retry})`);
  for (const { source, says } of evidence) console.log(source, says);
  for (const line of advice) console.log('->', line);

  const { summary, findings, skipped } = await diagnose(job); // or of a queue: { queue: 'photos-urgent' }
  console.log(summary, findings, skipped);
}

export async function before(batch: Batch): Promise<void> {
  const { ok, findings } = await preflight(batch);
  for (const { about, what } of findings) console.log(about.join(', '), what);
  if (!ok) process.exitCode = 1;
}

const daily = <Name extends string>(name: Name) => defineJob(name, { input: unchecked<{ readonly day: string }>() });
const clean = daily('clean');
const simulate = daily('simulate');
const price = daily('price');
const merge = daily('merge');

export async function chain(
  batch: Batch<'standard', 'clean' | 'simulate' | 'price' | 'merge'>,
  day: string,
): Promise<JobHandle<void>> {
  const scenarios = [{ day }];
  const positions = [{ day }];
  const cleaned = await batch.submit(clean, { day });
  const parts = await batch.submitArray(simulate, scenarios, { after: cleaned });
  const priced = await batch.submitArray(price, positions, { each: parts });
  const report = await batch.submit(merge, { day }, { after: [parts, priced] });
  return report;
}
