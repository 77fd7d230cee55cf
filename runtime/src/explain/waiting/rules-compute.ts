import { HEALTHY } from '@batchwright/model/service';
import { fits, largestMemoryThatFits } from '@batchwright/model/shapes';
import { type Found, found } from './diagnosis';
import type { EnvironmentFacts, JobFacts, JobNeed, TypeFacts, WaitingFacts } from './facts';

/** Whether the environments of the queue can take the job at all: state, kind, vCPUs, types, zones, quotas. */
export function computeRules({ job, queue, environments }: WaitingFacts): readonly Found[] {
  const usable = environments.filter(isUsable);
  return [
    ...environments.flatMap((environment) => stateOf(environment, usable.length === 0)),
    ...(job === undefined
      ? []
      : [
          ...kinds(job, usable),
          ...vcpus(job.need, queue.usedVcpus, usable),
          ...types(job.need, usable),
          ...zones(job.need, usable),
          ...quotas(job.need, usable),
        ]),
  ];
}

/** An update replaces machines, and jobs go on being placed. */
const isValid = ({ status }: EnvironmentFacts): boolean => status === 'VALID' || status === 'UPDATING';
const isUsable = (environment: EnvironmentFacts): boolean => environment.enabled && isValid(environment);

/** One environment that takes nothing keeps a job only when there is no other. */
function stateOf(environment: EnvironmentFacts, none: boolean): Found[] {
  const { name, enabled, status, statusReason } = environment;
  const certainty = none ? 'certain' : 'note';
  const reason = statusReason && statusReason !== HEALTHY.computeEnvironment ? `: ${statusReason}` : '';
  if (!isValid(environment)) {
    const evidence = { source: 'DescribeComputeEnvironments status', says: `${name} is ${status}${reason}` };
    return [found('ENVIRONMENT_INVALID', certainty, evidence)];
  }
  if (enabled) return [];
  return [
    found('ENVIRONMENT_DISABLED', certainty, {
      source: 'DescribeComputeEnvironments state',
      says: `${name} is DISABLED`,
    }),
  ];
}

function kinds(job: JobFacts, usable: readonly EnvironmentFacts[]): Found[] {
  if (usable.length === 0) return [];
  if (usable.every(({ kind }) => kind !== job.kind)) {
    const says = `the job is for ${job.kind}; ${usable.map(({ name, kind }) => `${name} is ${kind}`).join(', ')}`;
    return [found('KIND_MISMATCH', 'certain', { source: 'DescribeComputeEnvironments type', says })];
  }
  if (job.windows && usable.every(({ type }) => type === 'FARGATE_SPOT')) {
    const says = 'the job is for Windows, which Fargate Spot does not run';
    return [found('KIND_MISMATCH', 'certain', { source: 'DescribeJobs runtimePlatform', says })];
  }
  return [];
}

function vcpus(need: JobNeed, used: number | undefined, usable: readonly EnvironmentFacts[]): Found[] {
  const known = usable.filter((environment) => environment.maxvCpus !== undefined);
  if (known.length === 0 || known.length < usable.length) return [];
  const bounds = known.map(({ name, maxvCpus, desiredvCpus }) => ({
    source: 'DescribeComputeEnvironments',
    says: `${name}: maxvCpus ${maxvCpus}${desiredvCpus === undefined ? '' : `, desiredvCpus ${desiredvCpus}`}`,
  }));
  const wanted = { source: 'DescribeJobs resourceRequirements', says: `the job wants ${need.totalVcpus} vCPUs` };
  if (known.every(({ maxvCpus = 0 }) => maxvCpus < need.totalVcpus)) {
    return [found('MAX_VCPUS_TOO_SMALL', 'certain', wanted, ...bounds)];
  }
  const usage =
    used === undefined ? [] : [{ source: 'GetJobQueueSnapshot queueUtilization', says: `${used} vCPUs in use` }];
  const atTheirMost = known.every(
    ({ maxvCpus = 0, desiredvCpus }) => desiredvCpus !== undefined && desiredvCpus >= maxvCpus,
  );
  const most = known.reduce((total, { maxvCpus = 0 }) => total + maxvCpus, 0);
  const evidence = [wanted, ...usage, ...bounds];
  if (used !== undefined && used >= most) return [found('MAX_VCPUS_IN_USE', 'certain', ...evidence)];
  // The last machine may go over the maximum; and machines that are there may be idle, or busy for other queues.
  const nearly = used !== undefined && used + need.totalVcpus > most;
  return nearly || atTheirMost ? [found('MAX_VCPUS_IN_USE', 'likely', ...evidence)] : [];
}

