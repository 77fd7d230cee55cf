import { defineJob } from '@batchwright/runtime/contract';
import { z } from 'zod';

/** All thumbnails of one upload on one page, and an index of their metadata. */
export const contactSheet = defineJob('contact-sheet', {
  input: z.object({
    resultsBucket: z.string(),
    resultsPrefix: z.string(),
    title: z.string().default('Contact sheet'),
    columns: z.number().int().min(1).max(20).default(8),
  }),
  output: z.object({ sheet: z.string(), index: z.string(), photos: z.number() }),
});
