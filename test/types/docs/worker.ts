// Examples of the README and the guide, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { defineJob } from '@batchwright/runtime/contract';
import { runJob } from '@batchwright/runtime/worker';
import { z } from 'zod';
import { thumbnail } from './thumbnail.contract';

declare function shrink(
  bucket: string,
  key: string,
  filter: string,
  signal: AbortSignal,
): Promise<{ key: string; bytes: number }>;

export function readme(): void {
  void runJob(thumbnail, async ({ bucket, key, filter }, { signal }) => shrink(bucket, key, filter, signal));
}

export function guide(): void {
  void runJob(thumbnail, async ({ bucket, key, filter }, { index, attempt, signal }) => {
    console.log(`item ${index}, attempt ${attempt}`);
    return shrink(bucket, key, filter, signal);
  });
}

const simulate = defineJob('simulate', {
  input: z.object({ scenario: z.string(), rounds: z.number() }),
  output: z.object({ mean: z.number() }),
});
declare function round(scenario: string, n: number): Promise<number>;

export function stoppable(): void {
  const Progress = z.object({ done: z.number(), total: z.number() });

  void runJob(simulate, async ({ scenario, rounds }, { signal, checkpoint, log }) => {
    let { done, total } = (await checkpoint.load(Progress)) ?? { done: 0, total: 0 };
    checkpoint.keep(() => ({ done, total }));
    while (done < rounds && !signal.aborted) {
      total += await round(scenario, done);
      done += 1;
    }
    log.info('left the loop', { done });
    return { mean: total / rounds };
  });
}
