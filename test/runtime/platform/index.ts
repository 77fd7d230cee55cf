import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobQueuesCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, type LocalOptions, startLocal } from '@batchwright/local';
import { retryRules } from '@batchwright/model/contract';
import { type BatchOf, connect } from '@batchwright/runtime';
import { ENV, type Manifest } from '@batchwright/runtime/contract';
import { s3Store } from '@batchwright/runtime/s3';
import { buildSync } from 'esbuild';
import type { TestPlatform } from './contracts';

export interface TestSetup {
  readonly local: Local;
  readonly manifest: Manifest;
  readonly client: BatchClient;
  readonly s3: S3Client;
  readonly logs: CloudWatchLogsClient;
  readonly batch: BatchOf<TestPlatform>;
  /** What was asked of the service: `POST /v1/submitjob`. */
  readonly requests: string[];
  /** A worker's program, in a directory of its own. */
  readonly worker: string;
  stop(): Promise<void>;
}

/** One of the programs here, as people deploy them: one minified file that needs no `node_modules`. */
export const bundle = (program: string, outfile: string): void =>
  void buildSync({
    entryPoints: [join(__dirname, program)],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    conditions: ['@batchwright/source'],
  });

/** The local service with a small platform on Spot, and a worker that is one bundled file. */
export async function startPlatform(options: LocalOptions = {}): Promise<TestSetup> {
  const directory = mkdtempSync(join(tmpdir(), 'batchwright-runtime-test-'));
  const worker = join(directory, 'worker.js');
  bundle('worker.ts', worker);
  const requests: string[] = [];
  const local = await startLocal({
    stopGraceMs: 2000,
    slots: 4,
    onRequest: (info) => requests.push(`${info.service} ${info.method} ${info.rawPath}`),
    ...options,
  });
  const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
  const client = new BatchClient(aws);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  const logs = new CloudWatchLogsClient(aws);
  await s3.send(new CreateBucketCommand({ Bucket: 'workspace' }));
  const manifest = await provision(client, local, worker);
  const batch = await connect<TestPlatform>({
    client,
    manifest: JSON.stringify(manifest),
    store: s3Store({ client: s3 }),
    poll: { minMs: 20, maxMs: 200 },
  });
  return {
    local,
    manifest,
    client,
    s3,
    logs,
    batch,
    requests,
    worker,
    async stop() {
      await local.stop();
      for (const each of [client, s3, logs]) each.destroy();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function provision(client: BatchClient, local: Local, worker: string): Promise<Manifest> {
  await client.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'ce',
      type: 'MANAGED',
      state: 'ENABLED',
      computeResources: {
        type: 'SPOT',
        minvCpus: 0,
        maxvCpus: 64,
        instanceTypes: ['c5.large'],
        subnets: ['subnet-1'],
        securityGroupIds: ['sg-1'],
        instanceRole: 'ecsInstanceRole',
      },
    }),
  );
  await until(async () => {
    const { computeEnvironments } = await client.send(new DescribeComputeEnvironmentsCommand({}));
    return computeEnvironments?.[0]?.status === 'VALID';
  });
  const queues: Record<string, Manifest['queues'][string]> = {};
  for (const [name, priority] of [
    ['fast', 10],
    ['slow', 1],
  ] as const) {
    const { jobQueueArn } = await client.send(
      new CreateJobQueueCommand({
        jobQueueName: `test-${name}`,
        priority,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce' }],
      }),
    );
    queues[name] = { arn: jobQueueArn as string, compute: 'EC2', priority };
  }
  await until(async () => {
    const { jobQueues } = await client.send(new DescribeJobQueuesCommand({}));
    return jobQueues?.length === 2 && jobQueues.every(({ status }) => status === 'VALID');
  });
  const jobs: Record<string, Manifest['jobs'][string]> = {};
  for (const name of ['probe', 'touch', 'steps']) {
    await client.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName: `test-${name}`,
        type: 'container',
        platformCapabilities: ['EC2'],
        containerProperties: {
          image: 'worker',
          command: [process.execPath, worker],
          resourceRequirements: [
            { type: 'VCPU', value: '1' },
            { type: 'MEMORY', value: '512' },
          ],
          environment: [
            { name: ENV.JOB, value: name },
            { name: ENV.WORKSPACE, value: 's3://workspace/test' },
          ],
        },
        retryStrategy: {
          attempts: 2,
          evaluateOnExit: [...retryRules('EC2')],
        },
      }),
    );
    jobs[name] = { definitions: { EC2: `test-${name}` }, queues: ['fast', 'slow'] };
  }
  return {
    batchwright: 'manifest',
    version: 1,
    platform: 'test',
    region: local.region,
    account: local.accountId,
    workspace: 's3://workspace/test',
    queues,
    jobs,
  };
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 20));
}
