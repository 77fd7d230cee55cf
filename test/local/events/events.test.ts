import {
  type BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  SubmitJobCommand,
  TerminateJobCommand,
} from '@aws-sdk/client-batch';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describeWithMoto, type Moto, startMoto } from '../../examples/deploy/moto';
import { createQueue, ended, inStatus, register, start, startLocal, until } from '../start/service';

interface Event {
  readonly id: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly resources: readonly string[];
  readonly detail: {
    readonly jobId: string;
    readonly jobName: string;
    readonly status: string;
    readonly statusReason?: string;
    readonly startedAt?: number;
    readonly attempts: readonly object[];
  };
  readonly [member: string]: unknown;
}

describeWithMoto('events in a queue that moto_server has', () => {
  let moto: Moto;
  let sqs: SQSClient;
  let queueUrl: string;
  let batch: BatchClient;

  beforeAll(async () => {
    moto = await startMoto();
    sqs = new SQSClient({ endpoint: moto.endpoint, region: moto.region, credentials: moto.credentials });
    const created = await sqs.send(new CreateQueueCommand({ QueueName: 'events' }));
    queueUrl = created.QueueUrl ?? '';
    ({ batch } = await start({ events: { queueUrl } }));
    await createQueue(batch, 'queue');
  }, 90_000);
  afterAll(() => moto.stop());

  const seen: Event[] = [];
  /** Events of one kind and job, in any order, when there are so many. */
  const eventsOf = (jobId: string | undefined, type: string, count: number): Promise<readonly Event[]> =>
    until(async () => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10 }),
      );
      for (const { Body = '', ReceiptHandle } of Messages) {
        seen.push(JSON.parse(Body) as Event);
        await sqs.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
      }
      const own = seen.filter((event) => event.detail.jobId === jobId && event['detail-type'] === type);
      expect(own.length).toBeLessThanOrEqual(count);
      return own.length === count ? own : undefined;
    });
  const STATE = 'Batch Job State Change';

  test('tell each status of a job but SUBMITTED, as the job was in it, with its retries', async () => {
    const jobDefinition = await register(batch, 'second', ['sh', '-c', '[ "$AWS_BATCH_JOB_ATTEMPT" = 2 ]'], {
      retryStrategy: { attempts: 2 },
    });
    const { jobId, jobArn } = await batch.send(
      new SubmitJobCommand({ jobName: 'second', jobQueue: 'queue', jobDefinition }),
    );
    const done = await ended(batch, jobId);
    const events = await eventsOf(jobId, STATE, 7);
    const count = (status: string) => events.filter(({ detail }) => detail.status === status).length;
    expect(['RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED'].map(count)).toEqual([2, 2, 2, 1]);
    for (const event of events) {
      expect(event).toMatchObject({ version: '0', source: 'aws.batch', account: '000000000000', resources: [jobArn] });
      expect(event.time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    }
    expect(new Set(events.map(({ id }) => id)).size).toBe(7);
    const last = events.find(({ detail }) => detail.status === 'SUCCEEDED');
    expect(last?.detail).toEqual(JSON.parse(JSON.stringify(done)));
    const waiting = events.filter(({ detail }) => detail.status === 'RUNNABLE').map(({ detail }) => detail);
    expect(waiting.map(({ startedAt }) => startedAt)).toEqual([undefined, undefined]);
    expect(waiting.map(({ attempts }) => attempts.length).sort()).toEqual([0, 1]);
  });

  test('tell of an array and of each child', async () => {
    const jobDefinition = await register(batch, 'true', ['true']);
    const { jobId } = await batch.send(
      new SubmitJobCommand({ jobName: 'array', jobQueue: 'queue', jobDefinition, arrayProperties: { size: 2 } }),
    );
    const parent = await eventsOf(jobId, STATE, 2);
    expect(parent.map(({ detail }) => detail.status).sort()).toEqual(['PENDING', 'SUCCEEDED']);
    const child = await eventsOf(`${jobId}:1`, STATE, 4);
    expect(child.map(({ detail }) => detail.status).sort()).toEqual(['RUNNABLE', 'RUNNING', 'STARTING', 'SUCCEEDED']);
  });

  test('tell why a queue is blocked, with both resources', async () => {
    await batch.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: 'small-compute',
        type: 'MANAGED',
        computeResources: {
          type: 'EC2',
          maxvCpus: 1,
          subnets: ['s'],
          instanceTypes: ['optimal'],
          instanceRole: 'ecsInstanceRole',
        },
      }),
    );
    const { jobQueueArn = '' } = await batch.send(
      new CreateJobQueueCommand({
        jobQueueName: 'small',
        priority: 1,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'small-compute' }],
      }),
    );
    const jobDefinition = await register(batch, 'wide', ['true'], {
      containerProperties: {
        image: 'busybox',
        resourceRequirements: [
          { type: 'VCPU', value: '2' },
          { type: 'MEMORY', value: '128' },
        ],
      },
    });
    const { jobId, jobArn } = await batch.send(
      new SubmitJobCommand({ jobName: 'wide', jobQueue: 'small', jobDefinition }),
    );
    await inStatus(batch, jobId, 'RUNNABLE');
    const [blocked] = await eventsOf(jobId, 'Batch Job Queue Blocked', 1);
    expect(blocked).toMatchObject({
      resources: [jobArn, jobQueueArn],
      detail: {
        status: 'RUNNABLE',
        statusReason: expect.stringMatching(/^MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE - /),
      },
    });
    await batch.send(new TerminateJobCommand({ jobId, reason: 'enough' }));
    const [failed] = (await eventsOf(jobId, STATE, 2)).filter(({ detail }) => detail.status === 'FAILED');
    expect(failed?.detail.statusReason).toBe('enough');
  });
});

test.each([
  ['events', 'expected the http URL of a queue'],
  ['ftp://127.0.0.1/1/events', 'expected the http URL of a queue'],
  ['https://sqs.us-east-1.amazonaws.com/123456789012/events', 'nothing here is sent to AWS'],
  ['https://sqs.cn-north-1.amazonaws.com.cn/123456789012/events', 'nothing here is sent to AWS'],
  ['https://sqs.us-east-1.api.aws/123456789012/events', 'nothing here is sent to AWS'],
])('startLocal rejects events to %s', async (queueUrl, message) => {
  await expect(startLocal({ events: { queueUrl } })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    message: expect.stringContaining(message),
  });
});
