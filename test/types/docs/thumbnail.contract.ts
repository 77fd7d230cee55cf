// An example of the README, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { defineJob } from '@batchwright/runtime/contract';
import { z } from 'zod';

export const thumbnail = defineJob('thumbnail', {
  input: z.object({
    bucket: z.string(),
    key: z.string(),
    filter: z.enum(['none', 'sepia', 'grayscale']).default('none'),
  }),
  output: z.object({ key: z.string(), bytes: z.number() }),
});
