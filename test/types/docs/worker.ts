// Examples of the README and the guide, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { runJob } from '@batchwright/runtime/worker';
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
