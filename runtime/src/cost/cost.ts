import type { BatchClient } from '@aws-sdk/client-batch';
import {
  type Estimate,
  type PricedWork,
  type PriceSources,
  type Prices,
  priceWork,
  type SpotHistory,
  sumUp,
  together,
  type Work,
} from '@batchwright/model/money';
import { type ClientOptions, call, makeClient } from '../aws';
import { type Clock, systemClock } from '../clock';
import { invalidOption, isBatchError } from '../errors';
import { groupBy } from './asking';
import { type Attempt, attemptsOf, describeAll } from './attempts';
import { requireOneRegion } from './estimate';
import { computeOf, environmentOf, type Instance, readEnvironments, readInstances } from './places';
import { spotPrices } from './spot-prices';

/** A job's or an array's id, or a handle of one. */
export type Costed = string | { readonly id: string; readonly ids?: readonly string[] };

export interface CostOptions extends ClientOptions {
  /** On-demand prices of the jobs' region, out of `prices.json`. */
  readonly prices: Prices;
  /**
   * Spot prices of the time in which the jobs ran.
   * @default - EC2 is asked for them, when jobs ran on Spot
   */
  readonly spot?: SpotHistory | undefined;
  /** @default - one of our own, with `region` (that of the prices), `credentials` and `endpoint` */
  readonly client?: BatchClient | undefined;
  /** Ends the asking: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** What jobs have cost. Lines are of one job name, size and compute environment each. */
export interface Cost extends Estimate {
  /** Jobs and children of arrays that were looked at. */
  readonly jobs: number;
  /** Attempts that ran. */
  readonly attempts: number;
  /** Ids that Batch does not know, or no longer; they are not in the amount. */
  readonly missing: readonly string[];
  /** What could not be asked, and why: the amount is then a wider range, or has less in it. */
  readonly skipped: readonly { readonly operation: string; readonly why: string }[];
}

/**
 * What jobs have cost: each attempt by the time that it ran, its share of the instance that it ran on, and that
 * instance's price at that time. Where the instance is no longer known, each type of the compute environment may have
 * been it, so that the amount is a range. A job that still runs is counted up to now.
 *
 * Needs `batch:DescribeJobs`, `batch:DescribeComputeEnvironments` and `batch:DescribeJobQueues`. With
 * `ecs:DescribeContainerInstances` and the package `@aws-sdk/client-ecs`, instances are known while they live; with
 * `ec2:DescribeSpotPriceHistory` and `@aws-sdk/client-ec2`, Spot has prices. What cannot be asked of these is in `skipped`.
 *
 * @throws {@link BatchError} `INVALID_OPTION`, also for prices of another region than the jobs'; `REFUSED`, `THROTTLED`,
 *   `UNAVAILABLE`, `CREDENTIALS_MISSING`
 *
 * @example
 * ```ts
 * console.log(printEstimate(await cost([job, many], { prices })));
 * ```
 */
export async function cost(
  jobs: Costed | readonly Costed[],
  options: CostOptions,
  clock: Pick<Clock, 'now'> = systemClock,
): Promise<Cost> {
  const { prices, signal } = options;
  requireOneRegion(prices, options.spot);
  const client =
    options.client ??
    (await call('cost', async () => makeClient({ ...options, region: options.region ?? prices.region })));
  const { jobs: details, missing } = await describeAll(client, idsOf(jobs), signal);
  for (const { jobArn, jobId } of details) requireRegion(jobArn, jobId, prices);
  const now = clock.now();
  const attempts = details.flatMap((detail) => attemptsOf(detail, now));
  const environments = await readEnvironments(client, attempts, signal);
  const skipped: { operation: string; why: string }[] = [];
  const orSkip = async <T>(operation: string, ask: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await ask();
    } catch (error) {
      signal?.throwIfAborted();
      if (!isBatchError(error)) throw error;
      skipped.push({ operation, why: error.message });
      return undefined;
    }
  };
  const instances =
    (attempts.some(({ containerInstance }) => containerInstance !== undefined)
      ? await orSkip('ecs:DescribeContainerInstances', () => {
          const { region, credentials } = client.config;
          const { endpoint } = options;
          const settings = { region, credentials, ...(endpoint === undefined ? {} : { endpoint }) };
          return readInstances(settings, attempts, signal);
        })
      : undefined) ?? new Map<string, Instance>();
  const placed = attempts.map((attempt) => ({ attempt, compute: computeOf(attempt, environments, instances) }));
  const onSpot = placed.flatMap(({ attempt, compute }) =>
    'instanceTypes' in compute && compute.type === 'SPOT' ? [{ ...attempt, types: compute.instanceTypes }] : [],
  );
  const spot =
    options.spot ??
    (onSpot.length === 0
      ? undefined
      : await orSkip('ec2:DescribeSpotPriceHistory', () =>
          spotPrices(
            onSpot.flatMap(({ types }) => types),
            {
              region: prices.region,
              credentials: options.credentials ?? client.config.credentials,
              endpoint: options.endpoint,
              signal,
              from: onSpot.reduce((first, { from }) => Math.min(first, from), now),
              to: onSpot.reduce((last, { to }) => Math.max(last, to), 0),
            },
            clock,
          ),
        ));
  const sources: PriceSources = { prices, spot };
  const lines = linesOf(placed, sources, (attempt) => environmentOf(attempt, environments));
  const sum = sumUp(lines, sources);
  const complete = sum.complete && missing.length === 0;
  return { ...sum, complete, jobs: details.length, attempts: attempts.length, missing, skipped };
}

