import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchClient, DescribeJobsCommand, type JobDetail, SubmitJobCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BatchPlatform, Compute, defineJob, definePlatform, Scheduled, unchecked } from '@batchwright/cdk';
import { type Local, startLocal } from '@batchwright/local';
import { ENV } from '@batchwright/model/contract';
import { App, Aws, Duration, Size, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import { DAILY } from './scheduled-job';
import { CONTEXT, submittedBy } from './universal-target';

jest.setTimeout(60_000);

interface Given {
  readonly texts: readonly string[];
  readonly at: string;
  readonly where: string;
}
const print = defineJob('print', { input: unchecked<Given>() });
const texts = ['say "hi" \'ho\'', 'C:\\temp\\"new"\\n', ' a\tb\r\nc  ', 'Größe 写真 🦒', '$x $(y) `z` %PATH%'];

let directory: string;
let local: Local;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batchwright-schedule-'));
  const worker = join(directory, 'worker.js');
  writeFileSync(worker, `console.log(process.env.${ENV.INPUT});`);
  local = await startLocal({ from: synthesize(join(directory, 'cdk.out'), worker), settleMs: 0 });
});
afterAll(async () => {
  await local?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A platform with a schedule, and a parameter that shows what the deployment makes of its target's input. */
function synthesize(outdir: string, worker: string): string {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Prints');
  const platform = new BatchPlatform(stack, 'Platform', {
    platform: definePlatform('prints', { queues: ['shared'], jobs: [print] }),
    vpc: new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false }),
    compute: { steady: Compute.onDemand({ maxvCpus: 4 }) },
    queues: { shared: { priority: 1, compute: ['steady'], shares: { science: 1 } } },
  });
  const job = platform.addJob(print, {
    image: ContainerImage.fromRegistry('worker'),
    command: [process.execPath, worker],
    vcpus: 1,
    memory: Size.mebibytes(256),
    timeout: Duration.minutes(2),
  });
  const { schedule } = job.onSchedule('Nightly', {
    schedule: DAILY,
    input: { texts, at: `"${Scheduled.TIME}"`, where: `\\${Aws.REGION}"` },
    shareIdentifier: 'science',
    schedulingPriority: 3,
    attempts: 2,
    timeout: Duration.minutes(1),
    tags: { Team: 'science' },
  });
  const { input } = schedule.target as CfnSchedule.TargetProperty;
  new CfnParameter(stack, 'Shown', { name: '/shown', type: 'String', value: input ?? '' });
  app.synth();
  return outdir;
}

test('what a schedule sends is taken by the service, and its worker gets the input', async () => {
  const options = { endpoint: local.endpoint, region: local.region, credentials: local, maxAttempts: 1 };
  const { Parameter } = await new SSMClient(options).send(new GetParameterCommand({ Name: '/shown' }));
  const batch = new BatchClient(options);
  const { jobId } = await batch.send(new SubmitJobCommand(submittedBy(Parameter?.Value ?? '')));

  const job = await ended(batch, jobId);
  expect(job).toMatchObject({
    status: 'SUCCEEDED',
    jobName: 'print-Nightly',
    shareIdentifier: 'science',
    schedulingPriority: 3,
    timeout: { attemptDurationSeconds: 60 },
    retryStrategy: { attempts: 2 },
    tags: { Team: 'science' },
  });
  const { events } = await new CloudWatchLogsClient(options).send(
    new GetLogEventsCommand({
      logGroupName: [...local.summary.logGroups][0],
      logStreamName: job.container?.logStreamName,
      startFromHead: true,
    }),
  );
  const time = CONTEXT['<aws.scheduler.scheduled-time>'];
  const expected: Given = { texts, at: `"${time}"`, where: `\\${local.region}"` };
  expect(events?.map(({ message }) => message)).toEqual([JSON.stringify(expected)]);
});

async function ended(batch: BatchClient, jobId: string | undefined): Promise<JobDetail> {
  const end = Date.now() + 45_000;
  while (Date.now() < end) {
    const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [jobId ?? ''] }));
    const [job] = jobs ?? [];
    if (job?.status === 'SUCCEEDED' || job?.status === 'FAILED') return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`job ${jobId} has not ended`);
}
