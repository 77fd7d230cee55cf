import { Compute, type ManagedInstancesOptions } from '@batchwright/cdk';
import { CfnParameter, Duration, Size, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { align, emptyStack, genomesPlatform, jobProps, only, refusal, templateOfJob } from '../fixture';
import { environmentOf, resourcesOf, withCompute } from './one-environment';

const CE = 'AWS::Batch::ComputeEnvironment';

const two = (queue: readonly string[]) =>
  genomesPlatform({
    compute: {
      steady: Compute.managedInstances({ maxvCpus: 8 }),
      cheap: Compute.managedInstances({ maxvCpus: 8, spot: true }),
    },
    queues: { urgent: { priority: 2, compute: queue }, nightly: { priority: 1, compute: ['steady'] } },
  });

describe('compute on managed instances', () => {
  test('has a provider, and nothing of what only EC2 takes', () => {
    expect(environmentOf(Compute.managedInstances({ maxvCpus: 8 }))).toEqual({
      Type: 'MANAGED',
      State: 'ENABLED',
      ReplaceComputeEnvironment: false,
      ComputeResources: {
        Type: 'ECS_MANAGED_INSTANCES',
        MaxvCpus: 8,
        ManagedInstancesProvider: {
          InfrastructureRoleArn: { 'Fn::GetAtt': [expect.stringContaining('InfrastructureRole'), 'Arn'] },
          InstanceLaunchTemplate: {
            CapacityOptionType: 'ON_DEMAND',
            Ec2InstanceProfileArn: { 'Fn::GetAtt': [expect.stringContaining('InstanceProfile'), 'Arn'] },
            NetworkConfiguration: {
              SecurityGroups: [{ 'Fn::GetAtt': [expect.stringContaining('SecurityGroup'), 'GroupId'] }],
              Subnets: [
                { Ref: expect.stringContaining('VpcPrivateSubnet1') },
                { Ref: expect.stringContaining('VpcPrivateSubnet2') },
              ],
            },
          },
        },
      },
    });
  });

  test('has the options that are given', () => {
    const resources = resourcesOf(
      Compute.managedInstances({
        maxvCpus: 8,
        spot: true,
        instanceTypes: [InstanceType.of(InstanceClass.C7I, InstanceSize.LARGE)],
        instanceClasses: [InstanceClass.G6],
        volume: Size.gibibytes(200),
        useLocalStorage: true,
        scaleInAfter: Duration.minutes(10),
        containerInsights: 'ENHANCED',
      }),
    );
    expect(resources.ManagedInstancesProvider).toMatchObject({
      InfrastructureOptimization: { ScaleInAfter: 600 },
      InstanceLaunchTemplate: {
        CapacityOptionType: 'SPOT',
        InstanceRequirements: { AllowedInstanceTypes: ['c7i.large', 'g6'] },
        StorageConfiguration: { StorageSizeGiB: 200 },
        LocalStorageConfiguration: { UseLocalStorage: true },
      },
    });
  });

  test('has Container Insights', () => {
    const compute = Compute.managedInstances({ maxvCpus: 8, containerInsights: 'ENHANCED' });
    expect(environmentOf(compute).EcsSettings).toEqual({ ContainerInsights: 'ENHANCED' });
  });

  test('says in its id what cannot be changed: the kind, and Spot', () => {
    const of = two(['steady', 'cheap']);
    const ids = Object.keys(templateOfJob({}, of).findResources(CE));
    expect(ids.filter((id) => /steadyManagedInstances[0-9A-F]/.test(id))).toHaveLength(1);
    expect(ids.filter((id) => /cheapManagedInstancesSpot/.test(id))).toHaveLength(1);
  });

  test('shares two roles, one of which may pass the other to EC2 and nothing else of its own', () => {
    const template = templateOfJob({}, two(['steady', 'cheap']));
    template.resourceCountIs('AWS::IAM::InstanceProfile', 1);
    const [infrastructure] = Object.values(template.findResources('AWS::IAM::Role')).filter(({ Properties }) =>
      JSON.stringify(Properties.AssumeRolePolicyDocument).includes('"ecs.amazonaws.com"'),
    );
    expect(infrastructure?.Properties.Policies).toEqual([
      {
        PolicyName: 'PassInstanceRole',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'iam:PassRole',
              Resource: { 'Fn::GetAtt': [expect.stringContaining('InstanceRole'), 'Arn'] },
              // `ec2.amazonaws.com.cn` in China.
              Condition: {
                StringEquals: { 'iam:PassedToService': { 'Fn::Join': ['', ['ec2.', { Ref: 'AWS::URLSuffix' }]] } },
              },
            },
          ],
        },
      },
    ]);
    template.resourceCountIs('AWS::EC2::LaunchTemplate', 0);
  });

  test('passes tags on to instances, and takes none from its scope', () => {
    const at = emptyStack();
    Tags.of(at.stack).add('commit', '1a2b3c');
    const of = genomesPlatform(
      {
        compute: { one: Compute.managedInstances({ maxvCpus: 8 }) },
        queues: { urgent: { priority: 2, compute: ['one'] }, nightly: { priority: 1, compute: ['one'] } },
        instanceTags: { team: 'genomics' },
      },
      at,
    );
    const environment = only(templateOfJob({}, of), CE);
    expect(environment).toMatchObject({
      ComputeResources: {
        CapacityTags: { team: 'genomics' },
        ManagedInstancesProvider: { PropagateTags: 'CAPACITY_PROVIDER' },
      },
    });
    expect(JSON.stringify(environment)).not.toContain('1a2b3c');
  });

  test('waits for the routes of its subnets, and is in its queues in order', () => {
    const template = templateOfJob({}, two(['steady', 'cheap']));
    for (const { DependsOn } of Object.values(template.findResources(CE))) {
      expect(DependsOn.some((id: string) => id.includes('DefaultRoute'))).toBe(true);
    }
    const [queue] = Object.values(template.findResources('AWS::Batch::JobQueue', { Properties: { Priority: 2 } }));
    const arnOf = (name: string) => ({ 'Fn::GetAtt': [expect.stringContaining(name), 'ComputeEnvironmentArn'] });
    expect(queue?.Properties.ComputeEnvironmentOrder).toEqual([
      { Order: 1, ComputeEnvironment: arnOf('steadyManagedInstances') },
      { Order: 2, ComputeEnvironment: arnOf('cheapManagedInstancesSpot') },
    ]);
  });

  test('runs jobs of any size whose definitions say their architecture', () => {
    const of = genomesPlatform({
      compute: { one: Compute.managedInstances({ maxvCpus: 64, architecture: 'arm64' }) },
      queues: { urgent: { priority: 2, compute: ['one'] }, nightly: { priority: 1, compute: ['one'] } },
    });
    of.platform.addJob(align, jobProps({ vcpus: 3, memory: Size.mebibytes(5000) }));
    const definition = only(Template.fromStack(of.stack), 'AWS::Batch::JobDefinition');
    expect(definition.PlatformCapabilities).toEqual(['MANAGED_INSTANCES']);
    expect(JSON.stringify(definition.EcsProperties)).toContain('"CpuArchitecture":"ARM64"');
  });

  test('refuses a job that fits none of the instances that are named', () => {
    const large = [InstanceType.of(InstanceClass.M7I, InstanceSize.LARGE)];
    const of = withCompute(Compute.managedInstances({ maxvCpus: 64, instanceTypes: large }))();
    for (const props of [{ memory: Size.gibibytes(16) }, { vcpus: 4 }, { gpus: 1 }]) {
      expect(refusal(() => of.platform.addJob(align, jobProps(props)))).toMatchObject({
        code: 'JOB_TOO_LARGE',
        message: expect.stringContaining('fit no instance type of queue "urgent" (m7i.large)'),
      });
      of.platform.node.findChild('Jobs').node.tryRemoveChild('align');
    }
  });

  test('takes a size that only the deployment knows', () => {
    const at = emptyStack();
    const most = new CfnParameter(at.stack, 'Most', { type: 'Number' }).valueAsNumber;
    const idle = new CfnParameter(at.stack, 'Idle', { type: 'Number' }).valueAsNumber;
    const compute = Compute.managedInstances({ maxvCpus: most, scaleInAfter: Duration.seconds(idle) });
    expect(resourcesOf(compute, at)).toMatchObject({
      MaxvCpus: { Ref: 'Most' },
      ManagedInstancesProvider: { InfrastructureOptimization: { ScaleInAfter: { Ref: 'Idle' } } },
    });
  });
});

