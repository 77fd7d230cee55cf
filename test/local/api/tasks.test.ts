import {
  type BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeJobDefinitionsCommand,
  DescribeJobQueuesCommand,
  RegisterJobDefinitionCommand,
  type RegisterJobDefinitionCommandInput,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  type TaskContainerProperties,
} from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Local } from '@batchwright/local';
import { createQueue, ended, start } from '../start/service';

let local: Local;
let batch: BatchClient;
beforeAll(async () => {
  ({ local, batch } = await start({ slots: 2 }));
  await createQueue(batch, 'tasks');
});
afterAll(() => local.stop());

const container = (more: Partial<TaskContainerProperties> = {}): TaskContainerProperties => ({
  name: 'worker',
  image: 'busybox',
  command: ['sh', '-c', 'echo "$GREETING"; exit 3'],
  resourceRequirements: [
    { type: 'VCPU', value: '1' },
    { type: 'MEMORY', value: '128' },
  ],
  ...more,
});

const definition = (
  containers: TaskContainerProperties[],
  more: Partial<RegisterJobDefinitionCommandInput> = {},
): RegisterJobDefinitionCommandInput => ({
  jobDefinitionName: 'task',
  type: 'container',
  ecsProperties: { taskProperties: [{ containers, executionRoleArn: 'arn:aws:iam::000000000000:role/x' }] },
  ...more,
});

const register = (...of: Parameters<typeof definition>) =>
  batch.send(new RegisterJobDefinitionCommand(definition(...of)));

const submit = (more: Partial<SubmitJobCommandInput> = {}) =>
  batch.send(new SubmitJobCommand({ jobName: 'one', jobQueue: 'tasks', jobDefinition: 'task', ...more }));

const overridesFor = (name: string): Partial<SubmitJobCommandInput> => ({
  ecsPropertiesOverride: {
    taskProperties: [{ containers: [{ name, environment: [{ name: 'GREETING', value: 'hello' }] }] }],
  },
});

test('a task runs its worker with the submission’s overrides, and tells its end where a task does', async () => {
  const proxy = container({ name: 'proxy', essential: false, command: ['sh', '-c', 'exit 9'] });
  await register([proxy, container({ dependsOn: [{ containerName: 'proxy', condition: 'START' }] })]);
  const { jobId = '' } = await submit(overridesFor('worker'));
  const job = await ended(batch, jobId);
  expect(job).toMatchObject({ status: 'FAILED' });
  expect(job).not.toHaveProperty('container');
  const [task] = job.ecsProperties?.taskProperties ?? [];
  expect(task?.containers?.map(({ name, exitCode }) => [name, exitCode])).toEqual([
    ['proxy', undefined],
    ['worker', 3],
  ]);
  expect(task?.taskArn).toMatch(/^arn:aws:ecs:/);
  const [attempt] = job.attempts ?? [];
  const [ran] = attempt?.taskProperties?.[0]?.containers ?? [];
  expect(ran).toMatchObject({ name: 'worker', exitCode: 3 });
  const logs = new CloudWatchLogsClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  const { events } = await logs.send(
    new GetLogEventsCommand({ logGroupName: '/aws/batch/job', logStreamName: ran?.logStreamName, startFromHead: true }),
  );
  logs.destroy();
  expect(events?.map(({ message }) => message)).toEqual(['hello']);
});

test('a task is described as it was registered', async () => {
  const containers = [container({ essential: true }), container({ name: 'proxy', essential: false, stopTimeout: 5 })];
  await register(containers, { jobDefinitionName: 'described' });
  const { jobDefinitions } = await batch.send(
    new DescribeJobDefinitionsCommand({ jobDefinitionName: 'described', status: 'ACTIVE' }),
  );
  expect(jobDefinitions?.[0]?.ecsProperties?.taskProperties?.[0]?.containers).toEqual(containers);
  expect(jobDefinitions?.[0]).not.toHaveProperty('containerProperties');
});

test('managed instances take tasks, from a queue of their type', async () => {
  const { computeEnvironmentArn } = await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'managed',
      type: 'MANAGED',
      computeResources: {
        type: 'ECS_MANAGED_INSTANCES',
        maxvCpus: 4,
        managedInstancesProvider: {
          infrastructureRoleArn: 'arn:aws:iam::000000000000:role/i',
          instanceLaunchTemplate: {
            ec2InstanceProfileArn: 'arn:aws:iam::000000000000:instance-profile/p',
            networkConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] },
          },
        },
      },
    }),
  );
  await batch.send(
    new CreateJobQueueCommand({
      jobQueueName: 'managed',
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: computeEnvironmentArn }],
    }),
  );
  const { jobQueues } = await batch.send(new DescribeJobQueuesCommand({ jobQueues: ['managed'] }));
  expect(jobQueues?.[0]?.jobQueueType).toBe('ECS_MANAGED_INSTANCES');
  await register([container({ command: ['true'] })], {
    jobDefinitionName: 'managed-task',
    platformCapabilities: ['MANAGED_INSTANCES'],
  });
  const { jobId = '' } = await submit({ jobQueue: 'managed', jobDefinition: 'managed-task' });
  expect((await ended(batch, jobId)).status).toBe('SUCCEEDED');
});

test.each<[string, TaskContainerProperties[], Partial<RegisterJobDefinitionCommandInput>, string]>([
  ['no container', [], {}, 'Number of containers must be between 1 and 10'],
  ['no essential one', [container({ essential: false })], {}, 'At least one container must be set as essential'],
  [
    'a dependency of a single one',
    [container({ dependsOn: [{ containerName: 'worker', condition: 'START' }] })],
    {},
    'Container dependency can not be used in a single-container job.',
  ],
  [
    'a dependency on nobody',
    [container(), container({ name: 'b', dependsOn: [{ containerName: 'c', condition: 'START' }] })],
    {},
    'containerName c must reference a defined container.',
  ],
  [
    'a condition that is none',
    [container(), container({ name: 'b', dependsOn: [{ containerName: 'worker', condition: 'HEALTHY' }] })],
    {},
    'TaskContainer dependency HEALTHY is not valid. Valid values are: [START, COMPLETE, SUCCESS]',
  ],
  [
    'the success of an essential one',
    [container(), container({ name: 'b', dependsOn: [{ containerName: 'worker', condition: 'SUCCESS' }] })],
    {},
    'can not have condition SUCCESS if the target is essential',
  ],
  [
    'nodes on managed instances',
    [container()],
    { platformCapabilities: ['MANAGED_INSTANCES'], type: 'multinode' },
    'MANAGED_INSTANCES does not support MNP jobs',
  ],
  [
    'a pod beside it',
    [container()],
    { eksProperties: { podProperties: {} } },
    'Cannot use both ecsProperties and eksProperties',
  ],
])('refuses a task with %s', async (_what, containers, more, message) => {
  await expect(register(containers, more)).rejects.toMatchObject({
    name: 'ClientException',
    message: expect.stringContaining(message),
  });
});

test('refuses overrides of another form, and of a container that is none', async () => {
  await register([container()]);
  await expect(submit({ containerOverrides: { environment: [] } })).rejects.toThrow(
    'containerOverrides is not applicable for a job definition with ecsProperties.',
  );
  await expect(submit(overridesFor('stray'))).rejects.toThrow(
    'containerName stray must reference a defined container.',
  );
});
