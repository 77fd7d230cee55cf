import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compute, type JobProps, type PlatformError } from '@batchwright/cdk';
import { CfnParameter, Duration, SecretValue, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, type Template } from 'aws-cdk-lib/assertions';
import { DevicePermission, TmpfsMountOption, UlimitName } from 'aws-cdk-lib/aws-batch';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  align,
  emptyStack,
  fargatePlatform,
  genomesPlatform,
  jobProps,
  only,
  refusal,
  templateOfJob,
} from '../fixture';

type Given = Partial<JobProps<'urgent' | 'nightly'>>;

const containerOf = (template: Template) =>
  only(template, 'AWS::Batch::JobDefinition').ContainerProperties as Record<string, unknown>;

/** Both queues on one compute. */
const on = (compute: Compute, at = emptyStack()) =>
  genomesPlatform(
    {
      compute: { it: compute },
      queues: { urgent: { priority: 2, compute: ['it'] }, nightly: { priority: 1, compute: ['it'] } },
    },
    at,
  );

const gpuCompute = () =>
  Compute.onDemand({ maxvCpus: 64, instanceClasses: [InstanceClass.G6], images: [{ imageType: 'ECS_AL2023_NVIDIA' }] });

const refusalOf = (props: Given, of = genomesPlatform()): Pick<PlatformError, 'code' | 'path' | 'message'> =>
  refusal(() => of.platform.addJob(align, jobProps(props)));

describe('container on instances', () => {
  test('has what only instances have', () => {
    const container = containerOf(
      templateOfJob({
        user: '1000:1000',
        init: true,
        sharedMemory: Size.mebibytes(256),
        tmpfs: [{ containerPath: '/scratch', size: Size.mebibytes(128), mountOptions: [TmpfsMountOption.NOEXEC] }],
        devices: [{ hostPath: '/dev/fuse', containerPath: '/dev/fuse', permissions: [DevicePermission.READ] }],
        ulimits: [{ name: UlimitName.NOFILE, softLimit: 1024, hardLimit: 65_536 }],
      }),
    );
    expect(container).toMatchObject({
      User: '1000:1000',
      LinuxParameters: {
        InitProcessEnabled: true,
        SharedMemorySize: 256,
        Tmpfs: [{ ContainerPath: '/scratch', Size: 128, MountOptions: ['noexec'] }],
        Devices: [{ HostPath: '/dev/fuse', ContainerPath: '/dev/fuse', Permissions: ['read'] }],
      },
      Ulimits: [{ Name: 'nofile', SoftLimit: 1024, HardLimit: 65_536 }],
    });
    expect(container).not.toHaveProperty('Privileged');
  });

  test('has GPUs on compute with them', () => {
    const template = templateOfJob({ gpus: 1 }, on(gpuCompute()));
    expect(containerOf(template).ResourceRequirements).toContainEqual({ Type: 'GPU', Value: '1' });
  });

  test('takes a number of GPUs that only the deployment knows', () => {
    const at = emptyStack();
    const gpus = new CfnParameter(at.stack, 'Gpus', { type: 'Number' }).valueAsNumber;
    const template = templateOfJob({ gpus }, on(gpuCompute(), at));
    expect(containerOf(template).ResourceRequirements).toEqual([
      { Type: 'MEMORY', Value: '4096' },
      { Type: 'VCPU', Value: '2' },
      { Type: 'GPU', Value: { Ref: 'Gpus' } },
    ]);
  });

  test('has /tmp in memory instead of on the disk when asked', () => {
    const container = containerOf(templateOfJob({ tmpfs: [{ containerPath: '/tmp', size: Size.mebibytes(64) }] }));
    expect(container).not.toHaveProperty('Volumes');
    expect(container).not.toHaveProperty('MountPoints');
  });

  test('is privileged only with a warning', () => {
    const of = genomesPlatform();
    expect(containerOf(templateOfJob({ privileged: true }, of)).Privileged).toBe(true);
    Annotations.fromStack(of.stack).hasWarning(
      '/Test/Genomes/Jobs/align',
      Match.stringLikeRegexp('all rights on its instance.*@batchwright/cdk:PRIVILEGED'),
    );
  });

  test('takes a shell only with a warning, and with the rights that this takes', () => {
    const of = genomesPlatform();
    const template = templateOfJob({ executeCommand: true, readonlyRootFilesystem: false }, of);
    expect(containerOf(template).EnableExecuteCommand).toBe(true);
    template.hasResourceProperties('AWS::IAM::Role', {
      Description: 'Worker of the job align',
      Policies: [
        {
          PolicyDocument: {
            Statement: Match.arrayWith([
              {
                Effect: 'Allow',
                Action: [
                  'ssmmessages:CreateControlChannel',
                  'ssmmessages:CreateDataChannel',
                  'ssmmessages:OpenControlChannel',
                  'ssmmessages:OpenDataChannel',
                ],
                Resource: '*',
              },
            ]),
          },
        },
      ],
    });
    Annotations.fromStack(of.stack).hasWarning(
      '/Test/Genomes/Jobs/align',
      Match.stringLikeRegexp('@batchwright/cdk:EXECUTE_COMMAND'),
    );
  });
});

