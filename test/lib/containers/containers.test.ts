import { Compute, type JobProps, type SidecarProps } from '@batchwright/cdk';
import { CONTAINER_LIMITS } from '@batchwright/model/service';
import { Duration, Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Secret as BatchSecret } from 'aws-cdk-lib/aws-batch';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import fc from 'fast-check';
import { containersProblem } from '../../../lib/src/containers';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps, only, refusal } from '../fixture';

const image = ContainerImage.fromRegistry('public.ecr.aws/docker/library/busybox:stable');
const sidecar = (props: Partial<SidecarProps> = {}): SidecarProps => ({
  image,
  vcpus: 1,
  memory: Size.gibibytes(1),
  ...props,
});
const with_ = (props: Partial<JobProps<'urgent' | 'nightly'>>) => jobProps(props);

/** Containers of the only definition, by name. */
function containersOf(template: Template): Record<string, Record<string, unknown>> {
  const { EcsProperties } = only(template, 'AWS::Batch::JobDefinition') as {
    EcsProperties: { TaskProperties: [{ Containers: { Name: string }[] }] };
  };
  return Object.fromEntries(EcsProperties.TaskProperties[0].Containers.map((one) => [one.Name, one]));
}

describe('a job with a sidecar, a preparation and a log router', () => {
  const at = emptyStack();
  const { platform } = genomesPlatform({}, at);
  const token = new Secret(at.stack, 'Token');
  const job = platform.addJob(
    align,
    with_({
      queues: ['urgent'],
      dependsOn: { prepare: 'SUCCESS', proxy: 'START' },
      sharedDirectories: ['/var/run/proxy'],
      sidecars: {
        proxy: sidecar({
          essential: true,
          environment: { PORT: '8080' },
          secrets: { TOKEN: BatchSecret.fromSecretsManager(token) },
          stopTimeout: Duration.seconds(20),
        }),
        prepare: sidecar({ command: ['fetch'] }),
      },
      logRouter: {
        image,
        vcpus: 1,
        memory: Size.mebibytes(256),
        options: { Name: 'datadog' },
        secretOptions: { apikey: BatchSecret.fromSecretsManager(token) },
      },
    }),
  );
  const template = Template.fromStack(at.stack);
  const containers = containersOf(template);

  test('has no container properties, and all containers in one task, the worker first', () => {
    const definition = only(template, 'AWS::Batch::JobDefinition');
    expect(definition).not.toHaveProperty('ContainerProperties');
    expect(definition).toMatchObject({ Type: 'container', PlatformCapabilities: ['EC2'] });
    expect(Object.keys(containers)).toEqual(['worker', 'prepare', 'proxy', 'log-router']);
  });

  test('starts its worker after what it waits for, and ends with it', () => {
    expect(containers.worker).toMatchObject({
      Essential: true,
      DependsOn: [
        { ContainerName: 'log-router', Condition: 'START' },
        { ContainerName: 'prepare', Condition: 'SUCCESS' },
        { ContainerName: 'proxy', Condition: 'START' },
      ],
    });
    expect(containers.prepare).toMatchObject({ Essential: false, Command: ['fetch'] });
    expect(containers.proxy).toMatchObject({ Essential: true, StopTimeout: 20 });
  });

  test('gives each container its own sizes, variables and secrets, and the worker alone its input', () => {
    expect(containers.proxy).toMatchObject({
      Environment: expect.arrayContaining([{ Name: 'PORT', Value: '8080' }]),
      Secrets: [{ Name: 'TOKEN' }],
      ResourceRequirements: [
        { Type: 'MEMORY', Value: '1024' },
        { Type: 'VCPU', Value: '1' },
      ],
    });
    const names = (name: string) =>
      (containers[name]?.Environment as { Name: string }[] | undefined)?.map(({ Name }) => Name) ?? [];
    expect(names('worker')).toEqual(expect.arrayContaining(['BATCHWRIGHT_JOB', 'BATCHWRIGHT_WORKSPACE']));
    expect(names('proxy')).not.toEqual(expect.arrayContaining([expect.stringMatching(/^BATCHWRIGHT_/)]));
    expect(containers.worker).not.toHaveProperty('Secrets');
  });

  test('shares only the directories that are named, besides which each has its own', () => {
    const mounts = (name: string) => containers[name]?.MountPoints;
    expect(mounts('worker')).toEqual([
      { ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'tmp' },
      { ContainerPath: '/var/run/proxy', ReadOnly: false, SourceVolume: 'shared-1' },
    ]);
    expect(mounts('proxy')).toEqual([
      { ContainerPath: '/tmp', ReadOnly: false, SourceVolume: 'proxy-tmp' },
      { ContainerPath: '/var/run/proxy', ReadOnly: false, SourceVolume: 'shared-1' },
    ]);
    template.hasResourceProperties('AWS::Batch::JobDefinition', {
      EcsProperties: {
        TaskProperties: [
          {
            Volumes: Match.arrayEquals(
              ['tmp', 'prepare-tmp', 'proxy-tmp', 'log-router-tmp', 'shared-1'].map((Name) =>
                Match.objectLike({ Name }),
              ),
            ),
            TaskRoleArn: Match.anyValue(),
            ExecutionRoleArn: Match.anyValue(),
          },
        ],
      },
    });
  });

  test('sends what the containers print to the router, and what the router prints to the log group', () => {
    const secretOptions = [{ Name: 'apikey', ValueFrom: expect.anything() }];
    for (const name of ['worker', 'proxy', 'prepare']) {
      expect(containers[name]?.LogConfiguration).toEqual({
        LogDriver: 'awsfirelens',
        Options: { Name: 'datadog' },
        SecretOptions: secretOptions,
      });
    }
    expect(containers['log-router']).toMatchObject({
      Essential: false,
      FirelensConfiguration: { Type: 'fluentbit', Options: { 'enable-ecs-log-metadata': 'true' } },
      LogConfiguration: { LogDriver: 'awslogs' },
    });
  });

  test('lets an execution role of its own read the secrets, and tells submitters the form', () => {
    expect(job.executionRole.node.path).toContain('/Jobs/align/');
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['secretsmanager:GetSecretValue']), Effect: 'Allow' }),
        ]),
      },
    });
    expect(job.forms).toEqual({ EC2: { ecs: 'worker' } });
    const parameters = Object.values(template.findResources('AWS::SSM::Parameter')).map((one) => JSON.stringify(one));
    expect(parameters.filter((one) => one.includes('\\"forms\\":{\\"EC2\\":{\\"ecs\\":\\"worker\\"}}'))).toHaveLength(
      1,
    );
  });
});

