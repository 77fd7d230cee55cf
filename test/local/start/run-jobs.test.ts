import { type BatchClient, SubmitJobCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Local } from '@batchwright/local';
import { createQueue, describe as describeJob, ended, register, start } from './service';

describe('a job on the local service', () => {
  let local: Local;
  let batch: BatchClient;
  beforeAll(async () => {
    ({ local, batch } = await start({ slots: 4 }));
    await createQueue(batch, 'queue');
  });
  afterAll(() => local.stop());

  const lines = async (stream: string | undefined): Promise<string[]> => {
    const logs = new CloudWatchLogsClient({ endpoint: local.endpoint, region: local.region, credentials: local });
    const { events = [] } = await logs.send(
      new GetLogEventsCommand({ logGroupName: '/aws/batch/job', logStreamName: stream, startFromHead: true }),
    );
    return events.map(({ message = '' }) => message);
  };

  test('runs its command and keeps what it prints', async () => {
    const jobDefinition = await register(batch, 'hello', ['sh', '-c', 'echo "to $WHO"; echo again >&2']);
    const { jobId } = await batch.send(
      new SubmitJobCommand({
        jobName: 'hello',
        jobQueue: 'queue',
        jobDefinition,
        containerOverrides: { environment: [{ name: 'WHO', value: 'you' }] },
      }),
    );
    const job = await ended(batch, jobId);
    expect(job).toMatchObject({
      status: 'SUCCEEDED',
      statusReason: 'Essential container in task exited',
      container: { exitCode: 0 },
    });
    expect((await lines(job.container?.logStreamName)).sort()).toEqual(['again', 'to you']);
  });

  test('runs each child of an array with its index', async () => {
    const jobDefinition = await register(batch, 'child', [
      'sh',
      '-c',
      'echo $AWS_BATCH_JOB_ARRAY_INDEX of $AWS_BATCH_JOB_ARRAY_SIZE',
    ]);
    const { jobId } = await batch.send(
      new SubmitJobCommand({ jobName: 'many', jobQueue: 'queue', jobDefinition, arrayProperties: { size: 5 } }),
    );
    const parent = await ended(batch, jobId);
    expect(parent).toMatchObject({
      status: 'SUCCEEDED',
      arrayProperties: { size: 5, statusSummary: { SUCCEEDED: 5 } },
    });
    const child = await describeJob(batch, `${jobId}:3`);
    expect(await lines(child.container?.logStreamName)).toEqual(['3 of 5']);
  });
});
