import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  ListJobsCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetParametersByPathCommand, SSMClient } from '@aws-sdk/client-ssm';
import { BatchPlatform, Compute, defineJob, definePlatform, unchecked } from '@batchwright/cdk';
import { type Local, startLocal } from '@batchwright/local';
import { ENV } from '@batchwright/model/contract';
import { App, Duration, Size, Stack } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CfnParameter } from 'aws-cdk-lib/aws-ssm';
import type { CfnStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { type Call, TaskError } from './run-workflow';
import { StepFunctions } from './step-functions';
import { created } from './triggered-job';
import { members } from './universal-target';

jest.setTimeout(60_000);

interface Given {
  readonly bucket: string;
  readonly key: string;
  readonly version?: string | undefined;
  readonly label: string;
}
const print = defineJob('print', { input: unchecked<Given>() });
const keys = [
  `say "hi" 'ho'`,
  'C:\\temp\\"new"\\n',
  ' a\tb\r\nc+%20',
  'Größe 写真 🦒',
  '{% $x %} $y $(z)',
  '"'.repeat(1024),
];

let directory: string;
let local: Local;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batchwright-uploads-'));
  const worker = join(directory, 'worker.js');
  writeFileSync(worker, `console.log(process.env.${ENV.INPUT});`);
  local = await startLocal({ from: synthesize(join(directory, 'cdk.out'), worker), settleMs: 0 });
});
afterAll(async () => {
  await local?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A platform with a trigger, and parameters that show what the deployment makes of its state machines. */
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
  const trigger = job.onObjectCreated('Upload', {
    bucket: new Bucket(stack, 'Uploads'),
    input: ({ bucket, key, versionId, etag }) => ({
      bucket,
      key,
      version: versionId,
      label: `${stack.region} "${etag}"`,
    }),
    shareIdentifier: 'science',
    tags: { Team: 'science' },
    attempts: 2,
  });
  for (const name of ['Build', 'Submit']) {
    const machine = trigger.node.findChild(name).node.findChild('Machine') as CfnStateMachine;
    const value = machine.definitionString ?? '';
    new CfnParameter(stack, `Shown${name}`, { name: `/shown/${name}`, type: 'String', tier: 'Advanced', value });
  }
  app.synth();
  return outdir;
}

test('what a trigger submits is taken by the service, once, and its worker gets the key as it is', async () => {
  const options = { endpoint: local.endpoint, region: local.region, credentials: local, maxAttempts: 1 };
  const { Parameters = [] } = await new SSMClient(options).send(new GetParametersByPathCommand({ Path: '/shown' }));
  const shown = (name: string): string => Parameters.find(({ Name }) => Name === `/shown/${name}`)?.Value ?? '';
  const batch = new BatchClient(options);
  const submitted: string[] = [];
  const call: Call = async (resource, request) => {
    const input = members(request) as never;
    try {
      if (resource === 'aws-sdk:batch:listJobs') {
        const { jobSummaryList } = await batch.send(new ListJobsCommand(input));
        return { JobSummaryList: jobSummaryList };
      }
      const { jobId = '' } = await batch.send(new SubmitJobCommand(input));
      submitted.push(jobId);
      // The answer to every second one is lost.
      if (submitted.length % 2 === 0) throw new Error('Read timed out');
      return { JobId: jobId };
    } catch (error) {
      throw new TaskError('Batch.BatchException', String(error));
    }
  };
  const aws = new StepFunctions({ build: shown('Build'), submit: shown('Submit') }, call);
  for (const [i, key] of keys.entries()) {
    const event = created(key, { sequencer: `00617F0829932${i}` });
    await aws.deliver(event);
    await aws.deliver(event);
  }
  expect(aws.sent).toEqual([]);
  expect(submitted).toHaveLength(keys.length);

  const logs = new CloudWatchLogsClient(options);
  for (const [i, key] of keys.entries()) {
    const job = await ended(batch, submitted[i]);
    expect(job).toMatchObject({
      status: 'SUCCEEDED',
      shareIdentifier: 'science',
      retryStrategy: { attempts: 2 },
      tags: { Team: 'science' },
    });
    const { events } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: [...local.summary.logGroups][0],
        logStreamName: job.container?.logStreamName,
        startFromHead: true,
      }),
    );
    expect(JSON.parse(events?.[0]?.message ?? '')).toEqual({
      bucket: 'uploads',
      key,
      version: 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e',
      label: `${local.region} "b1946ac92492d2347c6235b4d2611184"`,
    });
  }
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