test('a Fargate job of several containers has its network, its platform and a sum that is a size of Fargate', () => {
  const { platform, stack } = fargatePlatform();
  platform.addJob(
    align,
    with_({ vcpus: 1.5, memory: Size.gibibytes(3), sidecars: { proxy: sidecar({ vcpus: 0.5 }) } }),
  );
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Batch::JobDefinition', {
    PlatformCapabilities: ['FARGATE'],
    EcsProperties: {
      TaskProperties: [
        {
          NetworkConfiguration: { AssignPublicIp: 'DISABLED' },
          RuntimePlatform: { CpuArchitecture: 'X86_64', OperatingSystemFamily: 'LINUX' },
        },
      ],
    },
  });
});

test('a job on managed instances is a task with its capability, its architecture and no network of its own', () => {
  const { platform, stack } = genomesPlatform({
    compute: { managed: Compute.managedInstances({ maxvCpus: 16, architecture: 'arm64' }) },
    queues: { urgent: { priority: 10, compute: ['managed'] }, nightly: { priority: 1, compute: ['managed'] } },
  });
  const job = platform.addJob(align, with_({}));
  const definition = only(Template.fromStack(stack), 'AWS::Batch::JobDefinition');
  expect(definition).toMatchObject({
    Type: 'container',
    PlatformCapabilities: ['MANAGED_INSTANCES'],
    EcsProperties: {
      TaskProperties: [
        {
          Containers: [{ Name: 'worker', Essential: true }],
          RuntimePlatform: { CpuArchitecture: 'ARM64', OperatingSystemFamily: 'LINUX' },
        },
      ],
    },
  });
  expect(definition).not.toHaveProperty('ContainerProperties');
  expect(JSON.stringify(definition)).not.toContain('NetworkConfiguration');
  expect(job.forms).toEqual({ MANAGED_INSTANCES: { ecs: 'worker' } });
  expect(job.definitionNames.MANAGED_INSTANCES).toMatch(/align_managed$/);
});

const refusalOf = (props: Partial<JobProps<'urgent' | 'nightly'>>, of = genomesPlatform()) =>
  refusal(() => of.platform.addJob(align, with_(props)));

