// Compiled, not run: each signature has lines that compile, and lines that must not.
import {
  type Batch,
  type BatchWithoutStore,
  connect,
  isBatchError,
  isJobFailure,
  type JobHandle,
  type Outcome,
  type Store,
} from '@batchwright/runtime';
import { defineJob, definePlatform, type Job } from '@batchwright/runtime/contract';
import { s3Store } from '@batchwright/runtime/s3';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

const day = z.codec(z.iso.date(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() });
const withZod = defineJob('with-zod', {
  input: z.object({ bucket: z.string(), filter: z.enum(['none', 'sepia']).default('none'), day: day.optional() }),
  output: z.object({ bytes: z.number(), at: day }),
});
const withValibot = defineJob('with-valibot', {
  input: v.object({ bucket: v.string(), size: v.optional(v.number(), 256) }),
  output: v.object({ bytes: v.pipe(v.number(), v.transform(String)) }),
});
const withArktype = defineJob('with-arktype', { input: type({ bucket: 'string', 'size?': 'number' }) });
const stray = defineJob('stray', { input: z.object({}) });
const photos = definePlatform('photos', { queues: ['urgent', 'standard'], jobs: [withZod, withValibot, withArktype] });
type Photos = typeof photos;

declare const store: Store;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => undefined;

export async function connecting(): Promise<void> {
  const batch = await connect<Photos>({ store: s3Store() });
  same<typeof batch, Batch<'urgent' | 'standard', 'with-zod' | 'with-valibot' | 'with-arktype'>>(true);
  const bare = await connect<Photos>();
  same<typeof bare, BatchWithoutStore<'urgent' | 'standard', 'with-zod' | 'with-valibot' | 'with-arktype'>>(true);
  const any = await connect({ store });
  await any.submit(stray, {}, { queue: 'whatever' });
  await connect<Photos>({ manifest: undefined, region: undefined, store: undefined });
  // @ts-expect-error a platform's type, not its name
  await connect<'photos'>();
  // @ts-expect-error a store is an object with methods
  await connect<Photos>({ store: 's3://bucket' });
  // @ts-expect-error no such option
  await connect<Photos>({ manifset: 'ssm:/x' });
}

export async function withoutStore(bare: BatchWithoutStore<'urgent', 'with-zod'>): Promise<void> {
  const job = await bare.submit(withZod, { bucket: 'b' }, { queue: 'urgent' });
  same<typeof job, JobHandle<void>>(true);
  // @ts-expect-error arrays need the store
  await bare.submitArray(withZod, [{ bucket: 'b' }]);
  // @ts-expect-error outputs need the store
  (await job.result()).bytes;
  // @ts-expect-error not a job of this platform
  await bare.submit(stray, {});
}

export async function submitting(
  batch: Batch<'urgent' | 'standard', 'with-zod' | 'with-valibot' | 'with-arktype'>,
): Promise<void> {
  const job = await batch.submit(withZod, { bucket: 'b', filter: 'sepia', day: '2026-01-31' }, { queue: 'urgent' });
  same<typeof job, JobHandle<{ bytes: number; at: Date }>>(true);
  const { bytes } = await (await batch.submit(withValibot, { bucket: 'b' })).result();
  same<typeof bytes, string>(true);
  const nothing = await (await batch.submit(withArktype, { bucket: 'b', size: 1 })).result();
  same<typeof nothing, void>(true);

  // A caller may hand on options that it may not have.
  const key: string | undefined = undefined;
  await batch.submit(withZod, { bucket: 'b' }, { key, timeout: undefined, after: [job, 'id'], tags: { a: 'b' } });

  // @ts-expect-error what the worker receives is not what is given
  await batch.submit(withZod, { bucket: 'b', day: new Date() });
  // @ts-expect-error a property is missing
  await batch.submit(withZod, {});
  // @ts-expect-error a property that is not in the schema
  await batch.submit(withZod, { bucket: 'b', fliter: 'sepia' });
  // @ts-expect-error not one of the values
  await batch.submit(withZod, { bucket: 'b', filter: 'blue' });
  // @ts-expect-error valibot
  await batch.submit(withValibot, { bucket: 1 });
  // @ts-expect-error arktype
  await batch.submit(withArktype, { bucket: 'b', size: 'x' });
  // @ts-expect-error no such queue
  await batch.submit(withZod, { bucket: 'b' }, { queue: 'urgnt' });
  // @ts-expect-error not a job of this platform
  await batch.submit(stray, {});
  // @ts-expect-error item by item is for arrays
  await batch.submit(withZod, { bucket: 'b' }, { each: job });
}

