import {
  BatchClient,
  DescribeJobsCommand,
  ListJobsCommand,
  ListTagsForResourceCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Local } from '@batchwright/local';
import fc from 'fast-check';
import { describeWithMoto, type Moto, startMoto } from '../examples/deploy/moto';
import { createQueue, register, start, until } from '../local/start/service';
import { type Faults, type FaultsProxy, startFaultsProxy } from '.';

let local: Local;
let direct: BatchClient;
let proxy: FaultsProxy;
let batch: BatchClient;
/** Does not wait for answers that never come. */
let impatient: BatchClient;
let now = 0;
beforeAll(async () => {
  ({ local, batch: direct } = await start());
  await createQueue(direct, 'queue');
  await register(direct, 'true', ['true']);
  proxy = await startFaultsProxy({
    target: local.endpoint,
    credentials: local,
    faults: { seed: 1 },
    clock: () => now,
  });
  batch = clientOf();
  impatient = clientOf({ requestTimeout: 1000, throwOnRequestTimeout: true });
});
afterAll(() => proxy.close());

const clientOf = (requestHandler: object = {}): BatchClient =>
  new BatchClient({
    endpoint: proxy.endpoint,
    region: local.region,
    credentials: { accessKeyId: 'anybody', secretAccessKey: 'at all' },
    maxAttempts: 1,
    requestHandler,
  });

const submit = (jobName: string, client = batch) =>
  client.send(new SubmitJobCommand({ jobName, jobQueue: 'queue', jobDefinition: 'true' }));
/** Jobs of a name, asked without the proxy. */
const jobsNamed = async (jobName: string) => {
  const filters = [{ name: 'JOB_NAME', values: [jobName] }];
  return (await direct.send(new ListJobsCommand({ jobQueue: 'queue', filters }))).jobSummaryList ?? [];
};

test('what meets no fault passes as it is, with paths and methods', async () => {
  proxy.change({ seed: 1 });
  const { jobId, jobArn } = await submit('plain');
  const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [jobId ?? ''] }));
  expect(jobs?.[0]).toMatchObject({ jobArn, jobName: 'plain' });
  const resourceArn = 'arn:aws:batch:us-east-1:000000000000:job-queue/queue';
  expect((await batch.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({});
  await expect(submit('not a name')).rejects.toMatchObject({ name: 'ClientException' });
});

test.each<[string, Partial<Faults>, object, number]>([
  ['refused', { refuse: 1 }, { name: 'TooManyRequestsException', $metadata: { httpStatusCode: 429 } }, 0],
  ['reset before', { reset: { before: 1 } }, { message: expect.stringContaining('ECONNRESET') }, 0],
  ['reset after', { reset: { after: 1 } }, { message: expect.stringContaining('ECONNRESET') }, 1],
  ['silent before', { silence: { before: 1 } }, { name: 'TimeoutError' }, 0],
  ['silent after', { silence: { after: 1 } }, { name: 'TimeoutError' }, 1],
  ['broken before', { error: { before: 1 } }, { name: 'ServerException', $metadata: { httpStatusCode: 500 } }, 0],
  ['broken after', { error: { after: 1 } }, { name: 'ServerException', $metadata: { httpStatusCode: 500 } }, 1],
])(
  'a submission that is %s fails for the caller, and the service has the job or not',
  async (how, faults, error, jobs) => {
    proxy.change({ seed: 1, operations: ['submitjob'], ...faults });
    const jobName = how.replace(' ', '-');
    const from = proxy.passed.length;
    await expect(submit(jobName, 'silence' in faults ? impatient : batch)).rejects.toMatchObject(error);
    await until(() => (proxy.passed.length > from ? true : undefined));
    expect(await jobsNamed(jobName)).toHaveLength(jobs);
    expect(proxy.passed.at(-1)).toMatchObject({ operation: 'submitjob', taken: jobs === 1 });
    // The other operations are not meant.
    await batch.send(new DescribeJobsCommand({ jobs: [] }));
  },
);

test('the service has exactly the jobs that the proxy says it was sent, whatever the faults', async () => {
  const share = fc.constantFrom(0, 0.05, 0.15);
  const pair = fc.record({ before: share, after: share });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(), share, pair, pair, async (seed, refuse, reset, error) => {
      proxy.change({ seed, operations: ['submitjob'], refuse, reset, error });
      const name = `run-${++run}`;
      const from = proxy.passed.length;
      const ends = await Promise.allSettled(Array.from({ length: 20 }, () => submit(name)));
      const passed = proxy.passed.slice(from);
      expect(passed).toHaveLength(20);
      expect(await jobsNamed(name)).toHaveLength(passed.filter(({ taken }) => taken).length);
      const told = ends.filter(({ status }) => status === 'fulfilled').length;
      expect(told).toBe(passed.filter(({ fault }) => fault === undefined).length);
    }),
    { numRuns: 15 },
  );
});

test('a listing shows a job late, and the service itself at once', async () => {
  proxy.change({ seed: 1, listingLagMs: 60_000 });
  const { jobId } = await submit('late');
  const [{ createdAt = 0 } = {}] = await jobsNamed('late');
  const listed = async () => {
    const filters = [{ name: 'JOB_NAME', values: ['late'] }];
    const { jobSummaryList = [] } = await batch.send(new ListJobsCommand({ jobQueue: 'queue', filters }));
    return jobSummaryList.map((job) => job.jobId);
  };
  now = createdAt - 1;
  expect(await listed()).toEqual([]);
  now = createdAt + 60_000;
  expect(await listed()).toEqual([jobId]);
});

test('refuses shares that are none', async () => {
  const upstream = { target: local.endpoint, credentials: local };
  await expect(startFaultsProxy({ ...upstream, faults: { seed: 1, refuse: 2 } })).rejects.toThrow(RangeError);
});

describeWithMoto('before a queue of moto_server', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  }, 90_000);
  afterAll(() => moto.stop());

  test('messages come mixed and repeated, and all of them', async () => {
    const between = await startFaultsProxy({
      target: moto.endpoint,
      credentials: moto.credentials,
      faults: { seed: 2, messages: { hold: 0.3, repeat: 0.3 } },
    });
    const sqs = new SQSClient({ endpoint: between.endpoint, region: moto.region, credentials: moto.credentials });
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: 'mixed' }));
    const bodies = Array.from({ length: 30 }, (_, at) => String(at));
    for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    const seen: string[] = [];
    for (let empty = 0; empty < 2; ) {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 7 }));
      seen.push(...Messages.map(({ Body = '' }) => Body));
      empty = Messages.length === 0 ? empty + 1 : 0;
    }
    expect(new Set(seen)).toEqual(new Set(bodies));
    expect(seen.length).toBeGreaterThan(bodies.length);
    expect([...new Set(seen)]).not.toEqual(bodies);
    sqs.destroy();
    await between.close();
  });
});
