import {
  type BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  type CreateJobQueueCommandInput,
  CreateSchedulingPolicyCommand,
  DeleteComputeEnvironmentCommand,
  DeleteJobQueueCommand,
  DeleteSchedulingPolicyCommand,
  DeregisterJobDefinitionCommand,
  DescribeComputeEnvironmentsCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobQueuesCommand,
  DescribeSchedulingPoliciesCommand,
  DescribeServiceEnvironmentsCommand,
  ListSchedulingPoliciesCommand,
  ListTagsForResourceCommand,
  paginateDescribeJobDefinitions,
  SubmitJobCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateComputeEnvironmentCommand,
  UpdateJobQueueCommand,
} from '@aws-sdk/client-batch';
import type { Local } from '@batchwright/local';
import { createEnvironment, createQueue, register, start } from '../start/service';

let local: Local;
let batch: BatchClient;
beforeEach(async () => {
  ({ local, batch } = await start());
});
afterEach(() => local.stop());

const fails = (text: string) =>
  expect.objectContaining({ name: 'ClientException', message: expect.stringContaining(text) });

describe('a compute environment', () => {
  test('is CREATING at first, and no queue can name it then', async () => {
    await local.stop();
    ({ local, batch } = await start({ settleMs: 600_000 }));
    await batch.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: 'compute',
        type: 'MANAGED',
        computeResources: { type: 'FARGATE', maxvCpus: 1, subnets: ['s'], securityGroupIds: ['g'] },
      }),
    );
    const { computeEnvironments } = await batch.send(new DescribeComputeEnvironmentsCommand({}));
    expect(computeEnvironments?.[0]).toMatchObject({ status: 'CREATING', state: 'ENABLED' });
    await expect(
      batch.send(
        new CreateJobQueueCommand({
          jobQueueName: 'early',
          priority: 1,
          computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'compute' }],
        }),
      ),
    ).rejects.toEqual(fails('Compute Environments must be created and valid'));
  });

  test('is described as it was made', async () => {
    await createEnvironment(batch, 'compute', 8);
    const { computeEnvironments } = await batch.send(
      new DescribeComputeEnvironmentsCommand({ computeEnvironments: ['compute', 'unknown'] }),
    );
    expect(computeEnvironments).toEqual([
      expect.objectContaining({
        computeEnvironmentName: 'compute',
        computeEnvironmentArn: 'arn:aws:batch:us-east-1:000000000000:compute-environment/compute',
        ecsClusterArn: expect.stringMatching(
          /^arn:aws:ecs:us-east-1:000000000000:cluster\/compute_Batch_[0-9a-f-]{36}$/,
        ),
        status: 'VALID',
        statusReason: 'ComputeEnvironment Healthy',
        type: 'MANAGED',
        computeResources: expect.objectContaining({ type: 'EC2', maxvCpus: 8, instanceTypes: ['optimal'] }),
      }),
    ]);
  });

  test('can only be deleted when it is disabled and detached', async () => {
    await createQueue(batch, 'queue');
    const computeEnvironment = 'queue-compute';
    const remove = () => batch.send(new DeleteComputeEnvironmentCommand({ computeEnvironment }));
    await expect(remove()).rejects.toEqual(fails('Cannot delete, found existing JobQueue relationship'));
    await batch.send(new UpdateJobQueueCommand({ jobQueue: 'queue', state: 'DISABLED' }));
    await batch.send(new DeleteJobQueueCommand({ jobQueue: 'queue' }));
    await expect(remove()).rejects.toEqual(fails('must be disabled first'));
    await batch.send(new UpdateComputeEnvironmentCommand({ computeEnvironment, state: 'DISABLED' }));
    await remove();
    const { computeEnvironments } = await batch.send(new DescribeComputeEnvironmentsCommand({}));
    expect(computeEnvironments).toEqual([]);
  });

  test('refuses a change while another is under way', async () => {
    await local.stop();
    ({ local, batch } = await start({ settleMs: 60_000 }));
    const input = {
      computeEnvironmentName: 'compute',
      type: 'MANAGED' as const,
      computeResources: { type: 'FARGATE' as const, maxvCpus: 1, subnets: ['s'], securityGroupIds: ['g'] },
    };
    await batch.send(new CreateComputeEnvironmentCommand(input));
    await expect(batch.send(new CreateComputeEnvironmentCommand(input))).rejects.toEqual(fails('already exists'));
    await expect(
      batch.send(new UpdateComputeEnvironmentCommand({ computeEnvironment: 'compute', state: 'DISABLED' })),
    ).rejects.toEqual(fails('is being modified'));
  });

  test.each<[string, object, string]>([
    ['created DISABLED', { state: 'DISABLED' }, 'must be created in ENABLED state'],
    ['without resources', { computeResources: undefined }, 'computeResources must be provided'],
    ['with unmanaged vCPUs', { unmanagedvCpus: 4 }, 'unmanagedvCpus is not applicable'],
    [
      'on Fargate with instance types',
      {
        computeResources: {
          type: 'FARGATE',
          maxvCpus: 1,
          subnets: ['s'],
          securityGroupIds: ['g'],
          instanceTypes: ['x'],
        },
      },
      'instanceTypes is not applicable for Fargate',
    ],
    [
      'on Fargate with 17 subnets',
      { computeResources: { type: 'FARGATE', maxvCpus: 1, subnets: Array(17).fill('s'), securityGroupIds: ['g'] } },
      'maximum of 16 subnets',
    ],
    [
      'that wants more than it may have',
      {
        computeResources: {
          type: 'EC2',
          maxvCpus: 1,
          desiredvCpus: 2,
          subnets: ['s'],
          instanceTypes: ['m5'],
          instanceRole: 'r',
        },
      },
      'desiredvCpus should be between',
    ],
    [
      'unmanaged on Fargate',
      { type: 'UNMANAGED', computeResources: { type: 'FARGATE' } },
      'Cannot create an UNMANAGED Fargate',
    ],
  ])('is refused %s', async (_, more, message) => {
    const resources = { type: 'EC2' as const, maxvCpus: 1, subnets: ['s'], instanceTypes: ['m5'], instanceRole: 'r' };
    await expect(
      batch.send(
        new CreateComputeEnvironmentCommand({
          computeEnvironmentName: 'c',
          type: 'MANAGED',
          computeResources: resources,
          ...more,
        }),
      ),
    ).rejects.toEqual(fails(message));
  });
});

