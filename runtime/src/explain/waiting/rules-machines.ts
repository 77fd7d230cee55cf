import { LAUNCH_SIGNS, logDriverAttribute } from '@batchwright/model/service';
import { type Found, found } from './diagnosis';
import type { EnvironmentFacts, JobFacts, RegisteredFacts, TypeRoom, WaitingFacts } from './facts';

const MINUTE_MS = 60 * 1000;
/** Failed launches that are older say nothing of now. Auto Scaling tries again every few minutes. */
const RECENT_MS = 30 * MINUTE_MS;
/** A machine joins within two or three minutes of its launch; one that has not after this will hardly. */
const JOIN_MS = 10 * MINUTE_MS;

/** What becomes of the machines: whether they are launched, join the cluster, and have room for the job. */
export function machineRules({ now, job, environments }: WaitingFacts): readonly Found[] {
  return environments
    .filter(({ enabled }) => enabled)
    .flatMap((environment) => [
      ...launching(now, environment),
      ...joining(now, environment),
      ...(job === undefined ? [] : placing(job, environment)),
    ]);
}

function launching(now: number, { name, launches }: EnvironmentFacts): Found[] {
  const [newest, ...older] = (launches ?? []).filter(({ at }) => now - at <= RECENT_MS);
  if (newest === undefined) return [];
  const source = 'DescribeScalingActivities';
  if (newest.status !== 'Failed' && newest.status !== 'Cancelled') {
    const ended = newest.status === 'Successful';
    return ended
      ? []
      : [found('SCALING_UP', 'likely', { source, says: `${name}: ${newest.status}: ${newest.message}` })];
  }
  // Several in a row may differ: a type that one zone lacks, then a quota. Each cause is told once, by its newest.
  const success = older.findIndex(({ status }) => status === 'Successful');
  const failed = [newest, ...(success === -1 ? older : older.slice(0, success))];
  const seen = new Map<Found['cause'], Found>();
  for (const { message } of failed.filter(({ status }) => status === 'Failed' || status === 'Cancelled')) {
    const cause = LAUNCH_SIGNS.find(({ pattern }) => pattern.test(message))?.cause ?? 'LAUNCH_FAILED';
    if (!seen.has(cause)) seen.set(cause, found(cause, 'certain', { source, says: `${name}: ${message}` }));
  }
  return [...seen.values()];
}

function joining(now: number, { name, machines, registered }: EnvironmentFacts): Found[] {
  if (registered === undefined) return [];
  const joined = new Set(registered.map(({ instanceId }) => instanceId));
  const missing = (machines ?? []).filter(({ id }) => !joined.has(id));
  const late = missing.filter(({ launchedAt }) => launchedAt !== undefined && now - launchedAt > JOIN_MS);
  const young = missing.filter(({ launchedAt }) => launchedAt !== undefined && now - launchedAt <= JOIN_MS);
  const lost = registered.filter(({ active, connected }) => active && !connected);
  const source = 'DescribeInstances, ListContainerInstances';
  return [
    ...(late.length === 0
      ? []
      : [
          found('INSTANCES_DO_NOT_JOIN', 'certain', {
            source,
            says: `${name}: ${late.length} running, not in the cluster for more than ${JOIN_MS / MINUTE_MS} minutes: ${some(late.map(({ id }) => id))}`,
          }),
        ]),
    ...(young.length === 0
      ? []
      : [
          found('SCALING_UP', 'likely', {
            source,
            says: `${name}: just launched, not in the cluster yet: ${some(young.map(({ id }) => id))}`,
          }),
        ]),
    ...(lost.length === 0
      ? []
      : [
          found('AGENT_DISCONNECTED', lost.length === registered.length ? 'certain' : 'note', {
            source: 'DescribeContainerInstances agentConnected',
            says: `${name}: ${lost.length} of ${registered.length} not connected: ${some(lost.map(({ instanceId }) => instanceId))}`,
          }),
        ]),
  ];
}

/** Asked only of machines that would take a job: those that are small, lack something, or are in use. */
function placing(
  { status, need, kind, logDrivers }: JobFacts,
  { name, registered, kind: own }: EnvironmentFacts,
): Found[] {
  const open = (registered ?? []).filter(({ active, connected }) => active && connected);
  if (status !== 'RUNNABLE' || own !== kind || open.length === 0) return [];
  const source = 'DescribeContainerInstances';
  const large = open.filter(({ total }) => holds(total, need));
  if (large.length === 0) {
    const most = open.toSorted((a, b) => b.total.memoryMiB - a.total.memoryMiB)[0] as RegisteredFacts;
    const says = `${name}: the largest, ${most.instanceId}, registered ${text(most.total)}; the job wants ${text(need)}`;
    return [found('REGISTERED_TOO_SMALL', 'likely', { source, says })];
  }
  const wanted = logDrivers.map(logDriverAttribute);
  const able = large.filter(({ attributes }) => wanted.every((attribute) => attributes.includes(attribute)));
  if (able.length === 0) {
    const lacking = wanted.filter((attribute) => large.every(({ attributes }) => !attributes.includes(attribute)));
    const says = `${name}: none of ${large.length} has ${(lacking.length > 0 ? lacking : wanted).join(', ')}`;
    return [found('MISSING_ATTRIBUTE', 'certain', { source: `${source} attributes`, says })];
  }
  if (able.some(({ free }) => holds(free, need))) return [];
  const freest = able.toSorted((a, b) => b.free.memoryMiB - a.free.memoryMiB)[0] as RegisteredFacts;
  const says = `${name}: the freest, ${freest.instanceId}, has ${text(freest.free)} left; the job wants ${text(need)}`;
  return [found('MACHINES_BUSY', 'likely', { source: `${source} remainingResources`, says })];
}

const holds = (has: TypeRoom, need: TypeRoom): boolean =>
  has.vcpus >= need.vcpus && has.memoryMiB >= need.memoryMiB && has.gpus >= need.gpus;

const text = ({ vcpus, memoryMiB, gpus }: TypeRoom): string =>
  `${vcpus} vCPUs, ${memoryMiB} MiB${gpus > 0 ? `, ${gpus} GPUs` : ''}`;

const some = (ids: readonly string[]): string =>
  ids.length <= 3 ? ids.join(', ') : `${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`;
