import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { z } from 'zod';

/** Losses of a trading book in simulated days: one part of a run. */
export const simulate = defineJob('simulate', {
  input: z.object({
    /** The losses of all parts of a run lie in `losses/<run>/`. */
    run: z.string(),
    part: z.number().int().nonnegative().default(0),
    /** Key of the book, as in `books/2026-03-02.json`. */
    book: z.string(),
    paths: z.number().int().min(1),
    seed: z.number().int(),
  }),
  output: z.object({ run: z.string(), losses: z.string() }),
});

/** Value at risk and expected shortfall of all parts of a run. */
export const consolidate = defineJob('consolidate', {
  input: z.object({ run: z.string(), confidence: z.number().gt(0).lt(1).default(0.99) }),
  output: z.object({ paths: z.number(), valueAtRisk: z.number(), expectedShortfall: z.number() }),
});

/** The night's run: submits the parts of the day's simulation, and their consolidation. */
export const closeOfBusiness = defineJob('close-of-business', {
  input: z.object({
    at: z.iso.datetime(),
    parts: z.number().int().min(1).default(200),
    paths: z.number().int().default(50_000),
  }),
  output: z.object({ simulation: z.array(z.string()), consolidation: z.string() }),
});

export const risk = definePlatform('risk', {
  queues: ['intraday', 'overnight', 'reports'],
  jobs: [simulate, consolidate, closeOfBusiness],
});
export type Risk = typeof risk;
