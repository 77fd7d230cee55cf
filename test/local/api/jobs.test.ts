import {
  type BatchClient,
  CancelJobCommand,
  DescribeJobsCommand,
  ListJobsCommand,
  type ListJobsCommandInput,
  paginateListJobs,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  TerminateJobCommand,
  UpdateComputeEnvironmentCommand,
} from '@aws-sdk/client-batch';
import type { Local } from '@batchwright/local';
import { LIMITS } from '@batchwright/model/service';
import { createQueue, describe as describeJob, ended, inStatus, register, start } from '../start/service';

let local: Local;
let batch: BatchClient;
beforeAll(async () => {
  ({ local, batch } = await start({ slots: 2 }));
  await register(batch, 'plain', ['true']);
  await register(batch, 'sleep', ['sleep', '1000']);
});
afterAll(() => local.stop());

/** A queue whose compute places nothing: jobs stay RUNNABLE. */
async function heldQueue(name: string): Promise<void> {
  await createQueue(batch, name);
  await batch.send(new UpdateComputeEnvironmentCommand({ computeEnvironment: `${name}-compute`, state: 'DISABLED' }));
}

async function submit(jobQueue: string, jobName: string, more: Partial<SubmitJobCommandInput> = {}): Promise<string> {
  const { jobId = '' } = await batch.send(new SubmitJobCommand({ jobName, jobQueue, jobDefinition: 'plain', ...more }));
  return jobId;
}

async function namesIn(input: ListJobsCommandInput): Promise<unknown[]> {
  const { jobSummaryList } = await batch.send(new ListJobsCommand(input));
  return (jobSummaryList ?? []).map(({ jobName }) => jobName);
}

describe('DescribeJobs', () => {
  test('shows a job before it starts with startedAt 0 and no attempts', async () => {
    await heldQueue('before');
    const jobId = await submit('before', 'waits', { tags: { a: 'b' } });
    expect(await describeJob(batch, jobId)).toEqual(
      expect.objectContaining({
        jobId,
        jobArn: `arn:aws:batch:us-east-1:000000000000:job/${jobId}`,
        jobQueue: 'arn:aws:batch:us-east-1:000000000000:job-queue/before',
        jobDefinition: 'arn:aws:batch:us-east-1:000000000000:job-definition/plain:1',
        status: 'RUNNABLE',
        startedAt: 0,
        attempts: [],
        dependsOn: [],
        parameters: {},
        tags: { a: 'b' },
        retryStrategy: { attempts: 1, evaluateOnExit: [] },
        container: expect.objectContaining({ command: ['true'], networkInterfaces: [] }),
      }),
    );
    expect(await describeJob(batch, jobId)).not.toHaveProperty('stoppedAt');
    expect(await describeJob(batch, jobId)).not.toHaveProperty('isCancelled');
  });

  test('shows a finished job with its attempts', async () => {
    await createQueue(batch, 'after');
    const jobDefinition = await register(batch, 'fails', ['sh', '-c', 'exit $((3 + AWS_BATCH_JOB_ATTEMPT))']);
    const job = await ended(batch, await submit('after', 'fails', { jobDefinition, retryStrategy: { attempts: 2 } }));
    const reason = 'Essential container in task exited';
    expect(job).toMatchObject({ status: 'FAILED', statusReason: reason, container: { exitCode: 5 } });
    expect(job.attempts?.map(({ container, statusReason }) => [container?.exitCode, statusReason])).toEqual([
      [4, reason],
      [5, reason],
    ]);
    const last = job.attempts?.[1];
    expect(last?.container).toMatchObject({
      logStreamName: job.container?.logStreamName,
      taskArn: expect.stringMatching(
        /^arn:aws:ecs:us-east-1:000000000000:task\/after-compute_Batch_[0-9a-f-]+\/[0-9a-f]{32}$/,
      ),
    });
    expect(job.container?.logStreamName).toMatch(/^fails\/default\/[0-9a-f]{32}$/);
    expect([job.startedAt, job.stoppedAt]).toEqual([last?.startedAt, last?.stoppedAt]);
  });

  test('leaves out what it does not know, and shows each job once', async () => {
    await heldQueue('known');
    const jobId = await submit('known', 'one');
    const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [jobId, 'unknown', `${jobId}:0`, jobId] }));
    expect(jobs?.map((job) => job.jobId)).toEqual([jobId]);
  });
});