describe('a job queue', () => {
  test('takes no jobs when it is disabled, and can only be deleted then', async () => {
    await createQueue(batch, 'queue');
    await register(batch, 'plain', ['true']);
    await expect(batch.send(new DeleteJobQueueCommand({ jobQueue: 'queue' }))).rejects.toEqual(
      fails('must be disabled'),
    );
    const { jobQueueArn } = await batch.send(
      new UpdateJobQueueCommand({ jobQueue: 'queue', state: 'DISABLED', priority: 7 }),
    );
    await expect(
      batch.send(new SubmitJobCommand({ jobName: 'j', jobQueue: jobQueueArn, jobDefinition: 'plain' })),
    ).rejects.toEqual(fails('is DISABLED'));
    const { jobQueues } = await batch.send(new DescribeJobQueuesCommand({ jobQueues: [jobQueueArn ?? ''] }));
    expect(jobQueues).toEqual([
      expect.objectContaining({ state: 'DISABLED', priority: 7, status: 'VALID', statusReason: 'JobQueue Healthy' }),
    ]);
    await batch.send(new DeleteJobQueueCommand({ jobQueue: 'queue' }));
    await expect(batch.send(new UpdateJobQueueCommand({ jobQueue: 'queue' }))).rejects.toEqual(
      fails('arn:aws:batch:us-east-1:000000000000:job-queue/queue does not exist'),
    );
  });

  test('is refused for what is wrong with its order', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await createEnvironment(batch, name, 1);
    await batch.send(
      new CreateComputeEnvironmentCommand({
        computeEnvironmentName: 'fargate',
        type: 'MANAGED',
        computeResources: { type: 'FARGATE', maxvCpus: 1, subnets: ['s'], securityGroupIds: ['g'] },
      }),
    );
    const create = (names: string[], more: Partial<CreateJobQueueCommandInput> = {}) =>
      batch.send(
        new CreateJobQueueCommand({
          jobQueueName: 'queue',
          priority: 1,
          computeEnvironmentOrder: names.map((computeEnvironment, order) => ({ order, computeEnvironment })),
          ...more,
        }),
      );
    await expect(create([])).rejects.toEqual(fails('computeEnvironmentOrder is required'));
    await expect(create(['a', 'b', 'c', 'd'])).rejects.toEqual(fails('Only 3 environments are allowed'));
    await expect(create(['a', 'a'])).rejects.toEqual(fails('Duplicate ComputeEnvironments'));
    await expect(create(['a', 'fargate'])).rejects.toEqual(
      fails('Fargate and EC2 compute environments can not be mixed'),
    );
    await expect(create(['none'])).rejects.toEqual(fails('must be created and valid'));
    await expect(create(['a'], { jobQueueName: 'a b' })).rejects.toEqual(fails('Job Queue name should match'));
    await expect(create(['a'], { schedulingPolicyArn: 'none' })).rejects.toEqual(
      fails('SchedulingPolicy none not found'),
    );
    await expect(
      create(['a'], {
        jobStateTimeLimitActions: [{ action: 'TERMINATE', reason: 'x', state: 'RUNNABLE', maxTimeSeconds: 600 }],
      }),
    ).rejects.toEqual(fails('Invalid job action'));
    const same = [
      { order: 1, computeEnvironment: 'a' },
      { order: 1, computeEnvironment: 'b' },
    ];
    await expect(create([], { computeEnvironmentOrder: same })).rejects.toEqual(
      fails('Duplicate ComputeEnvironment order'),
    );
    await create(['b', 'a']);
  });
});

