import { Duration, Size, Stack } from 'aws-cdk-lib';
import { type Device, UlimitName } from 'aws-cdk-lib/aws-batch';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { type Attempt, jobs, onEc2, onFargate, type Row, type TriedJob } from './attempt';

const files = (fileSystemId: string) => {
  const stack = new Stack();
  const securityGroup = SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1');
  return FileSystem.fromFileSystemAttributes(stack, 'Files', { fileSystemId, securityGroup });
};
const device: Device = { hostPath: '/dev/fuse' };
const arns = (names: string) =>
  [...names].map((name) => ({ resource: { consumableResourceArn: `arn:${name}` }, quantity: 1 }));

const ANYWHERE: Row<TriedJob>[] = [
  ['RetryAttempts must be between 1 and 10.', 'INVALID_RETRY', { attempts: 0 }, 'retry-attempts'],
  ['RetryAttempts must be between 1 and 10.', 'INVALID_RETRY', { attempts: 11 }, 'retry-attempts'],
  [
    'EvaluateOnExit should contain at least one of onExitCode, onReason or onStatusReason',
    'INVALID_RETRY',
    { retry: [{ action: 'EXIT' }] },
    'jd-evaluate-on-exit-condition-required',
  ],
  [
    'Evaluate on exit condition contains restricted characters.',
    'INVALID_RETRY',
    { retry: [{ action: 'EXIT', onExitCode: '1-2' }] },
    'jd-evaluate-on-exit-exitcode-format',
  ],
  [
    'Evaluate on exit condition contains restricted characters: * at the beginning',
    'INVALID_RETRY',
    { retry: [{ action: 'EXIT', onReason: '*killed' }] },
  ],
  [
    'Evaluate on exit condition cannot exceed 512 characters.',
    'INVALID_RETRY',
    { retry: [{ action: 'EXIT', onReason: 'a'.repeat(513) }] },
    'jd-evaluate-on-exit-pattern-length',
  ],
  [
    'evaluateOnExit has at most 5 entries',
    'INVALID_RETRY',
    { retry: Array.from({ length: 6 }, (_, index) => ({ action: 'EXIT' as const, onExitCode: String(index) })) },
  ],
  [
    'Evaluate on exit action … is not valid',
    'INVALID_RETRY',
    { retry: [{ action: 'AGAIN' as 'EXIT', onExitCode: '1' }] },
  ],
  [
    'AttemptDurationSeconds in Timeout must be at least 60 seconds.',
    'OUT_OF_RANGE',
    { timeout: Duration.seconds(59) },
    'timeout-minimum',
  ],
  ['attemptDurationSeconds is an integer', 'OUT_OF_RANGE', { timeout: Duration.millis(60_500) }],
  ['Environment variable name is required.', 'INVALID_COMMAND', { environment: { '': 'x' } }, 'jd-env-name-required'],
  ['A secret has a name', 'INVALID_COMMAND', { secrets: { '': undefined as never } }],
  ['AWS_BATCH is reserved for the service', 'RESERVED_ENVIRONMENT', { environment: { AWS_BATCH_MODE: 'x' } }],
  ['Command field cannot have empty strings', 'INVALID_COMMAND', { command: ['run', ''] }],
  [
    'Unable to substitute value. No parameter found for reference …',
    'MISSING_PARAMETER',
    { command: ['run', 'Ref::sample'] },
  ],
  ["User '$(id' does not match regex", 'INVALID_COMMAND', { user: '$(id' }],
  ['Image has at most 255 characters', 'INVALID_IMAGE', { image: ContainerImage.fromRegistry('a'.repeat(256)) }],
  [
    'EFS configuration fileSystemId is not valid: ….',
    'INVALID_MOUNT',
    { fileSystems: [{ from: files('files'), path: '/mnt' }] },
    'jd-efs-file-system-id-format',
  ],
  [
    'A path in a container is mounted once',
    'INVALID_MOUNT',
    { fileSystems: ['/mnt', '/mnt'].map((path) => ({ from: files('fs-0123456789abcdef0'), path })) },
  ],
  [
    'Each ConsumableResourceProperty can have at most 5 consumableResources',
    'INVALID_CONSUMPTION',
    { consumes: arns('abcdef') },
    'jd-consumable-resource-list-max',
  ],
  [
    'Cannot have duplicate consumableResource in consumableResourceProperties',
    'INVALID_CONSUMPTION',
    { consumes: arns('aa') },
    'jd-consumable-resource-duplicate',
  ],
  [
    'A quantity of a consumable resource is a number of units',
    'OUT_OF_RANGE',
    { consumes: [{ resource: { consumableResourceArn: 'arn:a' }, quantity: 0 }] },
  ],
];