describe('container on Fargate', () => {
  test('has the disk that it asks for, and an init process', () => {
    expect(
      containerOf(templateOfJob({ ephemeralStorage: Size.gibibytes(100), init: true }, fargatePlatform())),
    ).toMatchObject({
      EphemeralStorage: { SizeInGiB: 100 },
      LinuxParameters: { InitProcessEnabled: true },
    });
  });

  test('takes a disk that only the deployment knows', () => {
    const at = emptyStack();
    const disk = Size.gibibytes(new CfnParameter(at.stack, 'Disk', { type: 'Number' }).valueAsNumber);
    expect(containerOf(templateOfJob({ ephemeralStorage: disk }, fargatePlatform({}, at))).EphemeralStorage).toEqual({
      SizeInGiB: { Ref: 'Disk' },
    });
  });

  const tmpfs = { containerPath: '/a', size: Size.mebibytes(1) };
  test.each([
    ['gpus', { gpus: 1 }],
    ['ulimits', { ulimits: [{ name: UlimitName.CORE, softLimit: 0, hardLimit: 0 }] }],
    ['tmpfs', { tmpfs: [tmpfs] }],
    ['sharedMemory', { sharedMemory: Size.mebibytes(64) }],
    ['devices', { devices: [{ hostPath: '/dev/fuse' }] }],
    ['privileged', { privileged: true }],
  ] as const)('refuses %s', (setting, props) => {
    expect(refusalOf(props, fargatePlatform())).toMatchObject({
      code: 'NOT_ON_FARGATE',
      path: 'Test/Genomes/Jobs/align',
      message: expect.stringContaining(
        `${setting} is set, and Fargate has none; leave it out, or leave urgent, nightly out`,
      ),
    });
  });

  test('takes settings of instances that are off', () => {
    const off = { privileged: false, ulimits: [], tmpfs: [], devices: [] };
    expect(() => templateOfJob(off, fargatePlatform())).not.toThrow();
  });

  test.each([20, 201, 21.5])('refuses a disk of %p GiB', (gibibytes) => {
    const props = { ephemeralStorage: Size.mebibytes(gibibytes * 1024) };
    expect(refusalOf(props, fargatePlatform())).toMatchObject({
      code: 'OUT_OF_RANGE',
      message: expect.stringContaining('expected a whole number from 21 to 200'),
    });
  });
});

test.each([
  ['a disk on EC2', { ephemeralStorage: Size.gibibytes(50) }, 'NOT_ON_EC2', "the platform's instanceVolume"],
  ['no GPU', { gpus: 0 }, 'OUT_OF_RANGE', 'gpus is 0'],
  ['shared memory of nothing', { sharedMemory: Size.mebibytes(0) }, 'OUT_OF_RANGE', 'sharedMemory (MiB) is 0'],
  [
    'a directory in memory of nothing',
    { tmpfs: [{ containerPath: '/a', size: Size.mebibytes(0) }] },
    'OUT_OF_RANGE',
    'size of tmpfs /a (MiB) is 0',
  ],
  [
    'a relative directory',
    { tmpfs: [{ containerPath: 'a', size: Size.mebibytes(1) }] },
    'INVALID_MOUNT',
    'tmpfs has the path "a"; expected an absolute one',
  ],
  [
    'two things at one path',
    { tmpfs: [1, 2].map((size) => ({ containerPath: '/a', size: Size.mebibytes(size) })) },
    'INVALID_MOUNT',
    'two things are mounted at /a',
  ],
  [
    'a limit twice',
    { ulimits: [1, 2].map((limit) => ({ name: UlimitName.CPU, softLimit: limit, hardLimit: limit })) },
    'INVALID_ULIMIT',
    'ulimits has cpu twice',
  ],
  [
    'a soft limit above the hard one',
    { ulimits: [{ name: UlimitName.CPU, softLimit: 2, hardLimit: 1 }] },
    'INVALID_ULIMIT',
    'ulimit cpu has the soft limit 2; expected at most its hard limit, 1',
  ],
  [
    'an endless soft limit under a hard one',
    { ulimits: [{ name: UlimitName.MEMLOCK, softLimit: -1, hardLimit: 1 }] },
    'INVALID_ULIMIT',
    'soft limit -1',
  ],
  [
    'a limit that is no number of things',
    { ulimits: [{ name: UlimitName.CPU, softLimit: -2, hardLimit: 1 }] },
    'OUT_OF_RANGE',
    'ulimit cpu is -2',
  ],
  ['a shell on read-only files', { executeCommand: true }, 'READ_ONLY_ROOT', 'readonlyRootFilesystem: false as well'],
  ['GPUs on the service’s own set of instances', { gpus: 1 }, 'NO_GPU', 'no compute of queue "urgent" names instances'],
] as const)('refuses %s', (_what, props, code, message) => {
  expect(refusalOf(props as Given)).toMatchObject({
    code,
    path: 'Test/Genomes/Jobs/align',
    message: expect.stringContaining(message),
  });
});

