import type { _InstanceType, DescribeSpotPriceHistoryCommandOutput, EC2ClientConfig } from '@aws-sdk/client-ec2';
import type { SpotHistory, SpotPriceChange } from '@batchwright/model/money';
import { SPOT_HISTORY_DAYS, SPOT_PRODUCT } from '@batchwright/model/service';
import { typesOf } from '@batchwright/model/shapes';
import { type ClientOptions, call } from '../aws';
import { type Clock, systemClock } from '../clock';
import { invalidOption } from '../errors';
import { BATCH_PATIENCE } from '../patience';
import { inParts, optional, until } from './asking';

export interface SpotPriceOptions extends ClientOptions {
  /** Region whose prices are asked for. */
  readonly region: string;
  /**
   * Milliseconds since 1970 from which on prices are asked for, at most 90 days ago.
   * @default - seven days before `to`
   */
  readonly from?: number | undefined;
  /** @default - now */
  readonly to?: number | undefined;
  /** Ends the asking: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_DAYS = 7;
/** Types of one call: a history of many types has many pages anyway. */
const TYPES_A_CALL = 50;

/**
 * Asks EC2 for Spot prices of Linux instances in all zones of a region. Needs `ec2:DescribeSpotPriceHistory`, and the
 * package `@aws-sdk/client-ec2`, which is not installed with this one.
 *
 * @param instanceTypes - types, families and sets of families, as a compute environment has them
 * @throws {@link BatchError} `INVALID_OPTION`, `REFUSED`, `THROTTLED`, `UNAVAILABLE`, `CREDENTIALS_MISSING`
 *
 * @example
 * ```ts
 * const spot = await spotPrices(['m7i', 'r7i'], { region: prices.region });
 * ```
 */
export async function spotPrices(
  instanceTypes: readonly string[],
  { region, from, to, signal, credentials, endpoint }: SpotPriceOptions,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<SpotHistory> {
  const end = to ?? clock.now();
  const start = from ?? end - DEFAULT_DAYS * DAY_MS;
  if (!(start <= end)) throw invalidOption('from', `got ${start}; expected a time before ${end}, the end`);
  // The service knows no more, and a longer window would only have a beginning without prices.
  const since = Math.max(start, clock.now() - SPOT_HISTORY_DAYS * DAY_MS);
  // A type that is not listed here is the service's to know.
  const types = instanceTypes.flatMap((entry) => typesOf(entry)?.map(({ type }) => type) ?? [entry]);
  const changes = new Map<string, SpotPriceChange>();
  if (types.length === 0) return { region, from: since, to: end, changes: [] };
  const { DescribeSpotPriceHistoryCommand, EC2Client } = await optional(
    '@aws-sdk/client-ec2',
    () => import('@aws-sdk/client-ec2'),
  );
  const ec2 = new EC2Client({ region, credentials, endpoint, requestHandler: BATCH_PATIENCE } as EC2ClientConfig);
  try {
    for (const some of inParts(types, TYPES_A_CALL)) {
      let NextToken: string | undefined;
      do {
        const command = new DescribeSpotPriceHistoryCommand({
          InstanceTypes: some as _InstanceType[],
          ProductDescriptions: [SPOT_PRODUCT],
          StartTime: new Date(since),
          EndTime: new Date(end),
          NextToken,
        });
        const page: DescribeSpotPriceHistoryCommandOutput = await call(
          'DescribeSpotPriceHistory',
          () => ec2.send(command, until(signal)),
          signal,
        );
        for (const change of changesOf(page)) changes.set(`${change.instanceType} ${change.zone} ${change.at}`, change);
        // The end is no token, or an empty one.
        NextToken = page.NextToken || undefined;
      } while (NextToken !== undefined);
    }
  } finally {
    ec2.destroy();
  }
  return { region, from: since, to: end, changes: [...changes.values()] };
}

function changesOf({ SpotPriceHistory = [] }: DescribeSpotPriceHistoryCommandOutput): SpotPriceChange[] {
  return SpotPriceHistory.flatMap(({ InstanceType, AvailabilityZone, AvailabilityZoneId, SpotPrice, Timestamp }) => {
    const zone = AvailabilityZone ?? AvailabilityZoneId;
    const hourly = Number(SpotPrice);
    if (InstanceType === undefined || zone === undefined || Timestamp === undefined || !(hourly > 0)) return [];
    return [{ instanceType: InstanceType, zone, at: Timestamp.getTime(), hourly }];
  });
}