export async function arrays(batch: Batch<'urgent', 'with-zod' | 'with-valibot'>): Promise<void> {
  async function* items() {
    yield { bucket: 'b', filter: 'sepia' as const };
  }
  const many = await batch.submitArray(withZod, items(), { queue: 'urgent' });
  await batch.submitArray(withZod, [{ bucket: 'b' }], { each: many, sequential: true });
  await batch.submitArray(withZod, new Set([{ bucket: 'b' }]));
  const results = await many.results();
  same<typeof results, { bytes: number; at: Date }[]>(true);
  for await (const item of many.outcomes()) {
    if (item.ok) same<typeof item.output, { bytes: number; at: Date }>(true);
    else item.failure.message.trim();
    // @ts-expect-error only when it went well
    item.output;
  }
  // @ts-expect-error one bad item
  await batch.submitArray(withZod, [{ bucket: 'b' }, { bucket: 1 }]);
  // @ts-expect-error an item is not a list
  await batch.submitArray(withZod, { bucket: 'b' });
  // @ts-expect-error only arrays can be followed item by item
  await batch.submitArray(withZod, [{ bucket: 'b' }], { each: 'id' });
}

export async function attaching(batch: Batch<'urgent', 'with-zod'>): Promise<void> {
  const outcome = await batch.attach(withZod, 'id').outcome();
  same<typeof outcome, Outcome<{ bytes: number; at: Date }>>(true);
  (await batch.attachArray(withZod, ['a', 'b'])).size.toFixed();
  // @ts-expect-error not a job of this platform
  batch.attach(stray, 'id');
  for await (const { id, status, final } of batch.watch(['a', batch.attach(withZod, 'b')]))
    if (final) `${id} ${status}`;
  for await (const row of batch.list({ queue: 'urgent', status: ['FAILED', 'RUNNING'] })) row.name.trim();
  // @ts-expect-error no such status
  batch.list({ queue: 'urgent', status: 'DONE' });
  // @ts-expect-error no such queue
  batch.list({ queue: 'x' });
  await batch.cancel([batch.attach(withZod, 'b'), 'c'], 'reason');
  // @ts-expect-error a reason is required
  await batch.cancel('id');
}

/** A generic wrapper can hand everything on. */
export async function logged<Queue extends string, Name extends string, Given, Result>(
  batch: Batch<Queue, Name>,
  job: Job<Name, Given, unknown, unknown, Result>,
  input: Given,
  queue: Queue,
): Promise<Result> {
  return (await batch.submit(job, input, { queue })).result();
}

/** Each code narrows to its own data. The default stays: a later version may know more codes. */
export function describe(error: unknown): string {
  if (isBatchError(error)) {
    switch (error.code) {
      case 'INVALID_INPUT':
        return error.issues.map(({ path }) => path).join();
      case 'INPUT_TOO_LARGE':
        return `${error.bytes} of ${error.limit}`;
      case 'THROTTLED':
        same<typeof error.retryable, true>(true);
        return String(error.retryAfterMs);
      case 'NOT_ON_PLATFORM':
        return `${error.kind} ${error.got}: ${error.expected.join()}`;
      case 'PARTLY_SUBMITTED':
        return error.submitted.map(({ id }) => id).join();
      case 'STORE_FAILED':
        same<typeof error.retryable, boolean>(true);
        return error.uri;
      default:
        // @ts-expect-error that case has been dealt with
        if (error.code === 'THROTTLED') return '';
        return error.message;
    }
  }
  if (isJobFailure(error)) {
    if (error.code === 'OUT_OF_MEMORY') return String(error.limitMiB);
    if (error.code === 'EXITED') return String(error.exitCode);
    // @ts-expect-error not every failure has an exit code
    error.exitCode;
    return error.message;
  }
  throw error;
}
