import {
  type BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import type { InjectedFailures } from '@batchwright/local';
import { createQueue, ended, register, start, startLocal } from '../start/service';

const SLEEP = ['sleep', '600'];
const retry = (attempts: number) => ({ retryStrategy: { attempts } });

async function service(inject: InjectedFailures): Promise<BatchClient> {
  const { batch } = await start({ inject });
  await createQueue(batch, 'demand');
  return batch;
}

async function spotQueue(batch: BatchClient): Promise<void> {
  await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'spot-compute',
      type: 'MANAGED',
      computeResources: {
        type: 'SPOT',
        maxvCpus: 16,
        subnets: ['subnet-1'],
        instanceTypes: ['optimal'],
        instanceRole: 'ecsInstanceRole',
      },
    }),
  );
  await queueOver(batch, 'spot');
}

const queueOver = (batch: BatchClient, name: string) =>
  batch.send(
    new CreateJobQueueCommand({
      jobQueueName: name,
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: `${name}-compute` }],
    }),
  );

const run = async (batch: BatchClient, jobQueue: string, jobDefinition: string, jobName = 'job') => {
  const { jobId } = await batch.send(new SubmitJobCommand({ jobName, jobQueue, jobDefinition }));
  return ended(batch, jobId);
};

test('a reclaimed attempt on Spot has the reason of a lost host and no exit code, and is retried by the rules', async () => {
  const batch = await service({ reclaim: 1, attempts: 1 });
  await spotQueue(batch);
  const sleeper = await register(batch, 'sleeper', ['sh', '-c', '[ "$AWS_BATCH_JOB_ATTEMPT" = 2 ] || sleep 600'], {
    retryStrategy: {
      attempts: 3,
      evaluateOnExit: [
        { onStatusReason: 'Host EC2*', action: 'RETRY' },
        { onReason: '*', action: 'EXIT' },
      ],
    },
  });
  const job = await run(batch, 'spot', sleeper);
  expect(job).toMatchObject({ status: 'SUCCEEDED', container: { exitCode: 0 } });
  const [reclaimed, again] = job.attempts ?? [];
  expect(reclaimed?.statusReason).toMatch(/^Host EC2 \(instance i-[0-9a-f]{17}\) terminated\.$/);
  expect(reclaimed?.container?.exitCode).toBeUndefined();
  expect(again?.container?.exitCode).toBe(0);
  // On demand nothing is reclaimed.
  expect(await run(batch, 'demand', await register(batch, 'true', ['true']))).toMatchObject({ status: 'SUCCEEDED' });
});

test('on Fargate Spot a process that ends with 0 when it is reclaimed has succeeded, another was interrupted', async () => {
  const batch = await service({ reclaim: 1, afterMs: 300 });
  await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'fargate-compute',
      type: 'MANAGED',
      computeResources: { type: 'FARGATE_SPOT', maxvCpus: 4, subnets: ['s'], securityGroupIds: ['g'] },
    }),
  );
  await queueOver(batch, 'fargate');
  const fargate = (name: string, command: string[]) =>
    register(batch, name, command, {
      platformCapabilities: ['FARGATE'],
      containerProperties: {
        image: 'busybox',
        command,
        executionRoleArn: 'arn:aws:iam::000000000000:role/run',
        resourceRequirements: [
          { type: 'VCPU', value: '0.25' },
          { type: 'MEMORY', value: '512' },
        ],
      },
    });
  expect(await run(batch, 'fargate', await fargate('sleeper', SLEEP))).toMatchObject({
    status: 'FAILED',
    statusReason: 'Your Spot Task was interrupted.',
    container: { exitCode: 143 },
  });
  const polite = await fargate('polite', ['sh', '-c', 'trap "exit 0" TERM; while :; do sleep 0.05; done']);
  expect(await run(batch, 'fargate', polite)).toMatchObject({ status: 'SUCCEEDED', container: { exitCode: 0 } });
});

test('an attempt without memory is killed with 137, also when it would end at once', async () => {
  const batch = await service({ outOfMemory: 1, jobName: 'big*' });
  const quick = await register(batch, 'quick', ['true'], retry(2));
  const job = await run(batch, 'demand', quick, 'big-1');
  expect(job).toMatchObject({
    status: 'FAILED',
    statusReason: 'Essential container in task exited',
    container: { exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' },
  });
  expect(job.attempts).toHaveLength(2);
  expect(await run(batch, 'demand', quick, 'small')).toMatchObject({ status: 'SUCCEEDED' });
});

test('an image that cannot be pulled fails the attempt before it starts', async () => {
  const batch = await service({ imagePull: 1 });
  const job = await run(batch, 'demand', await register(batch, 'sleeper', SLEEP));
  expect(job).toMatchObject({ status: 'FAILED', statusReason: 'Task failed to start' });
  expect(job.container?.reason).toMatch(/^CannotPullContainerError: image public\.ecr\.aws/);
  expect(job.container?.exitCode).toBeUndefined();
  expect(job.startedAt).toBe(0);
});

test('children of an array that fail are the same in each run with a seed', async () => {
  const failed = async (seed: number) => {
    const { batch, local } = await start({ inject: { outOfMemory: 0.4, seed } });
    await createQueue(batch, 'demand');
    const jobDefinition = await register(batch, 'quick', ['true']);
    const { jobId } = await batch.send(
      new SubmitJobCommand({ jobName: 'array', jobQueue: 'demand', jobDefinition, arrayProperties: { size: 12 } }),
    );
    await ended(batch, jobId);
    const children = await Promise.all(Array.from({ length: 12 }, (_, index) => ended(batch, `${jobId}:${index}`)));
    await local.stop();
    return children.map(({ status }) => status);
  };
  const first = await failed(7);
  expect(new Set(first)).toEqual(new Set(['SUCCEEDED', 'FAILED']));
  expect(await failed(7)).toEqual(first);
  expect(await failed(8)).not.toEqual(first);
});

test('startLocal rejects shares that are none', async () => {
  await expect(startLocal({ inject: { reclaim: 2 } })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: 'inject: reclaim: expected 0 to 1, got 2',
  });
});
