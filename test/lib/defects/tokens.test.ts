import {
  BatchPlatform,
  Compute,
  ConsumableResource,
  defineJob,
  definePlatform,
  type JobProps,
  Network,
  SageMakerQueue,
  ServiceEnvironment,
  unchecked,
} from '@batchwright/cdk';
import { App, CfnParameter, Duration, Lazy, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { UlimitName } from 'aws-cdk-lib/aws-batch';
import { InstanceClass, InstanceType, LaunchTemplate, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';

/*
 * Whatever is checked may be known to the deployment only: values of parameters, and numbers and lists that are made when the
 * template is. None of them may be compared, converted or looked into.
 */

const job = <Name extends string>(name: Name) => defineJob(name, { input: unchecked<unknown>() });
const contract = definePlatform('late', {
  queues: ['ec2', 'fargate', 'managed', 'pods'],
  jobs: [job('ec2'), job('fargate'), job('managed'), job('pods'), job('nodes')],
});
type Queue = (typeof contract.queues)[number];

class Late {
  readonly names: string[] = [];

  constructor(private readonly stack: Stack) {}

  /** A number that the deployment knows. */
  number(name: string): number {
    this.names.push(name);
    return new CfnParameter(this.stack, name, { type: 'Number' }).valueAsNumber;
  }

  /** A text that the deployment knows. */
  text(name: string): string {
    this.names.push(name);
    return new CfnParameter(this.stack, name).valueAsString;
  }
}

function lateStack() {
  const stack = new Stack(new App(), 'Late');
  const late = new Late(stack);
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: late.text('VpcId'),
    availabilityZones: ['a', 'b'],
    privateSubnetIds: [late.text('SubnetA'), late.text('SubnetB')],
  });
  const platform = new BatchPlatform(stack, 'Platform', {
    platform: contract,
    vpc,
    compute: computeOf(stack, late),
    queues: {
      ec2: {
        priority: late.number('Priority'),
        compute: ['ec2', 'spot', 'imported'],
        shares: { a: 1 },
        shareDecay: Duration.seconds(late.number('ShareDecay')),
        computeReservation: late.number('Reservation'),
        cancelUnplaceableAfter: Duration.seconds(late.number('Unplaceable')),
        cancelWithoutCapacityAfter: Duration.seconds(late.number('WithoutCapacity')),
      },
      fargate: { priority: 1, compute: ['fargate'] },
      managed: { priority: 1, compute: ['managed'] },
      pods: { priority: 1, compute: ['pods'] },
    },
    instanceVolume: Size.gibibytes(late.number('Volume')),
    instanceTags: { owner: late.text('InstanceOwner') },
    costTags: { team: late.text('Team') },
    longestJobElsewhere: Duration.seconds(late.number('LongestElsewhere')),
    workspaceExpiration: Duration.days(late.number('Expiration')),
  });
  addJobs(stack, late, platform);
  addTraining(stack, late);
  return { late, template: Template.fromStack(stack) };
}

function computeOf(stack: Stack, late: Late) {
  const launchTemplate = LaunchTemplate.fromLaunchTemplateAttributes(stack, 'Template', {
    launchTemplateId: late.text('TemplateId'),
    versionNumber: late.text('TemplateVersion'),
  });
  return {
    ec2: Compute.onDemand({
      maxvCpus: late.number('MaxEc2'),
      minvCpus: late.number('Min'),
      instanceTypes: [new InstanceType(late.text('Type'))],
      minScaleDownDelay: Duration.minutes(late.number('ScaleDown')),
      launchTemplate,
      launchTemplateOverrides: [{ launchTemplate, instanceTypes: [new InstanceType(late.text('OverrideType'))] }],
    }),
    spot: Compute.spot({ maxvCpus: late.number('MaxSpot'), bidPercentage: late.number('Bid') }),
    imported: Compute.imported({ computeEnvironmentArn: late.text('Imported'), kind: 'EC2' }),
    unmanaged: Compute.unmanaged({ unmanagedvCpus: late.number('Unmanaged') }),
    fargate: Compute.fargate({ maxvCpus: late.number('MaxFargate') }),
    managed: Compute.managedInstances({
      maxvCpus: late.number('MaxManaged'),
      volume: Size.gibibytes(late.number('ManagedVolume')),
      scaleInAfter: Duration.seconds(late.number('ScaleIn')),
    }),
    pods: Compute.eks({
      maxvCpus: late.number('MaxPods'),
      cluster: {
        clusterArn: late.text('ClusterArn'),
        clusterSecurityGroup: SecurityGroup.fromSecurityGroupId(stack, 'ClusterGroup', late.text('ClusterGroupId')),
      },
      namespace: late.text('Namespace'),
      instanceClasses: [InstanceClass.G6],
    }),
  };
}

