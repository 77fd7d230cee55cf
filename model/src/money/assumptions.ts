import type { PriceSources } from './price-work';
import type { PricedWork } from './work';

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** What an amount rests on and what it leaves out: only what matters to these lines. */
export function assumptionsOf(lines: readonly PricedWork[], { prices, spot }: PriceSources): readonly string[] {
  const has = (test: (line: PricedWork, type: string) => boolean): boolean =>
    lines.some((line) => test(line, 'type' in line.work.compute ? line.work.compute.type : ''));
  const instances = has(({ types }) => types.length > 0);
  const onSpot = has(({ types }, type) => type === 'SPOT' && types.length > 0);
  const fargate = has(({ onDemand }, type) => type.startsWith('FARGATE') && onDemand !== undefined);
  const said: (readonly [boolean, string])[] = [
    [
      instances || fargate,
      `On-demand prices are those of ${prices.region} on ${prices.date}, without discounts and plans.`,
    ],
    [
      onSpot && spot !== undefined,
      `Spot prices are the means by time between ${spot === undefined ? '' : `${day(spot.from)} and ${day(spot.to)}`}, from the cheapest zone to the dearest.`,
    ],
    [
      instances,
      'A job costs its share of an instance: the largest of its shares of vCPUs, GPUs and the memory that agent and kernel leave. Instances are full; "alone" is the price of whole instances that run nothing else.',
    ],
    [instances, 'Starting and idle instances are not in the amount.'],
    [
      fargate,
      'Fargate is billed from the pull of the image on, which is not in the hours; storage over the 20 GiB that are free is not in the amount.',
    ],
    [lines.length > 0, 'Disks, data transfer, S3, logs, addresses, taxes: not in the amount.'],
  ];
  return said.flatMap(([applies, text]) => (applies ? [text] : []));
}
