import {
  BatchNetwork,
  BatchPlatform,
  Compute,
  ConsumableResource,
  defineJob,
  definePlatform,
  type JobProps,
  JobRepository,
  Network,
  Retry,
  SageMakerQueue,
  ServiceEnvironment,
  unchecked,
} from '@batchwright/cdk';
import { App, Aws, Duration, RemovalPolicy, Size, Stack, type StackProps } from 'aws-cdk-lib';
import { Secret, UlimitName } from 'aws-cdk-lib/aws-batch';
import {
  InstanceClass,
  InstanceSize,
  InstanceType,
  LaunchTemplate,
  MachineImage,
  PlacementGroup,
  PlacementGroupStrategy,
  SecurityGroup,
  SubnetType,
  UserData,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { AccessPoint, FileSystem } from 'aws-cdk-lib/aws-efs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret as StoredSecret } from 'aws-cdk-lib/aws-secretsmanager';

const job = <Name extends string>(name: Name) => defineJob(name, { input: unchecked<unknown>() });
const tuned = job('tuned');
const small = job('small');
const mpi = job('mpi');
const pod = job('pod');
const contract = definePlatform('given', {
  queues: ['own', 'pods', 'public', 'tuned', 'imported'],
  jobs: [tuned, small, mpi, pod],
});

/** A stack in which all is on that does not go with {@link everything}: what there is already, and what is tuned by hand. */
export function everythingGiven(props: StackProps = {}): Stack {
  const stack = new Stack(new App(), 'Given', props);
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
  const platform = new BatchPlatform(stack, 'Platform', {
    platform: contract,
    vpc,
    vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
    compute: compute(stack),
    queues: {
      own: { priority: 1000, compute: ['own'] },
      pods: { priority: 0, compute: ['pods', 'podsSpot'], shares: { a: 1, 'b*': 2 }, shareDecay: Duration.days(1) },
      public: { priority: 2, compute: ['light', 'lightSpot'] },
      tuned: {
        priority: 3,
        compute: ['tuned', 'ordered'],
        shares: { a: 1 },
        computeReservation: 10,
        cancelUnplaceableAfter: Duration.hours(1),
        cancelWithoutCapacityAfter: Duration.hours(24),
      },
      imported: { priority: 4, compute: ['imported'] },
    },
    instanceVolume: Size.gibibytes(100),
    instanceUserData: UserData.forLinux(),
    costTags: { team: 'genomics' },
    workspaceExpiration: Duration.days(60),
    longestJobElsewhere: Duration.hours(9),
    eventQueue: {},
    removalPolicy: RemovalPolicy.RETAIN,
  });
  useTuned(stack, platform, vpc);
  new BatchNetwork(stack, 'Nat', Network.nat({ availabilityZones: 2, gateways: 2, flowLogs: 'ALL' }));
  const gpus = new ServiceEnvironment(stack, 'Gpus', { capacity: { 'ml.g6.xlarge': 8 } });
  new SageMakerQueue(stack, 'Training', {
    priority: 1,
    environment: gpus,
    quotaShares: {
      vision: { capacity: { 'ml.g6.xlarge': 5 }, sharing: 'LEND_AND_BORROW', borrowLimit: 50 },
      speech: { capacity: { 'ml.g6.xlarge': 3 }, sharing: 'RESERVE', inSharePreemption: true },
    },
    terminateWithoutCapacityAfter: Duration.hours(2),
  });
  return stack;
}

function compute(stack: Stack) {
  const own = new LaunchTemplate(stack, 'Own', { requireImdsv2: true });
  const cluster = {
    clusterArn: stack.formatArn({ service: 'eks', resource: 'cluster', resourceName: 'genomics' }),
    clusterSecurityGroup: SecurityGroup.fromSecurityGroupId(stack, 'ClusterGroup', 'sg-0123456789abcdef0'),
  };
  const place = { cluster, namespace: 'batch-jobs', accessEntry: 'ENABLED' } as const;
  const placementGroup = new PlacementGroup(stack, 'Near', { strategy: PlacementGroupStrategy.CLUSTER });
  const image = MachineImage.fromSsmParameter('/images/batch');
  return {
    own: Compute.onDemand({
      maxvCpus: 64,
      instanceClasses: [InstanceClass.G6, InstanceClass.C7I],
      launchTemplate: own,
      launchTemplateOverrides: [{ launchTemplate: own, instanceClasses: [InstanceClass.C7I] }],
      images: [{ image }, { imageType: 'ECS_AL2023_NVIDIA' }],
      minScaleDownDelay: Duration.minutes(20),
      placementGroup,
    }),
    tuned: Compute.spot({ maxvCpus: 64, bidPercentage: 60, allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED' }),
    ordered: Compute.onDemand({
      maxvCpus: 64,
      allocationStrategy: 'BEST_FIT_PROGRESSIVE_ORDERED',
      instanceTypes: [InstanceType.of(InstanceClass.M7I, InstanceSize.XLARGE2)],
      containerInsights: 'ENHANCED',
    }),
    pods: Compute.eks({ ...place, maxvCpus: 64, instanceClasses: [InstanceClass.G6] }),
    podsSpot: Compute.eks({ ...place, maxvCpus: 64, spot: true }),
    light: Compute.fargate({ maxvCpus: 16, containerInsights: 'DISABLED' }),
    lightSpot: Compute.fargateSpot({ maxvCpus: 16 }),
    unmanaged: Compute.unmanaged({ unmanagedvCpus: 16 }),
    imported: Compute.imported({
      computeEnvironmentArn: `arn:${Aws.PARTITION}:batch:${Aws.REGION}:${Aws.ACCOUNT_ID}:compute-environment/other`,
      kind: 'EC2',
      maxvCpus: 64,
    }),
    fleet: Compute.managedInstances({
      maxvCpus: 32,
      spot: true,
      volume: Size.gibibytes(100),
      useLocalStorage: true,
      scaleInAfter: Duration.minutes(5),
      instanceClasses: [InstanceClass.M7I],
    }),
  };
}

function useTuned(
  stack: Stack,
  platform: BatchPlatform<(typeof contract.queues)[number], (typeof contract.jobs)[number], string>,
  vpc: Vpc,
): void {
  const files = new FileSystem(stack, 'Files', { vpc });
  const from = new AccessPoint(stack, 'Reference', { fileSystem: files });
  const image = new JobRepository(stack, 'Images').image('1');
  const secret = new StoredSecret(stack, 'Token');
  const base = { image, vcpus: 1, memory: Size.gibibytes(2), timeout: Duration.minutes(20) } as const;
  const add = (one: ReturnType<typeof job>, props: Partial<JobProps<(typeof contract.queues)[number]>>) =>
    platform.addJob(one as never, { ...base, ...props });
  const limit = { name: UlimitName.NOFILE, softLimit: 1024, hardLimit: 4096 };
  add(tuned, {
    queues: ['tuned', 'imported'],
    schedulingPriority: 9,
    command: ['run', 'Ref::mode'],
    parameters: { mode: 'fast' },
    environment: { MODE: 'fast' },
    tmpfs: [{ containerPath: '/fast', size: Size.mebibytes(64) }],
    sharedMemory: Size.mebibytes(128),
    ulimits: [limit],
    devices: [{ hostPath: '/dev/fuse' }],
    init: true,
    user: '1000:1000',
    privileged: true,
    executeCommand: true,
    readonlyRootFilesystem: false,
    fileSystems: [{ from, path: '/reference', access: 'WRITE' }],
    retry: [Retry.onSpotReclaim(), Retry.onImagePull(), Retry.onAgentFault(), Retry.onExitCode(9), Retry.exit()],
    attempts: 10,
    consumes: [
      {
        resource: new ConsumableResource(stack, 'Calls', { total: 9, type: 'NON_REPLENISHABLE', name: 'calls' }),
        quantity: 2,
      },
      { resource: ConsumableResource.fromName(stack, 'seats'), quantity: 1 },
    ],
    logEncryptionKey: new Key(stack, 'LogKey'),
  });
  add(small, {
    queues: ['public'],
    ephemeralStorage: Size.gibibytes(40),
    secrets: { TOKEN: Secret.fromSecretsManager(secret, 'token') },
    image: ContainerImage.fromRegistry('registry.example.com/worker:1', { credentials: secret }),
    writes: [new Bucket(stack, 'Results')],
  });
  add(mpi, {
    queues: ['own'],
    nodes: { count: 8, main: 1, ranges: [{ from: 1, command: ['mpirun'] }] },
    gpus: 1,
    vcpus: 4,
  });
  add(pod, {
    queues: ['pods'],
    serviceAccountName: 'worker',
    gpus: 1,
    tmpfs: [{ containerPath: '/tmp', size: Size.mebibytes(64) }],
    schedulingPriority: 1,
  });
}
