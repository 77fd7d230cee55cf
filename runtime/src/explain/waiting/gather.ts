import {
  type BatchClient,
  type ComputeEnvironmentDetail,
  DescribeComputeEnvironmentsCommand,
  DescribeConsumableResourceCommand,
  DescribeJobQueuesCommand,
  DescribeJobsCommand,
  GetJobQueueSnapshotCommand,
  type JobDetail,
  type JobQueueDetail,
} from '@aws-sdk/client-batch';
import { COMPUTE_TYPES, JOB_LIMITS, kindOf, nameOf } from '@batchwright/model/service';
import { call } from '../../aws';
import { statusOf } from '../../watch';
import type { Asking } from '../asking';
import { type OtherClients, otherClients } from './clients';
import type { EnvironmentFacts, JobFacts, QueueFacts, ResourceFacts } from './facts';
import { gatherMachines } from './gather-machines';
import { kindOfJob, logDriversOf, needOf } from './need';

/** Everything that is asked with. */
export interface Sources {
  readonly asking: Asking;
  readonly client: BatchClient;
  readonly others: OtherClients;
}

export const sourcesOf = (asking: Asking, client: BatchClient, endpoint: string | undefined): Sources => ({
  asking,
  client,
  others: otherClients(asking, client, endpoint),
});

/** A job as Batch describes it; `undefined` when it does not know it. */
export async function readJob({ client, asking }: Sources, id: string): Promise<JobDetail | undefined> {
  const describe = () => client.send(new DescribeJobsCommand({ jobs: [id] }));
  return (await call('DescribeJobs', describe, asking.signal)).jobs?.[0];
}

/** A queue as Batch describes it; `undefined` when there is none of that name. */
export async function readQueue({ client, asking }: Sources, queue: string): Promise<JobQueueDetail | undefined> {
  const describe = () => client.send(new DescribeJobQueuesCommand({ jobQueues: [queue] }));
  return (await call('DescribeJobQueues', describe, asking.signal)).jobQueues?.[0];
}

export async function jobFacts(sources: Sources, job: JobDetail): Promise<JobFacts> {
  return {
    id: job.jobId ?? '',
    name: job.jobName,
    status: statusOf(job.status),
    statusReason: job.statusReason,
    kind: kindOfJob(job),
    windows: /^WINDOWS/i.test(job.container?.runtimePlatform?.operatingSystemFamily ?? ''),
    need: needOf(job),
    logDrivers: logDriversOf(job),
    dependencies: await dependenciesOf(sources, job),
    resources: await resourcesOf(sources, job),
  };
}

async function dependenciesOf({ asking, client }: Sources, job: JobDetail): Promise<JobFacts['dependencies']> {
  const ids = (job.dependsOn ?? []).flatMap(({ jobId }) => jobId ?? []).slice(0, JOB_LIMITS.describeIds);
  if (ids.length === 0) return [];
  const answer = await asking.ask('batch:DescribeJobs', () => client.send(new DescribeJobsCommand({ jobs: ids })));
  const known = new Map((answer?.jobs ?? []).map(({ jobId, status }) => [jobId, statusOf(status)]));
  return ids.map((id) => ({ id, status: answer === undefined ? undefined : (known.get(id) ?? 'GONE') }));
}

async function resourcesOf({ asking, client }: Sources, job: JobDetail): Promise<readonly ResourceFacts[]> {
  const needs = job.consumableResourceProperties?.consumableResourceList ?? [];
  return Promise.all(
    needs.map(async ({ consumableResource = '', quantity = 0 }) => {
      const answer = await asking.ask('batch:DescribeConsumableResource', () =>
        client.send(new DescribeConsumableResourceCommand({ consumableResource })),
      );
      const { availableQuantity: available, totalQuantity: total } = answer ?? {};
      return { name: nameOf(consumableResource), needed: quantity, available, total };
    }),
  );
}

export async function queueFacts({ asking, client }: Sources, queue: JobQueueDetail): Promise<QueueFacts> {
  const arn = queue.jobQueueArn ?? '';
  const snapshot = await asking.ask('batch:GetJobQueueSnapshot', () =>
    client.send(new GetJobQueueSnapshotCommand({ jobQueue: arn })),
  );
  const usage = snapshot?.queueUtilization?.totalCapacityUsage;
  return {
    name: queue.jobQueueName ?? '',
    arn,
    enabled: queue.state === 'ENABLED',
    status: queue.status ?? '',
    statusReason: queue.statusReason,
    front:
      snapshot === undefined ? undefined : (snapshot.frontOfQueue?.jobs ?? []).map(({ jobArn = '' }) => nameOf(jobArn)),
    // The unit is spelled differently in the guide and in the reference.
    usedVcpus: usage?.find(({ capacityUnit = '' }) => /cpu/i.test(capacityUnit))?.quantity,
  };
}

/** The environments of a queue, in its order. */
export async function environmentFacts(
  { asking, client, others }: Sources,
  queue: JobQueueDetail,
): Promise<readonly EnvironmentFacts[]> {
  const order = (queue.computeEnvironmentOrder ?? []).toSorted((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const names = order.flatMap(({ computeEnvironment }) => computeEnvironment ?? []);
  if (names.length === 0) return [];
  const answer = await asking.ask('batch:DescribeComputeEnvironments', () =>
    client.send(new DescribeComputeEnvironmentsCommand({ computeEnvironments: names })),
  );
  const known = new Map((answer?.computeEnvironments ?? []).map((each) => [each.computeEnvironmentArn, each]));
  const details = names.flatMap((name) => known.get(name) ?? []);
  return Promise.all(details.map((detail) => factsOf(asking, others, detail)));
}

async function factsOf(
  asking: Asking,
  others: OtherClients,
  detail: ComputeEnvironmentDetail,
): Promise<EnvironmentFacts> {
  const { computeResources, eksConfiguration } = detail;
  const type = COMPUTE_TYPES.find((known) => known === computeResources?.type);
  return {
    name: detail.computeEnvironmentName ?? '',
    enabled: detail.state === 'ENABLED',
    status: detail.status ?? '',
    statusReason: detail.statusReason,
    kind: eksConfiguration !== undefined ? 'EKS' : type === undefined ? 'EC2' : kindOf(type),
    type,
    maxvCpus: computeResources?.maxvCpus ?? detail.unmanagedvCpus,
    desiredvCpus: computeResources?.desiredvCpus,
    ...(await gatherMachines(asking, others, detail, type)),
  };
}
