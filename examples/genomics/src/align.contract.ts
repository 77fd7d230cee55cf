import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { z } from 'zod';

/** Reads of one sample, aligned to a reference genome. */
export const align = defineJob('align', {
  input: z.object({
    /** Where the sample's FASTQ file is. */
    bucket: z.string(),
    key: z.string(),
    /** Reference genome as FASTA: a file of the mounted reference data, or an `s3://` URI of a panel of one's own. */
    reference: z.string().default('/mnt/reference/GRCh38.fa'),
  }),
  output: z.object({
    /** Key of the SAM file in the bucket of results. */
    sam: z.string(),
    reads: z.number(),
    aligned: z.number(),
    /** Parts that an earlier attempt had aligned before its machine was taken back. */
    resumed: z.number(),
  }),
});

/** `clinical` is for samples that somebody waits for, `cohort` for the week's 500 genomes. */
export const genomics = definePlatform('genomics', { queues: ['clinical', 'cohort'], jobs: [align] });
export type Genomics = typeof genomics;