test('takes endless limits, and those that only the deployment knows', () => {
  const at = emptyStack();
  const softLimit = new CfnParameter(at.stack, 'Soft', { type: 'Number' }).valueAsNumber;
  const ulimits = [
    { name: UlimitName.MEMLOCK, softLimit: -1, hardLimit: -1 },
    { name: UlimitName.NOFILE, softLimit, hardLimit: 10 },
  ];
  expect(containerOf(templateOfJob({ ulimits }, genomesPlatform({}, at))).Ulimits).toContainEqual({
    Name: 'nofile',
    SoftLimit: { Ref: 'Soft' },
    HardLimit: 10,
  });
});

test('refuses GPUs on instances that have none, and takes a family that is not known yet', () => {
  const instances = (type: string) =>
    on(
      Compute.onDemand({
        maxvCpus: 64,
        instanceTypes: [new InstanceType(type)],
        images: [{ imageType: 'ECS_AL2023_NVIDIA' }],
      }),
    );
  expect(refusalOf({ gpus: 1 }, instances('m7i.large'))).toMatchObject({
    code: 'NO_GPU',
    message: expect.stringContaining('no compute of queue "urgent" names instances that have some'),
  });
  expect(() => templateOfJob({ gpus: 1 }, instances('p99.large'))).not.toThrow();
});

test('refuses GPUs on instances without their drivers', () => {
  const g6 = { maxvCpus: 64, instanceClasses: [InstanceClass.G6] };
  expect(() => templateOfJob({ gpus: 1 }, on(Compute.onDemand(g6)))).not.toThrow();
  const plain = on(Compute.onDemand({ ...g6, images: [{ imageType: 'ECS_AL2023' }] }));
  expect(refusalOf({ gpus: 1 }, plain)).toMatchObject({
    code: 'NO_GPU',
    message: expect.stringContaining("images: [{ imageType: 'ECS_AL2023_NVIDIA' }]"),
  });
});

describe('size of instances', () => {
  const large = [InstanceType.of(InstanceClass.M7I, InstanceSize.XLARGE)];
  const named = () => on(Compute.onDemand({ maxvCpus: 64, instanceTypes: large }));

  test('refuses memory that the system keeps for itself, with the most that fits', () => {
    const message = refusalOf({ memory: Size.gibibytes(16) }, named()).message;
    expect(message).toContain('2 vCPUs and 16384 MiB fit no instance type of queue "urgent" (m7i.xlarge)');
    const most = Number(/expected at most (\d+) MiB/.exec(message)?.[1]);
    expect(most).toBeGreaterThan(14_000);
    expect(() => templateOfJob({ memory: Size.mebibytes(most) }, named())).not.toThrow();
  });

  test('refuses more vCPUs or GPUs than the largest type has', () => {
    expect(refusalOf({ vcpus: 8 }, named())).toMatchObject({
      code: 'JOB_TOO_LARGE',
      message: expect.stringContaining('expected less, or larger types'),
    });
    expect(refusalOf({ gpus: 64, vcpus: 8 }, on(gpuCompute())).code).toBe('JOB_TOO_LARGE');
  });

  test('counts what stands beside the worker', () => {
    const beside = { image: ContainerImage.fromRegistry('sidecar'), vcpus: 3, memory: Size.gibibytes(1) };
    expect(refusalOf({ sidecars: { proxy: beside } }, named()).message).toContain(
      '5 vCPUs and 5120 MiB fit no instance',
    );
  });

  test('warns of memory that only some images leave', () => {
    const of = named();
    templateOfJob({ memory: Size.mebibytes(15_700) }, of);
    Annotations.fromStack(of.stack).hasWarning(
      '/Test/Genomes/Jobs/align',
      Match.stringLikeRegexp('may not fit any instance of queue "urgent".*MEMORY_TIGHT'),
    );
  });

  test('says nothing of types that are not listed or not known', () => {
    const odd = on(Compute.onDemand({ maxvCpus: 64, instanceTypes: [new InstanceType('x99.nano'), ...large] }));
    expect(() => templateOfJob({ memory: Size.gibibytes(500) }, odd)).not.toThrow();
    const at = emptyStack();
    const type = new InstanceType(new CfnParameter(at.stack, 'Type').valueAsString);
    const open = on(Compute.onDemand({ maxvCpus: 64, instanceTypes: [type] }), at);
    expect(() => templateOfJob({ memory: Size.gibibytes(500) }, open)).not.toThrow();
  });

  test('warns only of sets that the service may enlarge', () => {
    const of = genomesPlatform();
    templateOfJob({ memory: Size.gibibytes(2000), timeout: Duration.minutes(5) }, of);
    Annotations.fromStack(of.stack).hasWarning('/Test/Genomes/Jobs/align', Match.stringLikeRegexp('MEMORY_TIGHT'));
  });
});