function addJobs(stack: Stack, late: Late, platform: BatchPlatform<Queue, string, string>): void {
  const add = (queue: Queue, props: Partial<JobProps<Queue>> = {}, name: string = queue) =>
    platform.addJob(job(name), {
      queues: [queue],
      image: ContainerImage.fromRegistry(late.text(`Image${name}`)),
      vcpus: late.number(`Cpus${name}`),
      memory: Size.mebibytes(late.number(`Memory${name}`)),
      timeout: Duration.seconds(late.number(`Timeout${name}`)),
      attempts: late.number(`Attempts${name}`),
      ...props,
    });
  const securityGroup = SecurityGroup.fromSecurityGroupId(stack, 'FilesGroup', late.text('FilesGroupId'));
  const from = FileSystem.fromFileSystemAttributes(stack, 'Files', {
    fileSystemId: late.text('FilesId'),
    securityGroup,
  });
  const resource = new ConsumableResource(stack, 'Seats', {
    total: late.number('Total'),
    name: late.text('SeatsName'),
  });
  const submitted = add('ec2', {
    gpus: late.number('Gpus'),
    sharedMemory: Size.mebibytes(late.number('SharedMemory')),
    tmpfs: [{ containerPath: '/fast', size: Size.mebibytes(late.number('Tmpfs')) }],
    ulimits: [{ name: UlimitName.NOFILE, softLimit: late.number('Soft'), hardLimit: late.number('Hard') }],
    fileSystems: [{ from, path: late.text('MountPath') }],
    consumes: [
      { resource, quantity: late.number('Quantity') },
      { resource: { consumableResourceArn: late.text('CallsArn') }, quantity: 1 },
    ],
    command: ['run', late.text('Argument')],
    parameters: { mode: late.text('Mode') },
    environment: { MODE: late.text('Environment') },
    user: late.text('User'),
    schedulingPriority: late.number('JobPriority'),
  });
  submitted.onSchedule('Late', {
    schedule: ScheduleExpression.rate(Duration.hours(1)),
    shareIdentifier: late.text('Share'),
    schedulingPriority: late.number('SchedulePriority'),
    attempts: late.number('ScheduleAttempts'),
    timeout: Duration.seconds(late.number('ScheduleTimeout')),
    tags: { owner: late.text('Owner') },
    input: { sample: late.text('Sample') },
  });
  const sidecar = {
    image: ContainerImage.fromRegistry('busybox'),
    vcpus: late.number('SideCpus'),
    memory: Size.mebibytes(late.number('SideMemory')),
    stopTimeout: Duration.seconds(late.number('Stop')),
    startTimeout: Duration.seconds(late.number('Start')),
  };
  add('fargate', { ephemeralStorage: Size.gibibytes(late.number('Storage')), sidecars: { sidecar } });
  add('managed');
  add('pods', { serviceAccountName: late.text('Account'), user: late.text('PodUser'), gpus: late.number('PodGpus') });
  const onDemand = new BatchPlatform(stack, 'Nodes', {
    platform: definePlatform('nodes', { queues: ['all'], jobs: [job('nodes')] }),
    compute: { all: Compute.onDemand({ maxvCpus: 64 }) },
    network: Network.isolated(),
    queues: { all: { priority: 1, compute: ['all'] } },
  });
  onDemand.addJob(job('nodes'), {
    image: ContainerImage.fromRegistry('busybox'),
    vcpus: 1,
    memory: Size.gibibytes(2),
    nodes: { count: late.number('Count'), main: 0, ranges: [{ from: 0, command: ['main'] }] },
  });
  add('ec2', {}, 'nodes');
}

function addTraining(stack: Stack, late: Late): void {
  const environment = new ServiceEnvironment(stack, 'Fleet', { capacity: late.number('Capacity') });
  new SageMakerQueue(stack, 'Models', {
    priority: late.number('TrainingPriority'),
    environment,
    terminateUnplaceableAfter: Duration.seconds(late.number('TrainingUnplaceable')),
    terminateWithoutCapacityAfter: Duration.seconds(late.number('TrainingCapacity')),
  });
  const byType = new ServiceEnvironment(stack, 'ByType', { capacity: { 'ml.g6.xlarge': late.number('GpuCapacity') } });
  const capacity = { 'ml.g6.xlarge': late.number('ShareCapacity') };
  new SageMakerQueue(stack, 'Quotas', {
    priority: 1,
    environment: byType,
    quotaShares: { vision: { capacity, sharing: 'LEND_AND_BORROW', borrowLimit: late.number('Borrow') } },
  });
}

test('whatever only the deployment knows gets into the template as it is', () => {
  const { late, template } = lateStack();
  const resources = JSON.stringify(template.toJSON().Resources);
  expect(late.names.length).toBeGreaterThan(70);
  // It decides how long updates wait, where the template can only have one number.
  const decides = ['LongestElsewhere'];
  expect(
    late.names.filter(
      (name) =>
        !decides.includes(name) && !resources.includes(`{"Ref":"${name}"}`) && !resources.includes(`\${${name}}`),
    ),
  ).toEqual([]);
  // Nothing of what stands for them while the app runs is left.
  expect(resources).not.toMatch(/Token\[|-1\.8881545897087\d*e\+289/);
});

test('numbers and lists that are made with the template are written then', () => {
  const stack = new Stack(new App(), 'Test');
  const vpc = new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const platform = new BatchPlatform(stack, 'Platform', {
    platform: definePlatform('lazy', { queues: ['all'], jobs: [job('one')] }),
    vpc,
    compute: { all: Compute.fargate({ maxvCpus: Lazy.number({ produce: () => 12 }) }) },
    queues: { all: { priority: Lazy.number({ produce: () => 7 }), compute: ['all'] } },
  });
  platform.addJob(job('one'), {
    image: ContainerImage.fromRegistry('busybox'),
    vcpus: Lazy.number({ produce: () => 1 }),
    memory: Size.mebibytes(Lazy.number({ produce: () => 2048 })),
    timeout: Duration.seconds(Lazy.number({ produce: () => 90 })),
    command: Lazy.list({ produce: () => ['run', '--fast'] }),
  });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('AWS::Batch::ComputeEnvironment', { ComputeResources: { MaxvCpus: 12 } });
  template.hasResourceProperties('AWS::Batch::JobQueue', { Priority: 7 });
  template.hasResourceProperties('AWS::Batch::JobDefinition', {
    Timeout: { AttemptDurationSeconds: 90 },
    ContainerProperties: { Command: ['run', '--fast'] },
  });
});
