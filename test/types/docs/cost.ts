// The example of the guide's costs, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { readFileSync } from 'node:fs';
import type { ArrayHandle, JobHandle } from '@batchwright/runtime';
import { cost, estimate, parsePrices, planWork, printEstimate, spotPrices } from '@batchwright/runtime/cost';
import type { Plan } from '@batchwright/runtime/flow';

export async function costs(job: JobHandle<unknown>, many: ArrayHandle<unknown>, plan: Plan): Promise<void> {
  const prices = parsePrices(readFileSync('prices.json', 'utf8')); // npx batchwright prices pull --region eu-west-1
  const spot = await spotPrices(['m7i', 'r7i'], { region: prices.region }); // the last seven days, in all zones

  const compute = { type: 'SPOT', instanceTypes: ['m7i', 'r7i'] } as const;
  const size = { hours: 4, vcpus: 8, memoryMiB: 30_000, compute };
  console.log(printEstimate(estimate([{ ...size, name: 'align', jobs: 500, atOnce: 50 }], { prices, spot })));
  console.log(printEstimate(estimate(planWork(plan, { align: size }), { prices, spot }))); // of a compiled flow

  const { amount, saved, complete } = await cost([job, many], { prices }); // of what has run
  console.log(amount.low, amount.high, saved, complete);
}
