import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
} from '@aws-sdk/client-batch';
import { type Local, type LocalOptions, startLocal as startUntracked } from '@batchwright/local';

// Real processes on a machine that may be busy with other tests. The end-with-job program imports this outside of jest.
if (typeof jest !== 'undefined') jest.setTimeout(30_000);

const started: Local[] = [];
// Also those of tests that fail before they stop theirs: one that is left keeps jest from ending.
if (typeof afterAll !== 'undefined') afterAll(() => Promise.all(started.map((local) => local.stop())));

/** `startLocal`, stopped after the last test at the latest. */
export async function startLocal(options: LocalOptions = {}): Promise<Local> {
  const local = await startUntracked(options);
  started.push(local);
  return local;
}

/** A local service without waits, with the SDK's client for it. */
export async function start(options: LocalOptions = {}): Promise<{ local: Local; batch: BatchClient }> {
  const local = await startLocal({ settleMs: 0, stopGraceMs: 500, ...options });
  return { local, batch: clientOf(local) };
}

export const clientOf = (local: Local): BatchClient =>
  new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local, maxAttempts: 1 });

/** An EC2 environment and an enabled queue over it. */
export async function createQueue(batch: BatchClient, name: string, maxvCpus = 16, priority = 1): Promise<void> {
  await createEnvironment(batch, `${name}-compute`, maxvCpus);
  await batch.send(
    new CreateJobQueueCommand({
      jobQueueName: name,
      priority,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: `${name}-compute` }],
    }),
  );
  await until(async () => {
    const { jobQueues } = await batch.send(new DescribeJobQueuesCommand({ jobQueues: [name] }));
    return jobQueues?.[0]?.status === 'VALID' ? true : undefined;
  });
}

export async function createEnvironment(batch: BatchClient, name: string, maxvCpus: number): Promise<void> {
  await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: name,
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        maxvCpus,
        minvCpus: 0,
        subnets: ['subnet-1'],
        instanceTypes: ['optimal'],
        instanceRole: 'ecsInstanceRole',
      },
    }),
  );
  await until(async () => {
    const { computeEnvironments } = await batch.send(
      new DescribeComputeEnvironmentsCommand({ computeEnvironments: [name] }),
    );
    return computeEnvironments?.[0]?.status === 'VALID' ? true : undefined;
  });
}

export async function register(
  batch: BatchClient,
  name: string,
  command: string[],
  more: Partial<RegisterJobDefinitionCommandInput> = {},
): Promise<string> {
  const { jobDefinitionArn = '' } = await batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: name,
      type: 'container',
      ...more,
      containerProperties: {
        image: 'public.ecr.aws/docker/library/busybox',
        command,
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '128' },
        ],
        ...more.containerProperties,
      },
    }),
  );
  return jobDefinitionArn;
}

export async function describe(batch: BatchClient, jobId: string | undefined): Promise<JobDetail> {
  const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [jobId ?? ''] }));
  const [job] = jobs ?? [];
  if (job === undefined) throw new Error(`job ${jobId} is not known`);
  return job;
}

/** The job when it has ended. */
export const ended = (batch: BatchClient, jobId: string | undefined): Promise<JobDetail> =>
  inStatus(batch, jobId, 'SUCCEEDED', 'FAILED');

export const inStatus = (batch: BatchClient, jobId: string | undefined, ...statuses: string[]): Promise<JobDetail> =>
  until(async () => {
    const job = await describe(batch, jobId);
    return statuses.includes(job.status ?? '') ? job : undefined;
  });

/** Below the tests' own limit, which ends a test but not what it waits in: that would keep jest from ending. */
const PATIENCE_MS = 25_000;

/** Asks until there is an answer. */
export async function until<Answer>(ask: () => Promise<Answer | undefined> | Answer | undefined): Promise<Answer> {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`still no answer after ${PATIENCE_MS} ms to: ${ask}`);
}
