import {
  type BatchClient,
  CancelJobsCommand,
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  GetJobQueueSnapshotCommand,
  SubmitJobCommand,
  TerminateJobCommand,
  TerminateJobsCommand,
} from '@aws-sdk/client-batch';
import type { Local } from '@batchwright/local';
import { createQueue, describe as describeJob, ended, inStatus, register, start } from '../start/service';

let local: Local;
let batch: BatchClient;
let sleeper: string;
beforeAll(async () => {
  ({ local, batch } = await start());
  await createQueue(batch, 'narrow', 2);
  sleeper = await register(batch, 'sleeper', ['sleep', '600']);
});
afterAll(() => local.stop());

const submit = async (jobQueue: string, more: object = {}): Promise<string> => {
  const { jobId = '' } = await batch.send(
    new SubmitJobCommand({ jobName: 'sleeper', jobQueue, jobDefinition: sleeper, ...more }),
  );
  return jobId;
};
const arn = (jobId: string) => `arn:aws:batch:us-east-1:000000000000:job/${jobId}`;
const double = { containerOverrides: { resourceRequirements: [{ type: 'VCPU' as const, value: '2' }] } };

test('a snapshot shows the front of a queue and the vCPUs that its jobs have in use', async () => {
  const running = await submit('narrow', double);
  const next = await submit('narrow', double);
  const array = await submit('narrow', { arrayProperties: { size: 120 } });
  await inStatus(batch, running, 'RUNNING');
  const { frontOfQueue, frontOfQuotaShares, queueUtilization } = await batch.send(
    new GetJobQueueSnapshotCommand({ jobQueue: 'narrow' }),
  );
  const { createdAt = 0 } = await describeJob(batch, next);
  expect(frontOfQueue?.jobs).toHaveLength(100);
  expect(frontOfQueue?.jobs?.slice(0, 3).map(({ jobArn }) => jobArn)).toEqual(
    [next, `${array}:0`, `${array}:1`].map(arn),
  );
  expect(frontOfQueue?.jobs?.[0]?.earliestTimeAtPosition).toBe(createdAt);
  expect(frontOfQueue?.lastUpdatedAt).toBeGreaterThanOrEqual(createdAt);
  expect(frontOfQuotaShares).toBeUndefined();
  expect(queueUtilization).toEqual({
    totalCapacityUsage: [{ capacityUnit: 'VCPU', quantity: 2 }],
    lastUpdatedAt: expect.any(Number),
  });
  await batch.send(new TerminateJobsCommand({ jobs: [running, next, array], reason: 'seen' }));
  await ended(batch, array);
});

test('a snapshot of a fair-share queue shows the use of each share', async () => {
  const { arn: policy } = await batch.send(
    new CreateSchedulingPolicyCommand({ name: 'fair', fairsharePolicy: { shareDistribution: [] } }),
  );
  await batch.send(
    new CreateJobQueueCommand({
      jobQueueName: 'fair',
      priority: 1,
      schedulingPolicyArn: policy,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'narrow-compute' }],
    }),
  );
  const first = await submit('fair', { shareIdentifier: 'one' });
  const second = await submit('fair', { shareIdentifier: 'two' });
  const third = await submit('fair', { shareIdentifier: 'two' });
  await inStatus(batch, second, 'RUNNING');
  const { frontOfQueue, queueUtilization } = await batch.send(new GetJobQueueSnapshotCommand({ jobQueue: 'fair' }));
  expect(frontOfQueue?.jobs?.map(({ jobArn }) => jobArn)).toEqual([arn(third)]);
  expect(queueUtilization?.fairshareUtilization).toEqual({
    activeShareCount: 2,
    topCapacityUtilization: ['one', 'two'].map((shareIdentifier) => ({
      shareIdentifier,
      capacityUsage: [{ capacityUnit: 'VCPU', quantity: 1 }],
    })),
  });
  await batch.send(new TerminateJobsCommand({ jobs: [third, first, second], reason: 'seen' }));
  await Promise.all([first, second].map((id) => ended(batch, id)));
});

test('a snapshot of a queue that is not there is refused', async () => {
  await expect(batch.send(new GetJobQueueSnapshotCommand({ jobQueue: 'none' }))).rejects.toMatchObject({
    name: 'ClientException',
    message: 'arn:aws:batch:us-east-1:000000000000:job-queue/none does not exist',
  });
});

describe('CancelJobs and TerminateJobs', () => {
  const unknown = '00000000-0000-4000-8000-000000000000';

  test('say of each id what became of it: an unknown one is a success, a malformed one an error', async () => {
    const running = await submit('narrow', double);
    const waiting = await submit('narrow');
    await inStatus(batch, running, 'RUNNING');
    const jobs = [running, waiting, unknown, 'no id', waiting];
    const { successful, errors } = await batch.send(new CancelJobsCommand({ jobs, reason: 'not needed' }));
    expect(successful).toEqual([running, waiting, unknown]);
    expect(errors).toEqual([{ job: 'no id', code: 'ValidationException', message: expect.stringContaining('no id') }]);
    expect(await describeJob(batch, waiting)).toMatchObject({ status: 'FAILED', statusReason: 'not needed' });
    expect(await describeJob(batch, running)).toMatchObject({ status: 'RUNNING' });

    expect(await batch.send(new TerminateJobsCommand({ jobs: [running], reason: 'enough' }))).toMatchObject({
      successful: [running],
      errors: [],
    });
    expect(await ended(batch, running)).toMatchObject({ status: 'FAILED', statusReason: 'enough' });
    await batch.send(new TerminateJobCommand({ jobId: running, reason: 'again' }));
  });

  test.each([CancelJobsCommand, TerminateJobsCommand])(
    'refuse none, more than fifty, and no reason',
    async (Command) => {
      const send = (jobs: string[], reason: string) => batch.send(new Command({ jobs, reason }) as CancelJobsCommand);
      const refused = { name: 'ClientException', $metadata: { httpStatusCode: 400 } };
      await expect(send([], 'enough')).rejects.toMatchObject(refused);
      await expect(send(Array(51).fill(unknown), 'enough')).rejects.toMatchObject(refused);
      await expect(send([unknown], '')).rejects.toMatchObject(refused);
      await expect(send(Array(50).fill(unknown), 'enough')).resolves.toMatchObject({ successful: [unknown] });
    },
  );
});
