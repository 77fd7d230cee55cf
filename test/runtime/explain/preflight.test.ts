import { BatchClient } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from '@aws-sdk/client-ecr';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import type { Manifest } from '@batchwright/runtime/contract';
import { preflight } from '@batchwright/runtime/explain';
import { describeWithMoto, type Moto, startMoto } from '../../examples/deploy/moto';
import { denied, type Fixture, fixtureAws } from './fixture-aws';

const ARN = 'arn:aws:batch:us-east-1:123456789012:';
const IMAGE = '123456789012.dkr.ecr.us-east-1.amazonaws.com/work:v1';
const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;

const manifest: Manifest = {
  batchwright: 'manifest',
  version: 1,
  platform: 'p',
  region: 'us-east-1',
  account: '123456789012',
  workspace: 's3://w',
  queues: { main: { arn: `${ARN}job-queue/main`, compute: 'FARGATE', priority: 1 } },
  jobs: { work: { definitions: { FARGATE: 'p-work' }, queues: ['main'] } },
};

const good = {
  image: IMAGE,
  resourceRequirements: [
    { type: 'VCPU', value: '2' },
    { type: 'MEMORY', value: '4096' },
  ],
  jobRoleArn: role('work'),
  executionRoleArn: role('work'),
  logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/p/work' } },
};

interface Change {
  readonly container?: object;
  readonly environment?: object;
  readonly queue?: object;
  readonly queues?: readonly object[];
  readonly definitions?: readonly object[];
  readonly answers?: Readonly<Record<string, Fixture>>;
}

