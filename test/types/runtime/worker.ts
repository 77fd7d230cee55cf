// Compiled, not run: each signature has lines that compile, and lines that must not.
import { defineJob } from '@batchwright/runtime/contract';
import { readLogs } from '@batchwright/runtime/logs';
import { RetryableError, runJob } from '@batchwright/runtime/worker';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

const zodJob = defineJob('zod', {
  input: z.object({ size: z.number().default(1), at: z.string().transform((text) => new Date(text)) }),
  output: z.object({ rows: z.number(), note: z.string().optional() }),
});
const valibotJob = defineJob('valibot', { input: v.object({ size: v.optional(v.number(), 1) }), output: v.string() });
const arktypeJob = defineJob('arktype', { input: type({ size: 'string.numeric.parse' }) });

export async function workers(): Promise<void> {
  // The worker receives what the schema makes of the input: defaults are filled in, transforms done.
  await runJob(zodJob, async ({ size, at }, { index, attempt, signal, arraySize }) => {
    signal.throwIfAborted();
    return { rows: size + at.getTime() + index + attempt + (arraySize ?? 0) };
  });
  await runJob(valibotJob, ({ size }) => size.toFixed());
  await runJob(arktypeJob, ({ size }) => {
    if (size > 1) throw new RetryableError('busy', { cause: size });
  });
  await runJob(zodJob, () => ({ rows: 1 }), { env: { AWS_BATCH_JOB_ID: 'x' }, graceMs: undefined });

  // What was saved has the type of its schema, and may not be there.
  await runJob(zodJob, async (_, { checkpoint, log, complete }) => {
    const state = await checkpoint.load(z.object({ done: z.number(), at: z.coerce.date() }));
    if (state !== undefined) log.info('goes on', { done: state.done.toFixed(), at: state.at.getTime() });
    const { rows } = (await checkpoint.load(v.object({ rows: v.number() }))) ?? { rows: 0 };
    await checkpoint.load(type({ done: 'number' }));
    checkpoint.keep(() => ({ rows }), { everySeconds: 10 });
    await checkpoint.save({ rows });
    complete();
    // @ts-expect-error may not be there
    state.done;
    // @ts-expect-error no such property of the state
    state?.rows;
    // @ts-expect-error the state itself, or a function for it
    checkpoint.keep({ rows });
    return { rows };
  });

  // @ts-expect-error returns too little
  await runJob(zodJob, async () => ({ note: 'x' }));
  // @ts-expect-error returns something else
  await runJob(valibotJob, () => 1);
  // @ts-expect-error returns nothing
  await runJob(valibotJob, () => undefined);
  // @ts-expect-error no such property in the input
  await runJob(zodJob, ({ width }) => ({ rows: width }));
  // @ts-expect-error a job without an output returns nothing
  await runJob(arktypeJob, (): string => 'x');
  // @ts-expect-error the input is not what was given, but what was received
  await runJob(zodJob, ({ at }) => ({ rows: at.length }));
}

export async function logs(): Promise<void> {
  for await (const { at, text } of readLogs({ logGroup: 'g', logStream: undefined }, { last: 20 })) `${at} ${text}`;
  // @ts-expect-error a place, not a job's id
  for await (const _ of readLogs('id'));
}

// What JSON would change is refused where the contract is made.
// @ts-expect-error a date
defineJob('date', { input: z.object({ from: z.date() }) });
// @ts-expect-error a bigint, deep inside
defineJob('bigint', { input: z.object({ a: z.array(z.object({ b: z.bigint() })) }) });
// @ts-expect-error in the output
defineJob('map', { input: z.object({}), output: z.map(z.string(), z.string()) });
// @ts-expect-error valibot
defineJob('valibot-date', { input: v.object({ at: v.date() }) });
// @ts-expect-error arktype
defineJob('arktype-date', { input: type({ at: 'Date' }) });
