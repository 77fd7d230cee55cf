import { FARGATE_LEAST_SECONDS, fargateSizeProblem } from '../service';
import { type InstanceShape, typesOf } from '../shapes';
import type { Prices } from './prices';
import { exactly, plus, type Range, spanOf, times } from './range';
import { jobsOn, shareOf, wholeHours } from './share';
import { type SpotHistory, type SpotWhen, spotHourly } from './spot';
import type { PricedType, PricedWork, Unpriced, Work, WorkCompute } from './work';

export interface PriceSources {
  readonly prices: Prices;
  /** Needed for work on Spot. */
  readonly spot?: SpotHistory | undefined;
}

type Instances = Extract<WorkCompute, { readonly instanceTypes: readonly string[] }>;
type Serverless = Exclude<WorkCompute, Instances>;

/**
 * The price of work, out of given prices and no others: what has none is said to have none.
 *
 * @param when - over which time Spot prices are taken; default: all of the history
 */
export function priceWork(work: Work, sources: PriceSources, when?: Pick<SpotWhen, 'from' | 'to'>): PricedWork {
  const { compute } = work;
  if ('unknown' in compute) return without(work, { what: work.name, why: compute.unknown });
  return 'instanceTypes' in compute
    ? priceOnInstances(work, compute, sources, when)
    : priceOnFargate(work, compute, sources.prices);
}

function priceOnInstances(
  work: Work,
  compute: Instances,
  sources: PriceSources,
  when: Pick<SpotWhen, 'from' | 'to'> | undefined,
): PricedWork {
  const { instanceTypes } = compute;
  const unpriced: Unpriced[] = [];
  const found = new Map<string, InstanceShape>();
  for (const entry of instanceTypes) {
    const shapes = typesOf(entry);
    if (shapes === undefined) unpriced.push({ what: entry, why: 'its vCPUs and memory are not listed here' });
    for (const shape of shapes ?? []) found.set(shape.type, shape);
  }
  const fitting = [...found.values()].filter((shape) => shareOf(shape, work) !== undefined);
  if (found.size > 0 && fitting.length === 0) {
    const why = `no instance of ${instanceTypes.join(', ')} has ${work.vcpus} vCPUs and ${work.memoryMiB} MiB for it`;
    return without(work, ...unpriced, { what: work.name, why });
  }
  const types: PricedType[] = [];
  const missing: string[] = [];
  for (const shape of fitting) {
    const priced = priceOnType(work, compute, shape, sources, when);
    if (priced === undefined) missing.push(shape.type);
    else types.push(priced);
  }
  if (missing.length > 0) unpriced.push({ what: missing.join(', '), why: whyMissing(compute, sources) });
  types.sort((a, b) => a.amount.low - b.amount.low || a.amount.high - b.amount.high);
  const compared = types.flatMap(({ amount, onDemand }) => (onDemand === undefined ? [] : [{ amount, onDemand }]));
  return {
    work,
    jobHours: work.jobs * work.hours,
    amount: spanOf(types.map(({ amount }) => amount)),
    onDemand: spanOf(compared.map(({ onDemand }) => exactly(onDemand))),
    saved: spanOf(compared.map(({ amount, onDemand }) => plus(exactly(onDemand), turned(amount)))),
    types,
    unpriced,
  };
}

function priceOnType(
  work: Work,
  { type, zone }: Instances,
  shape: InstanceShape,
  { prices, spot }: PriceSources,
  when: Pick<SpotWhen, 'from' | 'to'> | undefined,
): PricedType | undefined {
  const onDemandHourly = Object.hasOwn(prices.instances, shape.type) ? prices.instances[shape.type]?.hourly : undefined;
  const spotOf = ({ from, to }: SpotHistory): SpotWhen => ({ from, to, ...when, zone });
  const onDemand = onDemandHourly === undefined ? undefined : exactly(onDemandHourly);
  const hourly = type === 'EC2' ? onDemand : spot && spotHourly(spot, shape.type, spotOf(spot));
  const share = shareOf(shape, work);
  if (hourly === undefined || share === undefined) return undefined;
  const { jobs, hours, atOnce = jobs } = work;
  const sharedHours = jobs * hours * share;
  return {
    instanceType: shape.type,
    share,
    hourly,
    amount: times(hourly, sharedHours),
    whole: times(hourly, wholeHours(jobs, hours, atOnce, jobsOn(shape, work))),
    onDemand: onDemandHourly === undefined ? undefined : onDemandHourly * sharedHours,
  };
}

function whyMissing({ type, zone }: Instances, { prices, spot }: PriceSources): string {
  if (type === 'EC2') return `no on-demand price in the prices of ${prices.region} of ${prices.date}`;
  if (spot === undefined) return 'no Spot prices were given';
  return `no Spot price in ${zone ?? spot.region} over that time`;
}

function priceOnFargate(
  work: Work,
  { type, architecture = 'x86_64' }: Serverless,
  { fargate, region, date }: Prices,
): PricedWork {
  const { jobs, hours, vcpus, memoryMiB } = work;
  const problem = fargateSizeProblem(vcpus, memoryMiB);
  if (problem !== undefined) return without(work, { what: work.name, why: problem });
  const rates = fargate[architecture];
  if (rates === undefined) {
    const why = `no price of Fargate with ${architecture} in the prices of ${region} of ${date}`;
    return without(work, { what: work.name, why });
  }
  const billed = jobs * (hours === 0 ? 0 : Math.max(hours, FARGATE_LEAST_SECONDS / 3600));
  const onDemand = exactly(billed * (vcpus * rates.vcpu + (memoryMiB / 1024) * rates.gib));
  if (type === 'FARGATE_SPOT') {
    // No service tells these prices: they are on a web page only.
    const why = 'AWS has no service that tells prices of Fargate Spot; it is not dearer than Fargate';
    return { ...without(work, { what: work.name, why }), onDemand };
  }
  return { ...without(work), amount: onDemand, onDemand, saved: exactly(0) };
}

const without = (work: Work, ...unpriced: readonly Unpriced[]): PricedWork => ({
  work,
  jobHours: work.jobs * work.hours,
  types: [],
  unpriced,
});

/** The same amount taken away. */
const turned = ({ low, high }: Range): Range => ({ low: -high, high: -low });
