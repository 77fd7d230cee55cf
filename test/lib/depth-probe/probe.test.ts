import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BatchClient } from '@aws-sdk/client-batch';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { probe } from '../../../lib/probe/probe';
import { align, genomesPlatform, jobProps } from '../fixture';
import { fires, startMetrics } from './metrics-endpoint';
import { type Service, startService } from './service';

const run = promisify(execFile);
const ROOT = join(__dirname, '..', '..', '..');
const MINUTE = 60_000;
const never = new AbortController().signal;
jest.setTimeout(60_000);

let service: Service;
let metrics: Awaited<ReturnType<typeof startMetrics>>;
let cloudwatch: CloudWatchClient;
beforeAll(async () => {
  service = await startService('empty', 'edge', 'deep');
  metrics = await startMetrics();
  cloudwatch = new CloudWatchClient({
    endpoint: metrics.endpoint,
    region: service.local.region,
    credentials: service.local,
  });
  await service.submit('edge', { size: 100 });
  await service.submit('deep', { size: 10_000 });
});
beforeEach(() => {
  metrics.data.length = 0;
});
afterAll(async () => {
  cloudwatch.destroy();
  await service.stop();
  await metrics.stop();
});

const arnOf = (name: string): string => service.queues.get(name) as string;
const published = (): Record<string, number> =>
  Object.fromEntries(metrics.data.map(({ queue, name, value }) => [`${queue} ${name}`, value]));
const measure = (queues: readonly string[], now = new Date(), batch: Pick<BatchClient, 'send'> = service.batch) =>
  probe({ queues, batch, metrics: cloudwatch, now, signal: never });

test('every queue has its counts published, zeros too', async () => {
  await measure([arnOf('empty'), arnOf('deep')]);
  expect(published()).toEqual({
    'JobQueueName=empty JobsPending': 0,
    'JobQueueName=empty JobsRunnable': 0,
    'JobQueueName=empty JobsStarting': 0,
    'JobQueueName=empty JobsRunning': 0,
    'JobQueueName=empty JobsWaiting': 0,
    'JobQueueName=deep JobsPending': 0,
    'JobQueueName=deep JobsRunnable': 10_000,
    'JobQueueName=deep JobsStarting': 0,
    'JobQueueName=deep JobsRunning': 0,
    'JobQueueName=deep JobsWaiting': 10_000,
  });
});

test('one array of 10,000 fires "depth over 100 for 5 minutes", and one of 100 does not', async () => {
  const { platform, stack } = genomesPlatform();
  platform.addJob(align, jobProps());
  platform.depthProbe();
  platform.alarms('Ops', { notify: new Topic(stack, 'Topic'), depth: { over: 100 } });
  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  const alarm = alarms.find(({ Properties }) => Properties.MetricName === 'JobsWaiting')?.Properties;

  const start = Math.floor(Date.now() / MINUTE) * MINUTE - 10 * MINUTE;
  for (let minute = 0; minute < 5; minute += 1) {
    expect(fires(alarm, metrics.data, 'deep', start + minute * MINUTE)).toBe(false);
    await measure([arnOf('deep'), arnOf('edge')], new Date(start + minute * MINUTE + 7000));
  }
  expect(fires(alarm, metrics.data, 'deep', start + 5 * MINUTE)).toBe(true);
  expect(fires(alarm, metrics.data, 'edge', start + 5 * MINUTE)).toBe(false);
});

test('a queue that cannot be counted is told, and hides no other', async () => {
  const missing = arnOf('deep').replace(/deep$/, 'missing');
  const failure = await measure([missing, arnOf('deep')]).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(AggregateError);
  expect((failure as AggregateError).message).toMatch(/^1 of 2 queues could not be measured: missing: /);
  expect((failure as AggregateError).errors).toHaveLength(1);
  expect(published()).toMatchObject({ 'JobQueueName=deep JobsWaiting': 10_000 });
});

test('what has not been counted whole in time is not published', async () => {
  const counting = probe({
    queues: [arnOf('deep')],
    batch: service.batch,
    metrics: cloudwatch,
    now: new Date(),
    signal: AbortSignal.abort(),
  });
  await expect(counting).rejects.toThrow('1 of 1 queues could not be measured: deep: ');
  expect(metrics.data).toEqual([]);
});

test('the function that ships counts and publishes, with the clients that Lambda has', async () => {
  await run(process.execPath, [join(ROOT, 'lib', 'build.mjs')]);
  const invoke = `require(process.argv[1]).handler({ queues: process.argv.slice(2) }, { getRemainingTimeInMillis: () => 30000 })`;
  const bundle = join(ROOT, 'lib', 'dist', 'functions', 'depth-probe', 'index.js');
  await run(process.execPath, ['-e', invoke, bundle, arnOf('deep')], {
    env: {
      PATH: process.env.PATH,
      AWS_REGION: service.local.region,
      AWS_ACCESS_KEY_ID: service.local.accessKeyId,
      AWS_SECRET_ACCESS_KEY: service.local.secretAccessKey,
      AWS_ENDPOINT_URL_BATCH: service.local.endpoint,
      AWS_ENDPOINT_URL_CLOUDWATCH: metrics.endpoint,
    },
  });
  expect(published()).toMatchObject({ 'JobQueueName=deep JobsWaiting': 10_000 });
});