describeWithMoto('preflight', () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
    const aws = { endpoint: moto.endpoint, region: moto.region, credentials: moto.credentials };
    const trust = (Service: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service } }],
      });
    const iam = new IAMClient(aws);
    const logs = new CloudWatchLogsClient(aws);
    const ecr = new ECRClient(aws);
    await iam.send(
      new CreateRoleCommand({ RoleName: 'work', AssumeRolePolicyDocument: trust('ecs-tasks.amazonaws.com') }),
    );
    await iam.send(
      new CreateRoleCommand({ RoleName: 'lambda', AssumeRolePolicyDocument: trust('lambda.amazonaws.com') }),
    );
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/p/work' }));
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'work' }));
    const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
    const imageManifest = {
      schemaVersion: 2,
      mediaType,
      config: { digest: `sha256:${'0'.repeat(64)}`, size: 1 },
      layers: [],
    };
    await ecr.send(
      new PutImageCommand({ repositoryName: 'work', imageManifest: JSON.stringify(imageManifest), imageTag: 'v1' }),
    );
    for (const client of [iam, logs, ecr]) client.destroy();
  }, 120_000);
  afterAll(() => moto?.stop());
  jest.setTimeout(60_000);

  async function checked({ container, environment, queue, queues, definitions, answers }: Change) {
    const batch: Record<string, object> = {
      DescribeJobQueues: {
        jobQueues: queues ?? [
          {
            jobQueueName: 'main',
            jobQueueArn: `${ARN}job-queue/main`,
            state: 'ENABLED',
            status: 'VALID',
            priority: 1,
            computeEnvironmentOrder: [{ order: 1, computeEnvironment: `${ARN}compute-environment/ce` }],
            ...queue,
          },
        ],
      },
      DescribeComputeEnvironments: {
        computeEnvironments: [
          {
            computeEnvironmentName: 'ce',
            computeEnvironmentArn: `${ARN}compute-environment/ce`,
            state: 'ENABLED',
            status: 'VALID',
            computeResources: { type: 'FARGATE', maxvCpus: 16, subnets: ['subnet-1'] },
            ...environment,
          },
        ],
      },
      DescribeJobDefinitions: {
        jobDefinitions: definitions ?? [
          {
            jobDefinitionName: 'p-work',
            jobDefinitionArn: `${ARN}job-definition/p-work:2`,
            revision: 2,
            type: 'container',
            platformCapabilities: ['FARGATE'],
            containerProperties: { ...good, ...container },
          },
        ],
      },
    };
    const aws = await fixtureAws(
      (operation) => answers?.[operation] ?? (batch[operation] && { body: batch[operation] }),
      moto.endpoint,
    );
    const client = new BatchClient({
      endpoint: aws.endpoint,
      region: moto.region,
      credentials: moto.credentials,
      maxAttempts: 1,
    });
    try {
      return await preflight({ manifest }, { client, endpoint: aws.endpoint });
    } finally {
      client.destroy();
      await aws.close();
    }
  }

  test('a platform that has all it needs is fine', async () => {
    // Moto knows the quotas of VPC only.
    const { ok, findings, skipped } = await checked({});
    expect({ ok, findings }).toEqual({ ok: true, findings: [] });
    expect(skipped.map(({ operation }) => operation)).toEqual(['servicequotas:GetServiceQuota']);
  });

  test.each<[string, string, string, RegExp, Change]>([
    ['QUEUE_MISSING', 'queue main', 'no queue', /job-queue\/main/, { queues: [] }],
    ['QUEUE_DISABLED', 'queue main', 'a queue that takes nothing', /DISABLED/, { queue: { state: 'DISABLED' } }],
    [
      'ENVIRONMENT_DISABLED',
      'queue main',
      'a disabled environment',
      /ce is DISABLED/,
      { environment: { state: 'DISABLED' } },
    ],
    ['DEFINITION_MISSING', 'job work', 'no active revision', /p-work/, { definitions: [] }],
    [
      'IMAGE_MISSING',
      'job work',
      'a tag that nobody pushed',
      /work:v2/,
      { container: { image: IMAGE.replace('v1', 'v2') } },
    ],
    [
      'IMAGE_MISSING',
      'job work',
      'no repository',
      /other:v1/,
      { container: { image: IMAGE.replace('/work', '/other') } },
    ],
    ['ROLE_MISSING', 'job work', 'no role', /role\/gone/, { container: { jobRoleArn: role('gone') } }],
    ['ROLE_TRUST', 'job work', 'a role of a function', /role\/lambda/, { container: { jobRoleArn: role('lambda') } }],
    [
      'LOG_GROUP_MISSING',
      'job work',
      'no log group',
      /\/p\/wor$/,
      { container: { logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/p/wor' } } } },
    ],
    [
      'MAX_VCPUS_TOO_SMALL',
      'job work on main',
      'a job larger than the environment',
      /wants 32 vCPUs/,
      { container: { resourceRequirements: [{ type: 'VCPU', value: '32' }] } },
    ],
  ])('%s is found of %s: %s', async (cause, about, _title, evidence, change) => {
    const { ok, findings } = await checked(change);
    expect({ ok, first: findings[0] }).toMatchObject({
      ok: false,
      first: { cause, about: [about], certainty: 'certain' },
    });
    expect(findings[0]?.evidence.map(({ says }) => says).join('\n')).toMatch(evidence);
  });

  test('an image of another registry is not asked for, and said so', async () => {
    const { ok, skipped } = await checked({ container: { image: 'docker.io/library/busybox:1' } });
    expect(ok).toBe(true);
    expect(skipped).toContainEqual({
      operation: 'images',
      why: expect.stringContaining('docker.io/library/busybox:1'),
    });
  });

  test.each(['ecr:DescribeImages', 'iam:GetRole', 'logs:DescribeLogGroups', 'batch:DescribeJobDefinitions'])(
    'without %s, that is skipped and the rest is found',
    async (permission) => {
      const operation = permission.slice(permission.indexOf(':') + 1);
      const { findings, skipped } = await checked({
        environment: { state: 'DISABLED' },
        answers: { [operation]: denied(operation) },
      });
      expect(findings.map(({ cause }) => cause)).toEqual(['ENVIRONMENT_DISABLED']);
      expect(skipped).toContainEqual({
        operation: permission,
        why: `these credentials may not: they need ${permission}`,
      });
    },
  );
});
