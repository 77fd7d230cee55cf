import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
  UpdateComputeEnvironmentCommand,
} from '@aws-sdk/client-batch';
import { type Local, startLocal } from '@batchwright/local';

/** AWS Batch on this machine, with a compute environment that places no jobs, until it is `opened`. */
export interface Service {
  readonly local: Local;
  readonly batch: BatchClient;
  /** What was asked: `POST /v1/listjobs`. */
  readonly requests: string[];
  /** ARNs of its queues. */
  readonly queues: ReadonlyMap<string, string>;
  submit(queue: string, options?: { readonly size?: number; readonly after?: string }): Promise<string>;
  open(): Promise<void>;
  stop(): Promise<void>;
}

/** @param names - of its queues; the later ones go first */
export async function startService(...names: readonly string[]): Promise<Service> {
  const requests: string[] = [];
  const local = await startLocal({
    slots: 2,
    stopGraceMs: 500,
    onRequest: ({ method, rawPath }) => requests.push(`${method} ${rawPath}`),
  });
  const batch = new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  const computeEnvironment = 'shut';
  await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: computeEnvironment,
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        minvCpus: 0,
        maxvCpus: 2,
        subnets: ['subnet-1'],
        instanceTypes: ['optimal'],
        instanceRole: 'arn:aws:iam::000000000000:instance-profile/none',
      },
    }),
  );
  const state = async () => {
    const { computeEnvironments } = await batch.send(new DescribeComputeEnvironmentsCommand({}));
    return computeEnvironments?.[0]?.status;
  };
  await until(async () => (await state()) === 'VALID');
  const setState = async (next: 'ENABLED' | 'DISABLED') => {
    await batch.send(new UpdateComputeEnvironmentCommand({ computeEnvironment, state: next }));
    await until(async () => (await state()) === 'VALID');
  };
  await batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'wait',
      type: 'container',
      containerProperties: {
        image: 'local',
        command: ['sleep', '300'],
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '64' },
        ],
      },
    }),
  );
  const queues = new Map<string, string>();
  for (const [priority, jobQueueName] of names.entries()) {
    const { jobQueueArn } = await batch.send(
      new CreateJobQueueCommand({
        jobQueueName,
        priority,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment }],
      }),
    );
    queues.set(jobQueueName, jobQueueArn as string);
  }
  await until(async () => {
    const { jobQueues } = await batch.send(new DescribeJobQueuesCommand({}));
    return jobQueues?.every(({ status }) => status === 'VALID') === true;
  });
  await setState('DISABLED');
  return {
    local,
    batch,
    requests,
    queues,
    submit: async (jobQueue, { size, after } = {}) => {
      const { jobId } = await batch.send(
        new SubmitJobCommand({
          jobName: 'wait',
          jobQueue,
          jobDefinition: 'wait',
          ...(size === undefined ? {} : { arrayProperties: { size } }),
          ...(after === undefined ? {} : { dependsOn: [{ jobId: after }] }),
        }),
      );
      return jobId as string;
    },
    open: () => setState('ENABLED'),
    stop: async () => {
      batch.destroy();
      await local.stop();
    },
  };
}

/** Asks until it is so; the test's own time-out ends it otherwise. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}