test.each<[string, Partial<JobProps<'urgent' | 'nightly'>>, RegExp]>([
  ['a sidecar that is named like the worker', { sidecars: { worker: sidecar() } }, /sidecars has "worker"/],
  ['a name with a space', { sidecars: { 'a b': sidecar() } }, /sidecar "a b"; expected/],
  [
    'more containers than the service takes',
    {
      sidecars: Object.fromEntries(
        Array.from({ length: CONTAINER_LIMITS.containers }, (_, i) => [`s${i}`, sidecar({ vcpus: 1 })]),
      ),
    },
    /has 11 containers.*at most 10/,
  ],
  [
    'a dependency on nobody',
    { dependsOn: { stray: 'START' }, sidecars: { proxy: sidecar() } },
    /"worker" depends on "stray"; the job's other containers are proxy/,
  ],
  [
    'the success of an essential container',
    { dependsOn: { proxy: 'SUCCESS' }, sidecars: { proxy: sidecar({ essential: true }) } },
    /waits for SUCCESS of "proxy", which is essential/,
  ],
  [
    'the end of the worker',
    { sidecars: { proxy: sidecar({ dependsOn: { worker: 'COMPLETE' } }) } },
    /waits for COMPLETE of "worker", which is essential/,
  ],
  [
    'containers that wait for each other',
    { dependsOn: { proxy: 'START' }, sidecars: { proxy: sidecar({ dependsOn: { worker: 'START' } }) } },
    /worker, proxy wait for each other/,
  ],
  [
    'a stop that is too short',
    { sidecars: { proxy: sidecar({ stopTimeout: Duration.seconds(1) }) } },
    /stopTimeout of sidecar proxy is 1; expected a whole number from 2/,
  ],
  ['a sidecar of no size', { sidecars: { proxy: sidecar({ vcpus: 0.5 }) } }, /vcpus of sidecar proxy is 0.5/],
  [
    'a reserved variable of a sidecar',
    { sidecars: { proxy: sidecar({ environment: { AWS_BATCH_X: '1' } }) } },
    /sidecar proxy: environment variable AWS_BATCH_X/,
  ],
  [
    'a parameter that a sidecar needs and the job has not',
    { sidecars: { proxy: sidecar({ command: ['Ref::port'] }) } },
    /sidecar proxy: command has Ref::port/,
  ],
  ['a dependency of a job of one container', { dependsOn: { proxy: 'START' } }, /for several containers/],
  [
    'a relative shared directory',
    { sharedDirectories: ['run'], sidecars: { proxy: sidecar() } },
    /sharedDirectories has "run"/,
  ],
  [
    'logs that go nowhere',
    { logRouter: { image, vcpus: 1, memory: Size.mebibytes(256), options: {} } },
    /logRouter.options is empty/,
  ],
  [
    'more vCPUs in all than there are',
    { vcpus: 16, queues: ['urgent'], sidecars: { proxy: sidecar() } },
    /vcpus is 17, but the compute of queue "urgent" has maxvCpus 16/,
  ],
])('refuses %s', (_what, props, message) => {
  expect(refusalOf(props)).toMatchObject({ path: 'Test/Genomes/Jobs/align', message: expect.stringMatching(message) });
});

test.each<[string, Partial<JobProps<'urgent' | 'nightly'>>, RegExp]>([
  ['a sum that is no size of Fargate', { sidecars: { proxy: sidecar() } }, /no size of 3 vCPU/],
  [
    'a router that is configured from S3',
    {
      vcpus: 1,
      memory: Size.gibibytes(3),
      logRouter: { image, vcpus: 1, memory: Size.gibibytes(1), options: {}, config: { s3: 'arn:aws:s3:::b/k' } },
    },
    /S3 object, which Fargate does not take/,
  ],
  [
    'a wait of minutes',
    { vcpus: 1, memory: Size.gibibytes(3), sidecars: { proxy: sidecar({ startTimeout: Duration.minutes(3) }) } },
    /startTimeout of sidecar proxy is 180; expected a whole number from 2 to 120/,
  ],
])('refuses on Fargate %s', (_what, props, message) => {
  expect(refusalOf(props, fargatePlatform()).message).toMatch(message);
});

test('containers that wait only for earlier ones are taken, in whatever order they are named', () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.nat(8), { maxLength: 3 }), { minLength: 1, maxLength: 8 }), (waits) => {
      const order = (index: number) => `s${(index * 5) % 11}`;
      const entries = waits.map((on, index): [string, SidecarProps] => [
        order(index),
        sidecar({
          dependsOn: Object.fromEntries(on.filter((one) => one < index).map((one) => [order(one), 'SUCCESS' as const])),
        }),
      ]);
      const sidecars = Object.fromEntries(entries);
      expect(containersProblem({ sidecars }, false)).toBeUndefined();
      const last = order(waits.length - 1);
      const circle = { ...sidecars, [order(0)]: sidecar({ dependsOn: { [last]: 'START' } }) };
      const closed = reaches(circle, last, order(0));
      expect(containersProblem({ sidecars: circle }, false) === undefined).toBe(!closed);
    }),
  );
});

/** Whether one container waits, however indirectly, for another or is it. */
function reaches(sidecars: Record<string, SidecarProps>, from: string, to: string): boolean {
  return from === to || Object.keys(sidecars[from]?.dependsOn ?? {}).some((next) => reaches(sidecars, next, to));
}
