import { UsageError, type VerifyOptions } from './arguments';
import type { Case } from './cases';

/** Who the credentials say that we are. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** vCPUs that the platform's environments may have at most: 64 on Spot, 16 on demand. */
const MAX_VCPUS = 80;
/** What a job holds a vCPU for, start included; what is slow says so itself. */
const MINUTES_A_JOB = 1;
const MINUTES_A_SLOW_JOB = 3;

/** @throws {@link UsageError} when the credentials are of another account than the one that was named */
export function requireAccount(named: string, caller: Caller): void {
  if (caller.account === named) return;
  throw new UsageError(
    `the credentials are of account ${caller.account} (${caller.arn}), and --account says ${named}; nothing was written`,
  );
}

export const stackName = (suffix: string): string => `BatchwrightVerify-${suffix}`;

/** Cases that are looked at: all, or those that take less than a minute each. */
export const chosenCases = (cases: readonly Case[], quick: boolean): readonly Case[] =>
  cases.filter(({ slow }) => !quick || slow !== true);

/** vCPU-hours that the jobs take if all goes well, to a tenth. */
export function expectedVcpuHours(cases: readonly Case[], photos: number): number {
  const minutes = cases.reduce((sum, { jobs, slow }) => sum + jobs * (slow ? MINUTES_A_SLOW_JOB : MINUTES_A_JOB), 0);
  const sheet = photos > 0 ? 1 : 0;
  return Math.ceil((minutes + (photos + sheet) * MINUTES_A_JOB) / 6) / 10;
}

/** What is about to happen, before anything does. */
export function planText(options: VerifyOptions, caller: Caller, cases: readonly Case[]): string {
  const { region, suffix, photos, minutes, endpoint, keep } = options;
  const jobs = cases.reduce((sum, one) => sum + one.jobs, 0);
  const hours = (minutes / 60).toFixed(1);
  const where =
    endpoint === undefined
      ? [`Account ${caller.account}, region ${region}, as ${caller.arn}`]
      : [`Account ${caller.account}, region ${region}, at ${endpoint}: not AWS; nothing is deployed or destroyed`];
  const work = [
    `Runs      ${cases.length} cases with ${jobs} jobs of 1 vCPU, then ${photos} photos`,
    `Registers job definitions batchwright-verify-${suffix}-*, and deregisters them`,
  ];
  if (endpoint !== undefined) return lines([...where, '', ...work]);
  return lines([
    ...where,
    '',
    `Deploys   stack ${stackName(suffix)}: a network with a NAT gateway and its address, 3 buckets, 2 compute environments,`,
    '          2 job queues, 2 job definitions, roles, log groups, and the parameters below /batchwright/photos',
    '          and by the CDK, into its bootstrap resources: a template and an image, which stay there',
    ...work,
    `Takes     30 to 60 minutes, ${minutes} at most (--minutes)`,
    `Costs     about ${expectedVcpuHours(cases, photos)} vCPU-hours; at the very most ${MAX_VCPUS} vCPUs for ${hours} hours;`,
    `          a NAT gateway and a public address for up to ${hours} hours, and what goes through them`,
    keep
      ? 'Leaves    everything (--keep)'
      : 'Destroys  the stack and what is in its buckets, also after a failure or Ctrl-C',
  ]);
}

/** What is about to be destroyed of an earlier run. */
export const destroyText = ({ region, suffix }: VerifyOptions, caller: Caller): string =>
  lines([
    `Account ${caller.account}, region ${region}, as ${caller.arn}`,
    '',
    `Destroys  stack ${stackName(suffix)}, and all that is in its buckets`,
  ]);

const lines = (all: readonly string[]): string => `${all.join('\n')}\n`;
