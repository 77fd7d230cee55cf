import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { startLocal } from '@batchwright/local';
import { diagnose, explain } from '@batchwright/runtime/explain';
import { startPlatform, type TestSetup } from '../platform';
import { probe } from '../platform/contracts';

let setup: TestSetup;
beforeAll(async () => {
  setup = await startPlatform();
}, 60_000);
afterAll(() => setup?.stop());
jest.setTimeout(120_000);

const options = () => ({ client: setup.client, logs: setup.logs });

test('a job whose handler throws is explained by its exit code and its last lines', async () => {
  const job = await setup.batch.submit(probe, { how: 'throw' });
  await job.outcome();
  const explanation = await explain(job, options());
  expect(explanation).toMatchObject({
    jobId: job.id,
    status: 'FAILED',
    cause: 'APPLICATION_EXIT',
    retry: 'no',
    attemptsAllowed: 2,
    attempts: [{ number: 1, code: 'EXITED', exitCode: 1 }],
    skipped: [],
  });
  expect(explanation.what).toContain(`(${job.id}) ended by itself with an exit code other than 0`);
  expect(explanation.log.map(({ text }) => text)).toContainEqual(expect.stringMatching(/the photo is broken/));
});

test('a job that had all its attempts is told what the last one was, and those before', async () => {
  const job = await setup.batch.submit(probe, { how: 'retry' });
  await job.outcome();
  const { cause, retry, attempts, advice } = await explain(job, options());
  expect({ cause, retry, codes: attempts.map(({ code }) => code) }).toEqual({
    cause: 'RETRYABLE_EXIT',
    retry: 'yes',
    codes: ['EXITED', 'EXITED'],
  });
  expect(advice.at(-1)).toContain('all of its 2 attempts');
});

test('a job that succeeded after a retry has the failed attempt in its explanation', async () => {
  const job = await setup.batch.submit(probe, { how: 'flaky' });
  await job.outcome();
  const explanation = await explain(job.id, options());
  expect(explanation).toMatchObject({ status: 'SUCCEEDED', attempts: [{ exitCode: 75 }, { exitCode: 0 }] });
  expect(explanation.cause).toBeUndefined();
  expect(explanation.attempts[1]?.code).toBeUndefined();
  expect(explanation.what).toContain('succeeded, after 1 failed attempt');
});

test('a job that never started for a failed dependency is followed back to the job that failed first', async () => {
  const first = await setup.batch.submit(probe, { how: 'throw' });
  const second = await setup.batch.submit(probe, {}, { after: first });
  const third = await setup.batch.submit(probe, {}, { after: second });
  await third.outcome();
  expect(await explain(third, options())).toMatchObject({
    cause: 'DEPENDENCY_FAILED',
    because: {
      jobId: second.id,
      cause: 'DEPENDENCY_FAILED',
      because: { jobId: first.id, cause: 'APPLICATION_EXIT' },
    },
  });
});

test('an array is explained by the ways in which its children failed', async () => {
  const hows = ['throw', 'bad-output', undefined, 'throw', 'throw'] as const;
  const array = await setup.batch.submitArray(
    probe,
    hows.map((how) => (how === undefined ? {} : { how })),
  );
  for await (const _ of array.outcomes());
  const { cause, children } = await explain(array, options());
  expect(cause).toBe('CHILDREN_FAILED');
  expect(children).toMatchObject([
    { code: 'EXITED', exitCode: 1, count: 3, indices: [0, 3, 4], example: { cause: 'APPLICATION_EXIT' } },
    { code: 'EXITED', exitCode: 70, count: 1, indices: [1], example: { cause: 'BAD_OUTPUT' } },
  ]);
});

test('a job that Batch does not know is gone', async () => {
  expect(await explain('00000000-0000-4000-8000-000000000000', options())).toMatchObject({
    status: 'GONE',
    cause: 'GONE',
  });
});

test('what waits for a job that runs is told so, and in the end that it has ended', async () => {
  const first = await setup.batch.submit(probe, { how: 'wait' });
  const second = await setup.batch.submit(probe, {}, { after: first });
  for await (const { status } of setup.batch.watch(first)) if (status === 'RUNNING') break;
  const about = { client: setup.client, endpoint: setup.local.endpoint };
  expect((await diagnose(first, about)).findings.map(({ cause }) => cause)).toEqual(['JOB_RUNS']);
  const { findings } = await diagnose(second, about);
  expect(findings).toMatchObject([
    { cause: 'DEPENDENCIES', evidence: [{ says: 'PENDING' }, { says: `${first.id} is RUNNING` }] },
  ]);
  await first.cancel('enough');
  await second.outcome();
  expect((await diagnose(second, about)).findings.map(({ cause }) => cause)).toEqual(['JOB_ENDED']);
});

test('a job that is larger than its queue allows is told so by Batch alone, where nothing else is served', async () => {
  const { jobId } = await setup.client.send(
    new SubmitJobCommand({
      jobName: 'huge',
      jobQueue: 'test-slow',
      jobDefinition: 'test-touch',
      containerOverrides: { resourceRequirements: [{ type: 'VCPU', value: '96' }] },
    }),
  );
  const client = new BatchClient({
    endpoint: setup.local.endpoint,
    region: setup.local.region,
    credentials: setup.local,
    maxAttempts: 1,
  });
  const { findings, skipped } = await diagnose(jobId as string, { client, endpoint: setup.local.endpoint });
  client.destroy();
  expect(findings[0]).toMatchObject({ cause: 'MAX_VCPUS_TOO_SMALL', certainty: 'certain' });
  expect(skipped.map(({ operation }) => operation)).toContain('ec2:DescribeInstanceTypes');
  await setup.batch.cancel(jobId as string, 'enough');
});

test('a machine that Spot took back is told from one that was lost otherwise, by its environment', async () => {
  const local = await startLocal({
    settleMs: 0,
    logger: { error: () => undefined },
    inject: { jobName: '*', reclaim: 1 },
  });
  const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
  const [client, logs] = [new BatchClient(aws), new CloudWatchLogsClient(aws)];
  try {
    await client.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: 'spot',
        type: 'MANAGED',
        computeResources: {
          type: 'SPOT',
          maxvCpus: 4,
          minvCpus: 0,
          instanceTypes: ['m7i'],
          subnets: ['subnet-1'],
          securityGroupIds: ['sg-1'],
          instanceRole: 'ecsInstanceRole',
        },
      }),
    );
    await client.send(
      new CreateJobQueueCommand({
        jobQueueName: 'q',
        priority: 1,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'spot' }],
      }),
    );
    await client.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: 'd',
        type: 'container',
        containerProperties: {
          image: 'x',
          command: [process.execPath, '-e', 'setTimeout(() => {}, 60000)'],
          resourceRequirements: [
            { type: 'VCPU', value: '1' },
            { type: 'MEMORY', value: '128' },
          ],
        },
      }),
    );
    const { jobId = '' } = await client.send(new SubmitJobCommand({ jobName: 'a', jobQueue: 'q', jobDefinition: 'd' }));
    let explanation = await explain(jobId, { client, logs });
    while (explanation.status !== 'FAILED') explanation = await explain(jobId, { client, logs });
    expect(explanation).toMatchObject({ cause: 'SPOT_RECLAIMED', retry: 'yes', attempts: [{ code: 'INTERRUPTED' }] });
    expect(explanation.evidence).toContainEqual({ source: 'DescribeComputeEnvironments type', says: 'spot is SPOT' });
  } finally {
    for (const each of [client, logs]) each.destroy();
    await local.stop();
  }
});
