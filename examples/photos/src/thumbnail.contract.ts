import { defineJob } from '@batchwright/runtime/contract';
import { z } from 'zod';

/** One photo of a customer's: a thumbnail, a filtered copy that stands upright, and what its metadata says. */
export const thumbnail = defineJob('thumbnail', {
  input: z.object({
    /** Where the photo is. */
    bucket: z.string(),
    key: z.string(),
    /** Where the results go: `<prefix>/<name>/…`. */
    resultsBucket: z.string(),
    resultsPrefix: z.string(),
    filter: z.enum(['none', 'sepia', 'grayscale']).default('none'),
    /** Longer side of the thumbnail, in pixels. */
    size: z.number().int().min(16).max(2048).default(256),
  }),
  output: z.object({
    thumbnail: z.string(),
    filtered: z.string(),
    metadata: z.string(),
    width: z.number(),
    height: z.number(),
    bytes: z.number(),
  }),
});
