import { type Estimate, estimateWork, type Prices, type SpotHistory, type Work } from '@batchwright/model/money';
import type { Plan } from '@batchwright/model/plan';
import { invalidOption } from '../errors';

/** What one job of a contract takes, and where it runs. */
export type JobSize = Omit<Work, 'name' | 'jobs'>;

export interface EstimateOptions {
  /** On-demand prices of a region, out of `prices.json`. */
  readonly prices: Prices;
  /**
   * Spot prices of the same region: of `spotPrices`.
   * @default - none; work on Spot then has no price
   */
  readonly spot?: SpotHistory | undefined;
}

/**
 * What work will cost. Talks to nobody: prices are given, and what has none is in `unpriced` and makes `complete` false.
 *
 * @throws {@link BatchError} `INVALID_OPTION` for what is no size or time, and for prices of two regions
 *
 * @example
 * ```ts
 * const week = { name: 'align', jobs: 500, atOnce: 50, hours: 4, vcpus: 8, memoryMiB: 30_000 };
 * const { amount, complete } = estimate([{ ...week, compute: { type: 'SPOT', instanceTypes: ['m7i'] } }], { prices, spot });
 * ```
 */
export function estimate(work: readonly Work[], { prices, spot }: EstimateOptions): Estimate {
  work.forEach(requireSize);
  requireOneRegion(prices, spot);
  return estimateWork(work, { prices, spot });
}

/**
 * The work of a compiled flow, for `estimate`: its steps, in their order. Relays do no work and take seconds; they are
 * left out.
 *
 * @param sizes - for each job, by its name in the contract, what one takes. A step whose job is not there, or whose number
 *   of items only a client learns, is in the estimate without a price.
 */
export function planWork(plan: Plan, sizes: Readonly<Record<string, JobSize>>): readonly Work[] {
  return plan.steps.map(({ name, job, size }) => {
    const known = Object.hasOwn(sizes, job) ? sizes[job] : undefined;
    if (known === undefined) return unknownStep(name, size ?? 1, `no size of job ${job} was given`);
    if (size === null) return unknownStep(name, 1, 'how many items it has is known only when the flow runs');
    return { ...known, name, jobs: size ?? 1 };
  });
}

const unknownStep = (name: string, jobs: number, unknown: string): Work => ({
  name,
  jobs,
  hours: 0,
  vcpus: 0,
  memoryMiB: 0,
  compute: { unknown },
});

function requireSize(work: Work): void {
  if ('unknown' in work.compute) return;
  const { name, jobs, hours, vcpus, memoryMiB, gpus = 0, atOnce = 1 } = work;
  const rules: readonly (readonly [string, number, boolean, string])[] = [
    ['jobs', jobs, Number.isSafeInteger(jobs) && jobs >= 0, 'a whole number from 0'],
    ['hours', hours, Number.isFinite(hours) && hours >= 0, 'hours from 0'],
    ['vcpus', vcpus, Number.isFinite(vcpus) && vcpus > 0, 'vCPUs over 0'],
    ['memoryMiB', memoryMiB, Number.isFinite(memoryMiB) && memoryMiB > 0, 'MiB over 0'],
    ['gpus', gpus, Number.isSafeInteger(gpus) && gpus >= 0, 'a whole number from 0'],
    ['atOnce', atOnce, Number.isSafeInteger(atOnce) && atOnce > 0, 'a whole number over 0'],
  ];
  for (const [field, got, fits, expected] of rules) {
    if (!fits) throw invalidOption(field, `of ${JSON.stringify(name)}: got ${got}; expected ${expected}`);
  }
}

export function requireOneRegion(prices: Prices, spot: SpotHistory | undefined): void {
  if (spot === undefined || spot.region === prices.region) return;
  throw invalidOption(
    'spot',
    `its prices are of ${spot.region}, the on-demand ones of ${prices.region}; take one region`,
  );
}