const room = ({ type, vcpus, memoryMiB, gpus }: TypeFacts): string =>
  `${type}: ${vcpus} vCPUs, ${memoryMiB} MiB of which jobs get about ${largestMemoryThatFits({ memoryMiB })}${
    gpus > 0 ? `, ${gpus} GPUs` : ''
  }`;

const fit = (type: TypeFacts, need: JobNeed): 'yes' | 'perhaps' | 'no' =>
  fits({ ...type, family: '', architecture: 'x86_64', localStorageGB: 0 }, need);

const needText = ({ vcpus: cpu, memoryMiB, gpus }: JobNeed): string =>
  `${cpu} vCPUs, ${memoryMiB} MiB${gpus > 0 ? `, ${gpus} GPUs` : ''}`;

/** Only where the types of every environment are known: one unknown may have what fits. */
function types(need: JobNeed, usable: readonly EnvironmentFacts[]): Found[] {
  const all = knownTypes(usable);
  if (all === undefined) return [];
  const best = all.map((type) => fit(type, need));
  if (best.includes('yes')) return [];
  const largest = all.toSorted((a, b) => b.memoryMiB - a.memoryMiB || b.vcpus - a.vcpus)[0];
  const evidence = [
    { source: 'DescribeJobs resourceRequirements', says: needText(need) },
    ...(largest === undefined
      ? [{ source: 'DescribeInstanceTypes', says: 'EC2 knows none of the types in this region' }]
      : [{ source: 'DescribeInstanceTypes', says: `the largest is ${room(largest)}` }]),
  ];
  return [found('NO_INSTANCE_FITS', best.includes('perhaps') ? 'likely' : 'certain', ...evidence)];
}

function knownTypes(usable: readonly EnvironmentFacts[]): readonly TypeFacts[] | undefined {
  if (usable.length === 0 || usable.some((environment) => environment.types === undefined)) return undefined;
  return usable.flatMap((environment) => environment.types ?? []);
}

function zones(need: JobNeed, usable: readonly EnvironmentFacts[]): Found[] {
  const known = usable.filter((environment) => environment.zones !== undefined && environment.types !== undefined);
  if (known.length === 0) return [];
  const missing = known.filter(({ types: all = [], zones: offered }) => {
    const fitting = all.filter((type) => fit(type, need) !== 'no');
    const zoned = [...(offered?.values() ?? [])];
    return fitting.length > 0 && !fitting.some(({ type }) => zoned.some((zone) => zone.has(type)));
  });
  if (missing.length === 0) return [];
  const each = missing.map(({ name, zones: offered }) => ({
    source: 'DescribeInstanceTypeOfferings',
    says: `${name}: no type that fits is offered in ${[...(offered?.keys() ?? [])].join(', ')}`,
  }));
  return [found('NOT_OFFERED_IN_ZONE', missing.length === usable.length ? 'certain' : 'note', ...each)];
}

function quotas(need: JobNeed, usable: readonly EnvironmentFacts[]): Found[] {
  const each = usable.flatMap(({ name, quota, maxvCpus }) => {
    if (quota === undefined) return [];
    const says = `${name}: "${quota.name}" (${quota.code}) is ${quota.vcpus} vCPUs`;
    const tooSmall = quota.vcpus < need.totalVcpus;
    const below = maxvCpus !== undefined && quota.vcpus < maxvCpus;
    return tooSmall || below ? [{ tooSmall, evidence: { source: 'GetServiceQuota', says } }] : [];
  });
  if (each.length === 0) return [];
  const never = each.length === usable.length && each.every(({ tooSmall }) => tooSmall);
  return [found('VCPU_QUOTA', never ? 'certain' : 'note', ...each.map(({ evidence }) => evidence))];
}