describe('a job definition', () => {
  test('has revisions, of which the latest active one is taken', async () => {
    await createQueue(batch, 'queue');
    const [first, second] = [await register(batch, 'def', ['true']), await register(batch, 'def', ['true'])];
    expect([first, second].map((arn) => arn.split('/')[1])).toEqual(['def:1', 'def:2']);
    await batch.send(new DeregisterJobDefinitionCommand({ jobDefinition: 'def:2' }));
    const { jobDefinitions } = await batch.send(
      new DescribeJobDefinitionsCommand({ jobDefinitionName: 'def', status: 'ACTIVE' }),
    );
    expect(jobDefinitions?.map(({ revision }) => revision)).toEqual([1]);
    await batch.send(new DeregisterJobDefinitionCommand({ jobDefinition: first }));
    await expect(
      batch.send(new SubmitJobCommand({ jobName: 'j', jobQueue: 'queue', jobDefinition: 'def' })),
    ).rejects.toEqual(fails('not active'));
    expect(await register(batch, 'def', ['true'])).toMatch(/def:3$/);
    await expect(batch.send(new DeregisterJobDefinitionCommand({ jobDefinition: 'def' }))).rejects.toEqual(
      fails('not found'),
    );
  });

  test('is described with what the service adds', async () => {
    await register(batch, 'def', ['echo', 'Ref::who'], {
      parameters: { who: 'me' },
      timeout: { attemptDurationSeconds: 60 },
    });
    const { jobDefinitions } = await batch.send(new DescribeJobDefinitionsCommand({ jobDefinitions: ['def:1'] }));
    expect(jobDefinitions).toEqual([
      expect.objectContaining({
        status: 'ACTIVE',
        type: 'container',
        parameters: { who: 'me' },
        timeout: { attemptDurationSeconds: 60 },
        platformCapabilities: ['EC2'],
        containerProperties: expect.objectContaining({ command: ['echo', 'Ref::who'], volumes: [], ulimits: [] }),
      }),
    ]);
  });

  test('pages are complete and without doubles', async () => {
    for (let index = 0; index < 7; index++) await register(batch, `def-${index}`, ['true']);
    const names: unknown[] = [];
    for await (const page of paginateDescribeJobDefinitions({ client: batch, pageSize: 3 }, {})) {
      names.push(...(page.jobDefinitions ?? []).map(({ jobDefinitionName }) => jobDefinitionName));
    }
    expect(names).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `def-${index}`));
    await expect(batch.send(new DescribeJobDefinitionsCommand({ nextToken: 'made-up' }))).rejects.toEqual(
      fails('Invalid nextToken'),
    );
  });
});

test('a scheduling policy is made, listed, described and deleted when no queue uses it', async () => {
  const fairsharePolicy = { shareDecaySeconds: 60, shareDistribution: [{ shareIdentifier: 'a*', weightFactor: 0.5 }] };
  const { arn } = await batch.send(new CreateSchedulingPolicyCommand({ name: 'fair', fairsharePolicy }));
  expect((await batch.send(new ListSchedulingPoliciesCommand({}))).schedulingPolicies).toEqual([{ arn }]);
  const { schedulingPolicies } = await batch.send(new DescribeSchedulingPoliciesCommand({ arns: [arn ?? ''] }));
  expect(schedulingPolicies).toEqual([expect.objectContaining({ name: 'fair', arn, fairsharePolicy })]);
  await createEnvironment(batch, 'c', 1);
  await batch.send(
    new CreateJobQueueCommand({
      jobQueueName: 'q',
      priority: 1,
      schedulingPolicyArn: arn,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'c' }],
    }),
  );
  await expect(batch.send(new DeleteSchedulingPolicyCommand({ arn }))).rejects.toEqual(fails('in use'));
  await expect(
    batch.send(
      new CreateSchedulingPolicyCommand({
        name: 'overlap',
        fairsharePolicy: { shareDistribution: [{ shareIdentifier: 'a*' }, { shareIdentifier: 'ab' }] },
      }),
    ),
  ).rejects.toEqual(fails('matches another share identifier'));
});

test('tags are added, listed and removed by ARNs with slashes', async () => {
  await createQueue(batch, 'queue');
  const resourceArn = 'arn:aws:batch:us-east-1:000000000000:job-queue/queue';
  await batch.send(new TagResourceCommand({ resourceArn, tags: { a: '1', 'b c': '2', d: '3' } }));
  await batch.send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'b c'] }));
  expect((await batch.send(new ListTagsForResourceCommand({ resourceArn }))).tags).toEqual({ d: '3' });
  await expect(batch.send(new ListTagsForResourceCommand({ resourceArn: `${resourceArn}-none` }))).rejects.toEqual(
    fails('does not exist'),
  );
});

test('an operation that is not served answers 501 with its name', async () => {
  await expect(batch.send(new DescribeServiceEnvironmentsCommand({}))).rejects.toMatchObject({
    name: 'NotImplementedException',
    $metadata: { httpStatusCode: 501 },
    message: expect.stringContaining('DescribeServiceEnvironments'),
  });
});
