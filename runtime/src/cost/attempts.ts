import { type BatchClient, DescribeJobsCommand, type JobDetail } from '@aws-sdk/client-batch';
import { environmentOfCluster, isTerminal, JOB_LIMITS } from '@batchwright/model/service';
import type { Need } from '@batchwright/model/shapes';
import { call } from '../aws';
import { needOf } from '../explain/waiting';
import { plainJob } from '../failures';
import { statusOf } from '../watch';
import { inParts, until } from './asking';

/** One attempt of one job: what it took, when, and where as far as Batch says it. */
export interface Attempt {
  readonly jobId: string;
  /** The job's name; of an array's child, that of the array. */
  readonly name: string;
  readonly need: Need;
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  /** ARN of a queue, for jobs that name no environment. */
  readonly queue: string | undefined;
  readonly environment: string | undefined;
  readonly containerInstance: string | undefined;
  readonly architecture: 'x86_64' | 'arm64';
  /** Why it cannot be priced, if so. */
  readonly unknown?: string | undefined;
}

export interface Described {
  /** Jobs and children; of an array not itself. */
  readonly jobs: readonly JobDetail[];
  /** Ids that Batch does not know, or no longer. */
  readonly missing: readonly string[];
}

/** Describes jobs, and the children of those that are arrays. */
export async function describeAll(
  client: BatchClient,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Described> {
  const top = await describeIds(client, ids, signal);
  const children = top.jobs.flatMap(({ jobId, arrayProperties: { size, index } = {} }) =>
    size === undefined || index !== undefined ? [] : Array.from({ length: size }, (_, child) => `${jobId}:${child}`),
  );
  const below = await describeIds(client, children, signal);
  const plain = top.jobs.filter(
    ({ arrayProperties: { size, index } = {} }) => size === undefined || index !== undefined,
  );
  // Children of an array that waits need not be there yet.
  const ended = new Set(top.jobs.flatMap(({ jobId, status }) => (isTerminal(statusOf(status)) ? jobId : [])));
  const gone = below.missing.filter((id) => ended.has(id.slice(0, id.lastIndexOf(':'))));
  // A child may also have been named by itself.
  const jobs = new Map([...plain, ...below.jobs].map((job) => [job.jobId, job]));
  return { jobs: [...jobs.values()], missing: [...top.missing, ...gone] };
}

async function describeIds(
  client: BatchClient,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Described> {
  const jobs: JobDetail[] = [];
  for (const some of inParts(ids, JOB_LIMITS.describeIds)) {
    const send = () => client.send(new DescribeJobsCommand({ jobs: some }), until(signal));
    jobs.push(...((await call('DescribeJobs', send, signal)).jobs ?? []));
  }
  const found = new Set(jobs.map(({ jobId }) => jobId));
  return { jobs, missing: [...new Set(ids)].filter((id) => !found.has(id)) };
}

/**
 * The attempts that ran, one that still does up to now. An attempt that never started, as when its image could not be
 * pulled, took no time of a container.
 */
export function attemptsOf(job: JobDetail, now: number): readonly Attempt[] {
  const plain = plainJob(job);
  const { jobId = '', jobName = jobId, jobQueue: queue, status, startedAt } = plain;
  const need = needOf(job);
  const architecture = /^ARM64$/i.test(plain.container?.runtimePlatform?.cpuArchitecture ?? '') ? 'arm64' : 'x86_64';
  const known = { jobId, name: jobName, need, queue, architecture, unknown: whyUnknown(job, need) } as const;
  const ended = (plain.attempts ?? []).map((attempt) => {
    const task = (attempt as { taskProperties?: readonly Place[] }).taskProperties?.[0];
    return { from: attempt.startedAt, to: attempt.stoppedAt, place: { ...task, ...attempt.container } };
  });
  const running = status === 'RUNNING' && !ended.some(({ from }) => from === startedAt);
  // An attempt whose machine went away may have no end of its own; the job does.
  const end = isTerminal(statusOf(status)) ? (plain.stoppedAt ?? 0) : now;
  const spans = running
    ? [...ended, { from: startedAt, to: now, place: { ...job.ecsProperties?.taskProperties?.[0], ...plain.container } }]
    : ended;
  return spans.flatMap(({ from, to, place }) => {
    // The service writes 0 for times that are not yet known.
    if (!from) return [];
    const { containerInstanceArn, taskArn } = place as Place;
    const arn = containerInstanceArn ?? taskArn;
    const environment = arn === undefined ? undefined : environmentOfCluster(arn);
    return [{ ...known, from, to: Math.max(from, to || end), environment, containerInstance: containerInstanceArn }];
  });
}

interface Place {
  readonly containerInstanceArn?: string | undefined;
  readonly taskArn?: string | undefined;
}

function whyUnknown({ nodeProperties, container }: JobDetail, { vcpus, memoryMiB }: Need): string | undefined {
  if (nodeProperties !== undefined) return 'jobs of several nodes have no price here';
  if (/^WINDOWS/i.test(container?.runtimePlatform?.operatingSystemFamily ?? '')) return 'Windows has prices of its own';
  return vcpus > 0 && memoryMiB > 0 ? undefined : 'its vCPUs or memory are not known';
}