describe('ListJobs', () => {
  test('lists RUNNING jobs of a queue unless a status is given', async () => {
    await createQueue(batch, 'running');
    const jobDefinition = 'sleep';
    const first = await submit('running', 'first', { jobDefinition });
    await inStatus(batch, first, 'RUNNING');
    expect(await namesIn({ jobQueue: 'running' })).toEqual(['first']);
    expect(await namesIn({ jobQueue: 'running', jobStatus: 'SUCCEEDED' })).toEqual([]);
    await batch.send(new TerminateJobCommand({ jobId: first, reason: 'enough' }));
    await ended(batch, first);
    const { jobSummaryList } = await batch.send(new ListJobsCommand({ jobQueue: 'running', jobStatus: 'FAILED' }));
    expect(jobSummaryList).toEqual([
      expect.objectContaining({
        jobName: 'first',
        statusReason: 'enough',
        container: { exitCode: 143 },
        isTerminated: true,
      }),
    ]);
  });

  test('lists newest first, page by page, while jobs are submitted', async () => {
    await heldQueue('pages');
    for (let index = 0; index < 5; index++) await submit('pages', `job-${index}`);
    const names: unknown[] = [];
    const pages = paginateListJobs({ client: batch, pageSize: 2 }, { jobQueue: 'pages', jobStatus: 'RUNNABLE' });
    for await (const { jobSummaryList } of pages) {
      names.push(...(jobSummaryList ?? []).map(({ jobName }) => jobName));
      await submit('pages', 'late');
    }
    expect(names).toEqual(['job-4', 'job-3', 'job-2', 'job-1', 'job-0']);
  });

  test('filters by name, definition and time, whatever the status', async () => {
    await heldQueue('filters');
    await register(batch, 'planet', ['true']);
    await submit('filters', 'Alpha');
    await submit('filters', 'alphabet', { jobDefinition: 'planet' });
    const cancelled = await submit('filters', 'beta');
    await batch.send(new CancelJobCommand({ jobId: cancelled, reason: 'no' }));
    const by = (name: string, ...values: string[]) => namesIn({ jobQueue: 'filters', filters: [{ name, values }] });
    expect(await by('JOB_NAME', 'ALPHA')).toEqual(['Alpha']);
    expect(await by('JOB_NAME', 'alpha*')).toEqual(['alphabet', 'Alpha']);
    expect(await by('JOB_NAME', 'beta')).toEqual(['beta']);
    expect(await by('JOB_DEFINITION', 'plan*')).toEqual(['alphabet']);
    expect(await by('JOB_DEFINITION', 'arn:aws:batch:us-east-1:000000000000:job-definition/plain:1')).toEqual([
      'beta',
      'Alpha',
    ]);
    expect(await by('AFTER_CREATED_AT', String(Date.now() + 60_000))).toEqual([]);
    expect(await by('BEFORE_CREATED_AT', String(Date.now() + 60_000))).toHaveLength(3);
    await expect(by('COLOUR', 'red')).rejects.toMatchObject({ name: 'ClientException' });
    await expect(namesIn({ arrayJobId: 'x', jobQueue: 'filters' })).rejects.toMatchObject({
      message: expect.stringContaining('Exactly one'),
    });
  });

  test('lists the children of an array by index', async () => {
    await heldQueue('children');
    const size = LIMITS.listPage.byStatus + 5;
    const arrayJobId = await submit('children', 'many', { arrayProperties: { size } });
    const indexes: unknown[] = [];
    for await (const page of paginateListJobs({ client: batch }, { arrayJobId, jobStatus: 'RUNNABLE' })) {
      indexes.push(...(page.jobSummaryList ?? []).map((job) => job.arrayProperties?.index));
    }
    expect(indexes).toEqual(Array.from({ length: size }, (_, index) => index));
    const { jobSummaryList } = await batch.send(new ListJobsCommand({ jobQueue: 'children', jobStatus: 'PENDING' }));
    expect(jobSummaryList?.[0]).toMatchObject({
      jobId: arrayJobId,
      arrayProperties: { size, statusSummary: { RUNNABLE: size } },
    });
  });
});

