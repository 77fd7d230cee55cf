// Compiled, not run: each signature has lines that compile, and lines that must not.
import type { ArrayHandle, JobHandle } from '@batchwright/runtime';
import {
  type Cost,
  cost,
  type Estimate,
  estimate,
  type Prices,
  planWork,
  printEstimate,
  type Range,
  type SpotHistory,
  spotPrices,
  type Work,
} from '@batchwright/runtime/cost';
import type { Plan } from '@batchwright/runtime/flow';

declare const prices: Prices;
declare const spot: SpotHistory;
declare const plan: Plan;
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => undefined;

export function estimating(): void {
  const size = { hours: 1, vcpus: 1, memoryMiB: 512 };
  const fargate: Work = { ...size, name: 'a', jobs: 1, compute: { type: 'FARGATE', architecture: undefined } };
  const found = estimate([fargate], { prices, spot: undefined });
  same<typeof found, Estimate>(true);
  same<typeof found.amount, Range>(true);
  // What one line costs may not be known.
  same<Estimate['lines'][number]['amount'], Range | undefined>(true);
  estimate(planWork(plan, { merge: { ...size, compute: { type: 'SPOT', instanceTypes: ['m7i'] } } }), { prices, spot });
  // @ts-expect-error money comes out of prices that are given
  estimate([fargate], {});
  // @ts-expect-error EC2 needs to know which instances
  estimate([{ ...size, name: 'a', jobs: 1, compute: { type: 'EC2' } }], { prices });
  // @ts-expect-error a plan does not say how large its jobs are
  estimate(plan, { prices });
}

export async function costing(job: JobHandle<number>, many: ArrayHandle<void>): Promise<void> {
  const found = await cost([job, many, 'an-id'], { prices, client: undefined, signal: undefined });
  same<typeof found, Cost>(true);
  printEstimate(found);
  await cost(job, { prices, spot });
  same<Awaited<ReturnType<typeof spotPrices>>, SpotHistory>(true);
  // @ts-expect-error prices are of one region
  await spotPrices(['m7i'], {});
  // @ts-expect-error a number is no job
  await cost(42, { prices });
}