const EC2: Row<TriedJob>[] = [
  ...ANYWHERE,
  ['vCPU must be at least 1, got ….', 'OUT_OF_RANGE', { vcpus: 0.5 }, 'jd-resource-requirements-vcpu-min'],
  ['vCPU is required.', 'OUT_OF_RANGE', { vcpus: undefined as never }, 'jd-resource-requirements-required'],
  ['Memory must be at least 4 Mib, got … Mib.', 'OUT_OF_RANGE', { memory: Size.mebibytes(3) }, 'jd-memory-minimum'],
  [
    'Value … for type GPU in resourceRequirement is not valid. Please provide a numeric value.',
    'OUT_OF_RANGE',
    { gpus: 1.5 },
    'jd-resource-requirements-gpu-integer',
  ],
  [
    'Size of a tmpfs is invalid. The size is required and must be a positive integer.',
    'OUT_OF_RANGE',
    { tmpfs: [{ containerPath: '/fast', size: Size.mebibytes(0) }] },
    'jd-tmpfs-size-min',
  ],
  [
    'A ulimit has a name once',
    'INVALID_ULIMIT',
    { ulimits: [1, 2].map((limit) => ({ name: UlimitName.NOFILE, softLimit: limit, hardLimit: limit })) },
  ],
  ['Ephemeral storage is not applicable for EC2.', 'NOT_ON_EC2', { ephemeralStorage: Size.gibibytes(30) }],
];

const FARGATE: Row<TriedJob>[] = [
  ...ANYWHERE,
  ['Fargate resource requirements ... not valid.', 'FARGATE_SIZE', { vcpus: 3 }, 'fargate-cpu-memory'],
  [
    'Fargate resource requirements ... not valid: memory',
    'FARGATE_SIZE',
    { memory: Size.mebibytes(500) },
    'fargate-cpu-memory',
  ],
  [
    'Ephemeral storage for Fargate tasks can be only between range 21 GiB to 200 GiB',
    'OUT_OF_RANGE',
    { ephemeralStorage: Size.gibibytes(20) },
    'jd-fargate-ephemeral-storage-range',
  ],
  [
    'Ephemeral storage for Fargate tasks can be only up to 200 GiB',
    'OUT_OF_RANGE',
    { ephemeralStorage: Size.gibibytes(201) },
    'jd-fargate-ephemeral-storage-range',
  ],
  ['GPU is not applicable for Fargate.', 'NOT_ON_FARGATE', { gpus: 1 }, 'jd-resource-requirements-gpu-not-fargate'],
  [
    'ulimits is not applicable for Fargate.',
    'NOT_ON_FARGATE',
    { ulimits: [{ name: UlimitName.NOFILE, softLimit: 1, hardLimit: 1 }] },
    'jd-fargate-ulimits',
  ],
  [
    'linuxParameter.sharedMemorySize is not allowed for Fargate.',
    'NOT_ON_FARGATE',
    { sharedMemory: Size.mebibytes(64) },
    'jd-fargate-shared-memory-size',
  ],
  [
    'linuxParameter.tmpfs is not allowed for Fargate.',
    'NOT_ON_FARGATE',
    { tmpfs: [{ containerPath: '/fast', size: Size.mebibytes(1) }] },
    'jd-fargate-tmpfs',
  ],
  [
    'linuxParameter.devices is not allowed for Fargate.',
    'NOT_ON_FARGATE',
    { devices: [device] },
    'jd-fargate-linux-devices',
  ],
  ['Fargate requires that privileged be false', 'NOT_ON_FARGATE', { privileged: true }, 'jd-fargate-privileged'],
];

/** What the service refuses about jobs of one container. */
export const JOB_ATTEMPTS: readonly Attempt[] = [...jobs(onEc2, EC2), ...jobs(onFargate, FARGATE)];
