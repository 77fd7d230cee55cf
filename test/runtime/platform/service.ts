import { connect, isBatchError, isJobFailure } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import { probe, type TestPlatform } from './contracts';

/** A service as people deploy one: everything comes from its environment. Prints what it has seen as JSON. */
async function main(): Promise<void> {
  const batch = await connect<TestPlatform>({ store: s3Store(), poll: { minMs: 20, maxMs: 200 } });
  const job = await batch.submit(probe, { name: 'ada', day: '2026-01-31', how: 'flaky' });
  const seen: string[] = [];
  for await (const { status } of batch.watch(job)) seen.push(status);
  const many = await batch.submitArray(probe, [
    { name: 'a' },
    { how: 'throw' },
    { name: 'c', blob: 'x'.repeat(10_000) },
  ]);
  const failure = await many.results().catch((error: unknown) => error);
  const refusal = await batch.submit(probe, {}, { queue: 'nowhere' as 'fast' }).catch((error: unknown) => error);
  console.log(
    JSON.stringify({
      result: await job.result(),
      last: seen.at(-1),
      failure: isJobFailure(failure) && failure,
      refusal: isBatchError(refusal) && refusal,
    }),
  );
}

void main();