describe('CancelJob and TerminateJob', () => {
  test('need a reason and a job', async () => {
    await expect(batch.send(new CancelJobCommand({ jobId: 'x', reason: undefined }))).rejects.toMatchObject({
      message: expect.stringContaining('reason is required'),
    });
    await expect(batch.send(new TerminateJobCommand({ jobId: 'none', reason: 'x' }))).rejects.toMatchObject({
      message: expect.stringContaining('does not exist'),
    });
  });

  test('fail a waiting job with the reason, and are shown', async () => {
    await heldQueue('waiting');
    const jobId = await submit('waiting', 'one');
    await batch.send(new CancelJobCommand({ jobId, reason: 'not needed' }));
    expect(await describeJob(batch, jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'not needed',
      isCancelled: true,
      attempts: [],
      startedAt: 0,
    });
  });

  test('of an array reach each child', async () => {
    await createQueue(batch, 'array');
    const jobId = await submit('array', 'many', { jobDefinition: 'sleep', arrayProperties: { size: 4 } });
    await inStatus(batch, `${jobId}:1`, 'RUNNING');
    await batch.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
    expect(await ended(batch, jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'enough',
      arrayProperties: { statusSummary: { FAILED: 4, RUNNING: 0 } },
    });
  });
});

test('overrides that ECS would not take are accepted, and fail the job with the reason', async () => {
  await createQueue(batch, 'long');
  const environment = [{ name: 'LONG', value: 'x'.repeat(LIMITS.overrideCharacters) }];
  const jobId = await submit('long', 'long', { containerOverrides: { environment } });
  expect(await ended(batch, jobId)).toMatchObject({
    status: 'FAILED',
    statusReason: 'Container Overrides length must be at most 8192',
  });
});

test('more tags together than a task can have fail the job, when they are propagated', async () => {
  await createQueue(batch, 'tags');
  const tagsOf = (prefix: string) => Object.fromEntries(Array.from({ length: 26 }, (_, i) => [`${prefix}${i}`, '']));
  const jobDefinition = await register(batch, 'tagged', ['true'], { tags: tagsOf('a') });
  const [propagated, not] = [
    await submit('tags', 'propagated', { jobDefinition, tags: tagsOf('b'), propagateTags: true }),
    await submit('tags', 'not', { jobDefinition, tags: tagsOf('b') }),
  ];
  expect(await ended(batch, propagated)).toMatchObject({
    status: 'FAILED',
    statusReason: expect.stringMatching(/tags/),
  });
  expect(await ended(batch, not)).toMatchObject({ status: 'SUCCEEDED' });
});

test('dependencies decide the order, and a failure is passed on', async () => {
  await createQueue(batch, 'graph');
  const items = await submit('graph', 'items', { arrayProperties: { size: 3 } });
  const second = await submit('graph', 'second', {
    arrayProperties: { size: 3 },
    dependsOn: [{ jobId: items, type: 'N_TO_N' }],
  });
  const merge = await submit('graph', 'merge', { dependsOn: [{ jobId: second }] });
  expect(await ended(batch, merge)).toMatchObject({ status: 'SUCCEEDED', dependsOn: [{ jobId: second }] });
  await register(batch, 'false', ['false']);
  const bad = await submit('graph', 'bad', { jobDefinition: 'false' });
  const after = await submit('graph', 'after', { dependsOn: [{ jobId: bad }] });
  expect(await ended(batch, after)).toMatchObject({ status: 'FAILED', statusReason: 'Dependent Job failed' });
});