type Placed = { readonly attempt: Attempt; readonly compute: Work['compute'] };

/** The attempts' prices, added up by name, size and environment. */
function linesOf(
  placed: readonly Placed[],
  sources: PriceSources,
  environment: (attempt: Attempt) => string | undefined,
): readonly PricedWork[] {
  const groups = groupBy(placed, ({ attempt, compute }) => {
    const { name, need, architecture } = attempt;
    const where = 'unknown' in compute ? compute.unknown : `${environment(attempt)} ${compute.type} ${architecture}`;
    return JSON.stringify([name, need.vcpus, need.memoryMiB, need.gpus, where]);
  });
  return [...groups.values()].map((group) => {
    const priced = group.map(({ attempt: { name, need, from, to }, compute }) =>
      priceWork({ name, jobs: 1, hours: (to - from) / HOUR_MS, ...need, compute }, sources, { from, to }),
    ) as [PricedWork, ...PricedWork[]];
    const sum = together(priced, new Set(group.map(({ attempt }) => attempt.jobId)).size);
    const { compute } = sum.work;
    if (!('instanceTypes' in compute)) return sum;
    const types = priced.flatMap(({ work }) => ('instanceTypes' in work.compute ? work.compute.instanceTypes : []));
    return { ...sum, work: { ...sum.work, compute: { type: compute.type, instanceTypes: [...new Set(types)] } } };
  });
}

const HOUR_MS = 60 * 60 * 1000;

function idsOf(jobs: Costed | readonly Costed[]): string[] {
  return (Array.isArray(jobs) ? (jobs as readonly Costed[]) : [jobs as Costed]).flatMap((job) => {
    const ids = typeof job === 'string' ? [job] : (job?.ids ?? [job?.id]);
    for (const id of ids) {
      if (typeof id !== 'string' || id === '')
        throw invalidOption('jobs', `got ${typeof id}; expected a job's id or handle`);
    }
    return ids;
  });
}

/** Prices of one region say nothing about another. */
function requireRegion(jobArn: string | undefined, jobId: string | undefined, { region }: Prices): void {
  const of = jobArn?.split(':')[3];
  if (of === undefined || of === '' || of === region) return;
  throw invalidOption('prices', `they are of ${region}, and job ${jobId} is in ${of}; pull those of ${of}`);
}