describe('refuses', () => {
  test.each<[string, Partial<ManagedInstancesOptions>, string]>([
    [
      'an idle time over an hour',
      { scaleInAfter: Duration.minutes(61) },
      'scaleInAfter is 3660; expected a whole number',
    ],
    ['a volume of half a GiB', { volume: Size.mebibytes(512) }, 'volume (GiB) is 0.5; expected a whole number from 1'],
    ['no vCPUs', { maxvCpus: 0 }, 'maxvCpus is 0; expected a whole number from 1'],
    ['instances of the other architecture', { instanceClasses: [InstanceClass.C7G] }, 'c7g.large are arm64'],
    [
      'a strategy, which ECS does not take',
      { allocationStrategy: 'BEST_FIT_PROGRESSIVE' } as object,
      'it is for Compute.onDemand and Compute.spot only',
    ],
  ])('%s', (_what, options, message) => {
    expect(refusal(withCompute(Compute.managedInstances({ maxvCpus: 8, ...options })))).toMatchObject({
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(message),
    });
  });

  test('Spot before on demand in a queue', () => {
    expect(refusal(() => two(['cheap', 'steady']))).toMatchObject({
      code: 'MIXED_COMPUTE',
      path: 'Test/Genomes/Queues/urgent',
      message: expect.stringContaining('names cheap, which is Spot, before steady'),
    });
  });

  test('a queue with EC2 beside it', () => {
    const mixed = () =>
      genomesPlatform({
        compute: { a: Compute.managedInstances({ maxvCpus: 8 }), b: Compute.onDemand({ maxvCpus: 8 }) },
        queues: { urgent: { priority: 2, compute: ['a', 'b'] }, nightly: { priority: 1, compute: ['a'] } },
      });
    expect(refusal(mixed)).toMatchObject({
      code: 'MIXED_COMPUTE',
      message: expect.stringContaining('a is MANAGED_INSTANCES, b is EC2'),
    });
  });
});
