import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { fixtureAws } from './fixture-aws';

const ROOT = join(__dirname, '../../..');
const ARN = 'arn:aws:batch:us-east-1:123456789012:';

test('an installation without the optional clients diagnoses with Batch alone, and names what to install', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'batchwright-explain-'));
  const modules = join(directory, 'node_modules');
  for (const name of ['@aws-sdk/client-batch', '@aws-sdk/client-cloudwatch-logs', '@smithy/core']) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  buildSync({
    entryPoints: [join(ROOT, 'runtime/src/explain/index.ts')],
    outfile: join(directory, 'explain.js'),
    bundle: true,
    platform: 'node',
    conditions: ['@batchwright/source'],
    external: ['@aws-sdk/*', '@smithy/*'],
  });
  const batch: Record<string, object> = {
    DescribeJobQueues: {
      jobQueues: [
        {
          jobQueueName: 'q',
          jobQueueArn: `${ARN}job-queue/q`,
          state: 'ENABLED',
          status: 'VALID',
          computeEnvironmentOrder: [{ order: 1, computeEnvironment: `${ARN}compute-environment/ce` }],
        },
      ],
    },
    GetJobQueueSnapshot: { frontOfQueue: { jobs: [] } },
    DescribeComputeEnvironments: {
      computeEnvironments: [
        {
          computeEnvironmentName: 'ce',
          computeEnvironmentArn: `${ARN}compute-environment/ce`,
          ecsClusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/ce',
          state: 'DISABLED',
          status: 'VALID',
          computeResources: { type: 'EC2', maxvCpus: 4, instanceTypes: ['m7i'], subnets: ['subnet-1'] },
        },
      ],
    },
  };
  const aws = await fixtureAws((operation) => batch[operation] && { body: batch[operation] }, undefined);
  try {
    writeFileSync(
      join(directory, 'main.js'),
      `require('./explain.js').diagnose({ queue: 'q' }, { endpoint: '${aws.endpoint}', region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
        .then((diagnosis) => console.log(JSON.stringify(diagnosis)));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'main.js')], { timeout: 60_000 });
    const { findings, skipped } = JSON.parse(stdout);
    expect(findings.map(({ cause }: { cause: string }) => cause)).toEqual(['ENVIRONMENT_DISABLED', 'NOTHING_WAITS']);
    expect(skipped.map(({ why }: { why: string }) => why).sort()).toEqual(
      ['auto-scaling', 'ec2', 'ecs', 'service-quotas'].map(
        (name) => `the package @aws-sdk/client-${name} is not installed: npm install @aws-sdk/client-${name}`,
      ),
    );
  } finally {
    await aws.close();
    rmSync(directory, { recursive: true, force: true });
  }
}, 90_000);