describe('image', () => {
  const directory = mkdtempSync(join(tmpdir(), 'image-'));
  writeFileSync(join(directory, 'Dockerfile'), 'FROM scratch\n');
  const arm = () => on(Compute.onDemand({ maxvCpus: 64, architecture: 'arm64' }));

  test('from a registry with credentials is pulled with a secret that only this job can read', () => {
    const of = genomesPlatform();
    const credentials = new Secret(of.stack, 'Registry', { secretStringValue: SecretValue.unsafePlainText('{}') });
    const template = templateOfJob(
      { image: ContainerImage.fromRegistry('registry.example/align:1', { credentials }) },
      of,
    );
    const id = of.stack.getLogicalId(credentials.node.defaultChild as never);
    expect(containerOf(template)).toMatchObject({
      RepositoryCredentials: { CredentialsParameter: { Ref: id } },
      ExecutionRoleArn: { 'Fn::GetAtt': [expect.stringContaining('JobsalignExecutionRole'), 'Arn'] },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['secretsmanager:GetSecretValue']), Resource: { Ref: id } }),
        ]),
      },
      Roles: [{ Ref: Match.stringLikeRegexp('JobsalignExecutionRole') }],
    });
  });

  test('from an imported repository may be pulled', () => {
    const of = genomesPlatform();
    const arn = 'arn:aws:ecr:eu-west-1:111122223333:repository/align';
    const repository = Repository.fromRepositoryAttributes(of.stack, 'Imported', {
      repositoryArn: arn,
      repositoryName: 'align',
    });
    const template = templateOfJob({ image: ContainerImage.fromEcrRepository(repository, '1.2') }, of);
    expect(JSON.stringify(containerOf(template).Image)).toContain('111122223333.dkr.ecr.eu-west-1');
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: Match.arrayWith(['ecr:BatchGetImage']), Resource: arn }),
        ]),
      },
    });
  });

  test('refuses one that is built for another architecture', () => {
    const image = ContainerImage.fromAsset(directory, { platform: Platform.LINUX_AMD64 });
    expect(refusalOf({ image }, arm())).toMatchObject({
      code: 'IMAGE_ARCHITECTURE',
      message: expect.stringContaining('built for linux/amd64, and the job may run on arm64 compute'),
    });
    expect(() => templateOfJob({ image })).not.toThrow();
  });

  test('warns on Graviton of one that is built for whatever builds it', () => {
    const of = arm();
    templateOfJob({ image: ContainerImage.fromAsset(directory) }, of);
    const path = '/Test/Genomes/Jobs/align';
    Annotations.fromStack(of.stack).hasWarning(path, Match.stringLikeRegexp('IMAGE_ARCHITECTURE_OPEN'));
    const said = arm();
    templateOfJob({ image: ContainerImage.fromAsset(directory, { platform: Platform.LINUX_ARM64 }) }, said);
    Annotations.fromStack(said.stack).hasNoWarning(path, Match.stringLikeRegexp('IMAGE_ARCHITECTURE'));
    expect(Stack.of(said.platform)).toBe(said.stack);
  });
});
