import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { z } from 'zod';

/** An ensemble forecast: every node runs members from disturbed initial states, the main node gathers them. */
export const forecast = defineJob('forecast', {
  input: z.object({
    /** Members on each node. */
    members: z.number().int().min(1).default(10),
    /** Steps of 0.05, which are 6 hours of weather each. */
    steps: z.number().int().min(1).default(40),
    /** Forcing; the model is chaotic from about 8. */
    forcing: z.number().default(8),
    seed: z.number().int().default(1),
  }),
  output: z.object({
    members: z.number(),
    /** Of all members, at each place. */
    mean: z.array(z.number()),
    /** Standard deviation of the members, over all places: how sure the forecast is. */
    spread: z.number(),
  }),
});

/** Trains a network that predicts the model's next step. Its worker is a Python program, which reads the same input. */
export const trainEmulator = defineJob('train-emulator', {
  input: z.object({
    run: z.string(),
    epochs: z.number().int().min(1).default(200),
    /** Width of the hidden layer. */
    hidden: z.number().int().min(1).default(256),
  }),
});

export const weather = definePlatform('weather', { queues: ['forecast', 'training'], jobs: [forecast, trainEmulator] });
export type Weather = typeof weather;
