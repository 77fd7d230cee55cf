import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { z } from 'zod';

const day = z.codec(z.iso.date(), z.date(), {
  decode: (text) => new Date(text),
  encode: (date) => date.toISOString().slice(0, 10),
});

/** Shows what the worker receives of what a submitter gives, and does to its end what `how` says. */
export const probe = defineJob('probe', {
  input: z.object({
    day: day.optional(),
    size: z.coerce.number<string>().default(7),
    name: z
      .string()
      .transform(async (text) => text.toUpperCase())
      .default('ANON'),
    how: z
      .enum([
        'return',
        'throw',
        'retry',
        'bad-output',
        'date-output',
        'network',
        'wait',
        'flaky',
        'left-open',
        'exit-0',
        'settle-never',
        'exit-on-sigterm',
      ])
      .default('return'),
    blob: z.string().optional(),
  }),
  output: z.object({
    index: z.number(),
    attempt: z.number(),
    size: z.number(),
    name: z.string(),
    day: day.optional(),
    blob: z.number(),
  }),
});

/** A job without an output. */
export const touch = defineJob('touch', { input: z.object({ fail: z.boolean().default(false) }) });

/** Goes step by step, and in its first attempt is in the middle when its end comes: a signal of its own, or none. */
export const steps = defineJob('steps', {
  input: z.object({ count: z.number(), first: z.enum(['sigterm', 'wait', 'deaf']) }),
  output: z.object({ from: z.number(), attempt: z.number() }),
});

export const platform = definePlatform('test', { queues: ['fast', 'slow'], jobs: [probe, touch, steps] });
export type TestPlatform = typeof platform;
