import {
  type BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
} from '@aws-sdk/client-batch';
import type { Local } from '@batchwright/local';
import { LIMITS } from '@batchwright/model/service';
import { createEnvironment, createQueue, register, start } from '../start/service';

let local: Local;
let batch: BatchClient;
beforeAll(async () => {
  ({ local, batch } = await start());
  await createQueue(batch, 'queue');
  await register(batch, 'plain', ['true']);
});
afterAll(() => local.stop());

/** The refusal's name, status and text. */
async function refusalOf(sent: Promise<unknown>): Promise<{ name: string; status: number; message: string }> {
  try {
    await sent;
  } catch (error) {
    const { name, message, $metadata } = error as {
      name: string;
      message: string;
      $metadata: { httpStatusCode: number };
    };
    return { name, message, status: $metadata.httpStatusCode };
  }
  throw new Error('it was accepted');
}

const refused = (text: string | RegExp) => ({
  name: 'ClientException',
  status: 400,
  message: typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text),
});

describe('SubmitJob refuses', () => {
  const submit = (input: Partial<SubmitJobCommandInput>) =>
    refusalOf(
      batch.send(new SubmitJobCommand({ jobName: 'job', jobQueue: 'queue', jobDefinition: 'plain', ...input })),
    );
  const strings = (count: number) => Array.from({ length: count }, (_, index) => ({ jobId: String(index) }));

  test.each<[string, Partial<SubmitJobCommandInput>, string | RegExp]>([
    [
      'a name that begins with a hyphen',
      { jobName: '-job' },
      /^Error executing request, Exception : Job name should match valid pattern.*, RequestId: [0-9a-f-]{36}$/,
    ],
    ['a name that is too long', { jobName: 'j'.repeat(129) }, 'Job name should match valid pattern'],
    ['no name', { jobName: undefined }, 'jobName is required'],
    ['an unknown queue', { jobQueue: 'none' }, /^arn:aws:batch:us-east-1:000000000000:job-queue\/none does not exist$/],
    [
      'a queue of another account',
      { jobQueue: 'arn:aws:batch:us-east-1:999999999999:job-queue/queue' },
      'does not exist',
    ],
    ['an unknown definition', { jobDefinition: 'none' }, 'JobDefinition none not found'],
    ['an unknown revision', { jobDefinition: 'plain:99' }, 'JobDefinition plain:99 not found'],
    ['an array of 1', { arrayProperties: { size: 1 } }, 'Array size must be between 2 and 10000'],
    ['an array of 10,001', { arrayProperties: { size: 10_001 } }, 'Array size must be between 2 and 10000'],
    ['21 dependencies', { dependsOn: strings(21) }, 'at most 20'],
    ['an unknown dependency', { dependsOn: [{ jobId: 'none' }] }, 'Job none in dependsOn does not exist'],
    ['SEQUENTIAL on a plain job', { dependsOn: [{ type: 'SEQUENTIAL' }] }, 'only valid for array jobs'],
    ['N_TO_N on a plain job', { dependsOn: [{ type: 'N_TO_N', jobId: 'none' }] }, 'only valid for array jobs'],
    [
      'a reference without a value',
      { containerOverrides: { command: ['Ref::x'] } },
      /^Unable to substitute value\. No parameter found for reference x$/,
    ],
    [
      'an empty string in the command',
      { containerOverrides: { command: ['a', ''] } },
      'Command field cannot have empty strings',
    ],
    ['a share on a FIFO queue', { shareIdentifier: 'a' }, 'can onlybe submitted to job queue with fair share'],
    ['a timeout under a minute', { timeout: { attemptDurationSeconds: 59 } }, 'must be at least 60 seconds'],
    [
      'retries without attempts',
      { retryStrategy: { evaluateOnExit: [{ action: 'EXIT', onReason: '*' }] } },
      'RetryAttempts must be provided',
    ],
    ['11 attempts', { retryStrategy: { attempts: 11 } }, 'RetryAttempts must be between 1 and 10'],
    [
      'a variable of the service',
      { containerOverrides: { environment: [{ name: 'AWS_BATCH_X', value: '' }] } },
      'reserved',
    ],
    [
      'a variable without a name',
      { containerOverrides: { environment: [{ value: 'x' }] } },
      'Environment variable name is required',
    ],
    [
      'more memory as text',
      { containerOverrides: { resourceRequirements: [{ type: 'MEMORY', value: '1 GiB' }] } },
      'Please provide a numeric value',
    ],
    ['51 tags', { tags: Object.fromEntries(strings(51).map(({ jobId }) => [jobId, ''])) }, 'at most 50 tags'],
    ['a tag of AWS', { tags: { 'aws:x': '' } }, 'reserved'],
    ['overrides for nodes', { nodeOverrides: { numNodes: 2 } }, 'nodeOverrides is not applicable'],
    [
      'a request of more than 30 KiB',
      { parameters: { x: 'x'.repeat(40 * 1024) } },
      /^Error executing request, Exception : Job size must be less than 30 KiB, got 41 KiB/,
    ],
  ])('%s', async (_, input, message) => {
    expect(await submit(input)).toEqual(refused(message));
  });

  test('N_TO_N between arrays of unequal size', async () => {
    const { jobId } = await batch.send(
      new SubmitJobCommand({ jobName: 'a', jobQueue: 'queue', jobDefinition: 'plain', arrayProperties: { size: 2 } }),
    );
    const dependsOn = [{ jobId, type: 'N_TO_N' as const }];
    expect(await submit({ arrayProperties: { size: 3 }, dependsOn })).toEqual(refused('equal size'));
    expect(await submit({ dependsOn: [{ jobId: `${jobId}:1` }] })).toEqual(refused('is a child of an array'));
  });

  test('an EC2 definition on a Fargate queue', async () => {
    await batch.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: 'fargate',
        type: 'MANAGED',
        computeResources: { type: 'FARGATE', maxvCpus: 4, subnets: ['subnet-1'], securityGroupIds: ['sg-1'] },
      }),
    );
    await batch.send(
      new CreateJobQueueCommand({
        jobQueueName: 'fargate',
        priority: 1,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'fargate' }],
      }),
    );
    expect(await submit({ jobQueue: 'fargate' })).toEqual(
      refused(/^Job Queue is attached to Compute Environment that can not run Jobs with capability EC2\.$/),
    );
  });

  test('a job without a share on a fair-share queue, and takes one with', async () => {
    const { arn } = await batch.send(new CreateSchedulingPolicyCommand({ name: 'fair', fairsharePolicy: {} }));
    await createEnvironment(batch, 'fair', 4);
    await batch.send(
      new CreateJobQueueCommand({
        jobQueueName: 'fair',
        priority: 1,
        schedulingPolicyArn: arn,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'fair' }],
      }),
    );
    expect(await submit({ jobQueue: 'fair' })).toEqual(refused('shareIdentifier is required'));
    expect(await submit({ jobQueue: 'fair', shareIdentifier: 'a b' })).toEqual(refused('valid pattern'));
    const accepted = await batch.send(
      new SubmitJobCommand({ jobName: 'j', jobQueue: 'fair', jobDefinition: 'plain', shareIdentifier: 'a' }),
    );
    expect(accepted.jobId).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('RegisterJobDefinition refuses', () => {
  const sizes = [
    { type: 'VCPU' as const, value: '1' },
    { type: 'MEMORY' as const, value: '2048' },
  ];
  const ec2 = { image: 'busybox', command: ['true'], resourceRequirements: sizes };
  const fargate = { ...ec2, executionRoleArn: 'arn:aws:iam::000000000000:role/x' };
  const attempt = (input: Partial<RegisterJobDefinitionCommandInput>) =>
    refusalOf(
      batch.send(
        new RegisterJobDefinitionCommand({
          jobDefinitionName: 'd',
          type: 'container',
          containerProperties: ec2,
          ...input,
        }),
      ),
    );
  const onFargate = (more: object): Partial<RegisterJobDefinitionCommandInput> => ({
    platformCapabilities: ['FARGATE'],
    containerProperties: { ...fargate, ...more },
  });

  test.each<[string, Partial<RegisterJobDefinitionCommandInput>, string]>([
    ['a name with a dot', { jobDefinitionName: 'a.b' }, 'should match valid pattern'],
    ['no type', { type: undefined }, 'type is required'],
    ['no container', { containerProperties: undefined }, 'ECS Container Image must be provided'],
    ['no image', { containerProperties: { ...ec2, image: undefined } }, 'ECS Container Image must be provided'],
    ['no vCPUs', { containerProperties: { ...ec2, resourceRequirements: sizes.slice(1) } }, 'vCPU is required'],
    [
      'half a vCPU on EC2',
      { containerProperties: { ...ec2, resourceRequirements: [{ type: 'VCPU', value: '0.5' }, sizes[1]!] } },
      'vCPU must be at least 1, got 0.5',
    ],
    [
      '3 MiB',
      { containerProperties: { ...ec2, resourceRequirements: [sizes[0]!, { type: 'MEMORY', value: '3' }] } },
      'Memory must be at least 4 Mib, got 3 Mib',
    ],
    [
      'a requirement twice',
      { containerProperties: { ...ec2, resourceRequirements: [...sizes, sizes[0]!] } },
      'Cannot provide duplicates',
    ],
    ['two capabilities', { platformCapabilities: ['EC2', 'FARGATE'] }, 'Exactly 1 capability'],
    [
      'secrets without an execution role',
      { containerProperties: { ...ec2, secrets: [{ name: 'a', valueFrom: 'b' }] } },
      'executionRoleArn cannot be empty',
    ],
    [
      'a Fargate platform on EC2',
      { containerProperties: { ...ec2, fargatePlatformConfiguration: { platformVersion: 'LATEST' } } },
      'fargatePlatformConfiguration not applicable',
    ],
    [
      'a network on EC2',
      { containerProperties: { ...ec2, networkConfiguration: { assignPublicIp: 'ENABLED' } } },
      'networkConfiguration not applicable',
    ],
    [
      'Fargate without an execution role',
      onFargate({ executionRoleArn: undefined }),
      'executionRoleArn is required for Fargate',
    ],
    [
      'a size that Fargate has not',
      onFargate({ resourceRequirements: [sizes[0]!, { type: 'MEMORY', value: '1024' }] }),
      'Fargate resource requirements are not valid',
    ],
    [
      'a GPU on Fargate',
      onFargate({ resourceRequirements: [...sizes, { type: 'GPU', value: '1' }] }),
      'GPU is not applicable for Fargate',
    ],
    [
      'ulimits on Fargate',
      onFargate({ ulimits: [{ name: 'nofile', softLimit: 1, hardLimit: 1 }] }),
      'ulimits is not applicable',
    ],
    ['swap on Fargate', onFargate({ linuxParameters: { maxSwap: 1 } }), 'linuxParameter.maxSwap is not allowed'],
    [
      'a host volume on Fargate',
      onFargate({ volumes: [{ name: 'v', host: { sourcePath: '/x' } }] }),
      'host.sourcePath should not be set',
    ],
    [
      '20 GiB of disk on Fargate',
      onFargate({ ephemeralStorage: { sizeInGiB: 20 } }),
      'between range 21 GiB to 200 GiB',
    ],
    [
      'a log driver that Fargate has not',
      onFargate({ logConfiguration: { logDriver: 'syslog' } }),
      'Log driver for Fargate is not valid: syslog',
    ],
    [
      'a retry rule without a condition',
      { retryStrategy: { attempts: 2, evaluateOnExit: [{ action: 'RETRY' }] } },
      'at least one of onExitCode',
    ],
    [
      'a retry pattern with an inner asterisk',
      { retryStrategy: { attempts: 2, evaluateOnExit: [{ action: 'RETRY', onReason: '*x' }] } },
      'restricted characters',
    ],
    ['a scheduling priority of 10,000', { schedulingPriority: 10_000 }, 'between 0 and 9999'],
    [
      'a definition of more than 24 KiB',
      { parameters: { x: 'x'.repeat(LIMITS.definitionBytes) } },
      'Job definition size must be less than 24 KiB, got 25 KiB',
    ],
    ['both kinds of properties', { ecsProperties: { taskProperties: [] } }, 'Cannot use both'],
    [
      'several nodes on Fargate',
      { type: 'multinode', platformCapabilities: ['FARGATE'] },
      'Fargate does not support MNP jobs',
    ],
  ])('%s', async (_, input, message) => {
    expect(await attempt(input)).toEqual(refused(message));
  });

  test('what is real but not served here with a 501 that names it', async () => {
    expect(
      await attempt({ type: 'multinode', nodeProperties: { numNodes: 2, mainNode: 0, nodeRangeProperties: [] } }),
    ).toMatchObject({
      name: 'NotImplementedException',
      status: 501,
      message: expect.stringContaining('multi-node'),
    });
  });
});

test('DescribeJobs refuses more than 100 ids', async () => {
  const jobs = Array.from({ length: LIMITS.describeIds + 1 }, (_, index) => String(index));
  expect(await refusalOf(batch.send(new DescribeJobsCommand({ jobs })))).toEqual(
    refused('Maximum number of jobs supported is  100 .'),
  );
});
