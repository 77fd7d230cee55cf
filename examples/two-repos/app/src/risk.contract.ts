import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { z } from 'zod';

/** Value at risk of a portfolio, from simulated returns. */
export const simulate = defineJob('simulate', {
  input: z.object({
    day: z.string(),
    paths: z.number().int().min(1).default(10_000),
    seed: z.number().int().default(1),
  }),
  output: z.object({ day: z.string(), valueAtRisk: z.number() }),
});

/** As much of the platform as this team uses: the other queues are none of its business. */
export const research = definePlatform('research', { queues: ['standard'], jobs: [simulate] });
export type Research = typeof research;
