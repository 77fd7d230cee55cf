import { assumptionsOf } from './assumptions';
import { type PriceSources, priceWork } from './price-work';
import { NOTHING, plus, type Range } from './range';
import type { PricedType, PricedWork, Unpriced, Work } from './work';

/** What work costs, by given prices. */
export interface Estimate {
  readonly region: string;
  /** Day of the on-demand prices: `2026-11-20`. */
  readonly pricesOf: string;
  readonly currency: string;
  readonly lines: readonly PricedWork[];
  /** Sum of the lines that have a price. */
  readonly amount: Range;
  /** Sum of what Spot saves against the same on demand, of the lines where both prices are known. */
  readonly saved: Range;
  /** Whether the amount is of everything: each line has a price for each instance type that it may run on. */
  readonly complete: boolean;
  /** What this rests on, a sentence each, for whoever reads the amount. */
  readonly assumptions: readonly string[];
}

/** Prices each piece of work, and adds them up. */
export function estimateWork(work: readonly Work[], sources: PriceSources): Estimate {
  const lines = work.map((one) => priceWork(one, sources));
  const sum = sumUp(lines, sources);
  return lines.some(({ amount }) => amount !== undefined) ? { ...sum, assumptions: [...sum.assumptions, GIVEN] } : sum;
}

const GIVEN = 'Hours are those that were given: attempts that fail or are reclaimed need more.';

export function sumUp(lines: readonly PricedWork[], sources: PriceSources): Estimate {
  const { region, date: pricesOf, currency } = sources.prices;
  return {
    region,
    pricesOf,
    currency,
    lines,
    amount: lines.reduce((sum, { amount = NOTHING }) => plus(sum, amount), NOTHING),
    saved: lines.reduce((sum, { saved = NOTHING }) => plus(sum, saved), NOTHING),
    complete: lines.every(({ amount, unpriced }) => amount !== undefined && unpriced.length === 0),
    assumptions: assumptionsOf(lines, sources),
  };
}

/**
 * Several lines as one, as the attempts of an array's children: hours, amounts and savings are added. `jobs` is theirs
 * together, `hours` the mean.
 *
 * @param lines - of one need on one compute, at least one
 */
export function together(lines: readonly [PricedWork, ...PricedWork[]], jobs: number): PricedWork {
  const [{ work }] = lines;
  const jobHours = lines.reduce((sum, line) => sum + line.jobHours, 0);
  const sum = (of: (line: PricedWork) => Range | undefined): Range | undefined => {
    const known = lines.flatMap((line) => of(line) ?? []);
    return known.length === 0 ? undefined : known.reduce(plus);
  };
  const types = new Map<string, PricedType[]>();
  for (const one of lines.flatMap((line) => line.types)) {
    types.set(one.instanceType, [...(types.get(one.instanceType) ?? []), one]);
  }
  const unpriced = new Map<string, Unpriced>(
    lines.flatMap((line) => line.unpriced.map((one) => [`${one.what}: ${one.why}`, one])),
  );
  return {
    work: { ...work, jobs, hours: jobs === 0 ? 0 : jobHours / jobs },
    jobHours,
    amount: sum(({ amount }) => amount),
    onDemand: sum(({ onDemand }) => onDemand),
    saved: sum(({ saved }) => saved),
    types: [...types.values()].flatMap((list) => addTypes(list)),
    unpriced: [...unpriced.values()],
  };
}

/** One type over all attempts. Its hourly price is then from the lowest of them to the highest. */
function addTypes([first, ...others]: readonly PricedType[]): PricedType[] {
  if (first === undefined) return [];
  return [
    others.reduce(
      (sum, one) => ({
        instanceType: sum.instanceType,
        share: sum.share,
        hourly: { low: Math.min(sum.hourly.low, one.hourly.low), high: Math.max(sum.hourly.high, one.hourly.high) },
        amount: plus(sum.amount, one.amount),
        whole: plus(sum.whole, one.whole),
        onDemand: sum.onDemand === undefined || one.onDemand === undefined ? undefined : sum.onDemand + one.onDemand,
      }),
      first,
    ),
  ];
}
