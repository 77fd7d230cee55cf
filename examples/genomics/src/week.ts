import { type Estimate, estimate, type Prices, type SpotHistory, type Work } from '@batchwright/runtime/cost';

/** Instance families of the stack's Spot compute. */
export const FAMILIES = ['m7i', 'm6i', 'r7i'];

/** A week of the centre: 500 genomes of 4 hours, 50 at a time. 30,000 MiB fit beside agent and kernel of a 32-GiB instance. */
export const WEEK: Work = {
  name: 'align',
  jobs: 500,
  atOnce: 50,
  hours: 4,
  vcpus: 8,
  memoryMiB: 30_000,
  compute: { type: 'SPOT', instanceTypes: FAMILIES },
};

/** What that costs: compute on Spot, beside the same on demand. */
export const weeklyBill = (prices: Prices, spot: SpotHistory): Estimate => estimate([WEEK], { prices, spot });
