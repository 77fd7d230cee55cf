import { Compute } from '@batchwright/cdk';
import { App, CfnParameter, Duration, Size, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
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
import { environmentOf, resourcesOf, withCompute } from './one-environment';

const CE = 'AWS::Batch::ComputeEnvironment';

const typed = (name: string) => new InstanceType(name);

describe('compute environment', () => {
  test('has the type and the strategy of its compute', () => {
    expect(resourcesOf(Compute.onDemand({ maxvCpus: 8 }))).toMatchObject({
      Type: 'EC2',
      AllocationStrategy: 'BEST_FIT_PROGRESSIVE',
      MaxvCpus: 8,
      MinvCpus: 0,
    });
    expect(resourcesOf(Compute.spot({ maxvCpus: 8 }))).toMatchObject({
      Type: 'SPOT',
      AllocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
    });
    expect(resourcesOf(Compute.fargate({ maxvCpus: 8 }))).toMatchObject({ Type: 'FARGATE', MaxvCpus: 8 });
    expect(resourcesOf(Compute.fargateSpot({ maxvCpus: 8 }))).toMatchObject({ Type: 'FARGATE_SPOT' });
  });

  test('has no name, is managed in capitals, is updated in place and ends no job', () => {
    const environment = environmentOf(Compute.onDemand({ maxvCpus: 8 }));
    expect(environment).toMatchObject({
      Type: 'MANAGED',
      ReplaceComputeEnvironment: false,
      UpdatePolicy: { TerminateJobsOnUpdate: false },
    });
    expect(environment).not.toHaveProperty('ComputeEnvironmentName');
    expect(environment).not.toHaveProperty('ServiceRole');
  });

  test('is another environment on Fargate Spot than on Fargate, whose type the service does not update', () => {
    const ids = [Compute.fargate, Compute.fargateSpot].map((make) => {
      const template = templateOfJob({}, withCompute(make({ maxvCpus: 8 }))());
      return Object.keys(template.findResources('AWS::Batch::ComputeEnvironment'));
    });
    expect(ids).toEqual([
      [expect.stringMatching(/Fargate[0-9A-F]{8}$/)],
      [expect.stringMatching(/FargateSpot[0-9A-F]{8}$/)],
    ]);
  });

  test('has only what the service takes on Fargate', () => {
    const environment = environmentOf(Compute.fargate({ maxvCpus: 8 }));
    expect(environment).not.toHaveProperty('UpdatePolicy');
    expect(Object.keys(environment.ComputeResources as object).sort()).toEqual([
      'MaxvCpus',
      'SecurityGroupIds',
      'Subnets',
      'Type',
    ]);
  });

  test('takes the default instances of its architecture', () => {
    expect(resourcesOf(Compute.spot({ maxvCpus: 8 })).InstanceTypes).toEqual(['default_x86_64']);
    expect(resourcesOf(Compute.spot({ maxvCpus: 8, architecture: 'arm64' })).InstanceTypes).toEqual(['default_arm64']);
  });

  test('takes exactly the instances that are named, also Graviton ones', () => {
    const c7g = InstanceType.of(InstanceClass.C7G, InstanceSize.LARGE);
    const compute = Compute.spot({
      maxvCpus: 8,
      architecture: 'arm64',
      instanceTypes: [c7g],
      instanceClasses: [InstanceClass.M7G],
    });
    expect(resourcesOf(compute).InstanceTypes).toEqual(['c7g.large', 'm7g']);
  });

  test('takes instances that only the deployment knows, beside others', () => {
    const at = emptyStack();
    const given = new CfnParameter(at.stack, 'Given', { default: 'm7i.large' }).valueAsString;
    const of = genomesPlatform(
      {
        compute: {
          some: Compute.spot({ maxvCpus: 8, instanceTypes: [new InstanceType(given)] }),
          more: Compute.onDemand({
            maxvCpus: 8,
            instanceTypes: [new InstanceType('c7i.large'), new InstanceType(given)],
            instanceClasses: [InstanceClass.M7I],
          }),
        },
        queues: { urgent: { priority: 2, compute: ['some'] }, nightly: { priority: 1, compute: ['more'] } },
      },
      at,
    );
    const types = Object.values(templateOfJob({}, of).findResources(CE)).map(
      ({ Properties }) => Properties.ComputeResources.InstanceTypes,
    );
    expect(types).toEqual([[{ Ref: 'Given' }], ['c7i.large', { Ref: 'Given' }, 'm7i']]);
  });

  test('takes instances of a form that the CDK does not take apart', () => {
    const compute = Compute.onDemand({ maxvCpus: 8, instanceTypes: ['u-6tb1.56xlarge', 'm7i'].map(typed) });
    expect(resourcesOf(compute).InstanceTypes).toEqual(['u-6tb1.56xlarge', 'm7i']);
  });

  test('is not changed by later changes of the lists it was made from', () => {
    const instanceClasses = [InstanceClass.M6I];
    const compute = Compute.spot({ maxvCpus: 8, instanceClasses });
    instanceClasses.push(InstanceClass.M7G);
    expect(resourcesOf(compute).InstanceTypes).toEqual(['m6i']);
  });

  test('does not change another one when its own instances are changed', () => {
    const shared = Compute.spot({ maxvCpus: 8, instanceClasses: [InstanceClass.M6I] });
    const of = genomesPlatform({
      compute: { a: shared, b: shared },
      queues: { urgent: { priority: 2, compute: ['a'] }, nightly: { priority: 1, compute: ['b'] } },
    });
    const { a } = of.platform.computeEnvironments;
    if (!a || !('addInstanceClass' in a)) throw new Error('expected an EC2 environment');
    a.addInstanceClass(InstanceClass.C6I);
    const types = Object.values(templateOfJob({}, of).findResources(CE)).map(
      ({ Properties }) => Properties.ComputeResources.InstanceTypes,
    );
    expect(types).toEqual([['m6i', 'c6i'], ['m6i']]);
  });

  test('waits in an update for as long as the longest job on it may run', () => {
    const of = genomesPlatform();
    of.platform.addJob(align, jobProps({ queues: ['urgent'], timeout: Duration.minutes(95) }));
    const minutes = Object.values(Template.fromStack(of.stack).findResources(CE)).map(
      ({ Properties }) => Properties.UpdatePolicy.JobExecutionTimeoutMinutes,
    );
    // `spot` is only in the queue that the job does not name.
    expect(minutes).toEqual([30, 95]);
  });

  test('takes maxvCpus and minvCpus from parameters of the stack', () => {
    const at = emptyStack();
    const most = new CfnParameter(at.stack, 'Most', { type: 'Number' });
    const of = genomesPlatform(
      {
        compute: { one: Compute.spot({ maxvCpus: most.valueAsNumber }) },
        queues: { urgent: { priority: 2, compute: ['one'] }, nightly: { priority: 1, compute: ['one'] } },
      },
      at,
    );
    expect(only(templateOfJob({}, of), CE)).toMatchObject({ ComputeResources: { MaxvCpus: { Ref: 'Most' } } });
  });

  test('waits for the routes of its subnets', () => {
    const environments = Object.values(templateOfJob().findResources(CE));
    expect(environments).toHaveLength(2);
    for (const { DependsOn } of environments) {
      expect(DependsOn.some((id: string) => id.includes('DefaultRoute'))).toBe(true);
    }
  });
});

describe('launch template', () => {
  test('asks for IMDSv2, keeps containers from it, and encrypts gp3 volumes', () => {
    expect(only(templateOfJob(), 'AWS::EC2::LaunchTemplate')).toEqual({
      LaunchTemplateData: {
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: { DeleteOnTermination: true, Encrypted: true, VolumeSize: 50, VolumeType: 'gp3' },
          },
        ],
        MetadataOptions: { HttpPutResponseHopLimit: 1, HttpTokens: 'required' },
        UserData: { 'Fn::Base64': expect.stringContaining('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true') },
      },
    });
  });

  test('has the volume that is asked for', () => {
    const template = templateOfJob({}, genomesPlatform({ instanceVolume: Size.gibibytes(200) }));
    template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
      LaunchTemplateData: { BlockDeviceMappings: [{ Ebs: { VolumeSize: 200 } }] },
    });
  });

  test.each([
    ['smaller than the image', Size.gibibytes(8), '8; expected a whole number from 30'],
    ['of half a GiB', Size.mebibytes(50.5 * 1024), '50.5; expected a whole number from 30'],
    ['that is no number', Size.gibibytes(Number.NaN), 'NaN; expected a whole number from 30'],
  ])('refuses a volume %s', (_what, instanceVolume, message) => {
    expect(refusal(() => genomesPlatform({ instanceVolume }))).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'Test/Genomes',
      message: expect.stringContaining(`instanceVolume (GiB) is ${message}`),
    });
  });

  test('is followed by version in every EC2 environment', () => {
    const template = templateOfJob();
    const [id] = Object.keys(template.findResources('AWS::EC2::LaunchTemplate'));
    template.allResourcesProperties(CE, {
      ComputeResources: {
        LaunchTemplate: { LaunchTemplateId: { Ref: id }, Version: { 'Fn::GetAtt': [id, 'LatestVersionNumber'] } },
      },
    });
  });

  test('is left out when all compute is Fargate', () => {
    const template = templateOfJob({}, fargatePlatform());
    template.resourceCountIs('AWS::EC2::LaunchTemplate', 0);
    template.resourceCountIs('AWS::IAM::InstanceProfile', 0);
  });
});

describe('tags', () => {
  test('of the scope stay off what they would replace, and reach the rest', () => {
    const of = genomesPlatform();
    Tags.of(of.stack).add('commit', '1a2b3c');
    const template = templateOfJob({}, of);
    const { Resources } = template.toJSON();
    const tagged = new Set(
      (Object.values(Resources) as { Type: string }[])
        .filter((resource) => JSON.stringify(resource).includes('1a2b3c'))
        .map(({ Type }) => Type),
    );
    expect([...tagged].filter((type) => /^AWS::Batch::|LaunchTemplate/.test(type))).toEqual([]);
    expect(tagged).toContain('AWS::S3::Bucket');
    expect(tagged).toContain('AWS::IAM::Role');
  });

  test('of instances are set on EC2 environments only', () => {
    const template = templateOfJob({}, genomesPlatform({ instanceTags: { team: 'genomics' } }));
    template.allResourcesProperties(CE, { ComputeResources: { Tags: { team: 'genomics' } } });
    const fargate = templateOfJob({}, fargatePlatform({ instanceTags: { team: 'genomics' } }));
    fargate.resourcePropertiesCountIs(CE, { ComputeResources: { Tags: Match.anyValue() } }, 0);
  });
});

describe('advice', () => {
  test('warns of compute that no queue names', () => {
    const { stack, platform } = genomesPlatform({
      queues: { urgent: { priority: 2, compute: ['steady'] }, nightly: { priority: 1, compute: ['steady'] } },
    });
    platform.addJob(align, jobProps());
    Annotations.fromStack(stack).hasWarning(
      '/Test/Genomes/Compute/spotEc2',
      Match.stringLikeRegexp('no queue names this compute.*@batchwright/cdk:UNUSED_COMPUTE'),
    );
  });

  test.each([
    ['the service’s own set', {}, '2,920 vCPU-hours a month \\(at most 2 instances, 1,460 instance-hours, if'],
    [
      'one size',
      { instanceTypes: [typed('m7i.xlarge')] },
      '2,920 vCPU-hours a month \\(at most 1 instance, 730 instance-hours',
    ],
    ['a type that is not listed', { instanceTypes: [typed('m99.large')] }, '2,920 vCPU-hours a month$'],
  ])('says what minvCpus holds on %s', (_what, options, text) => {
    const { stack, platform } = genomesPlatform({
      compute: {
        spot: Compute.spot({ maxvCpus: 8 }),
        steady: Compute.onDemand({ maxvCpus: 8, minvCpus: 4, ...options }),
      },
    });
    platform.addJob(align, jobProps({ vcpus: 1 }));
    const found = Annotations.fromStack(stack)
      .findInfo('/Test/Genomes/Compute/steadyEc2', Match.anyValue())
      .map(({ entry }) => String(entry.data).replace(/ \[ack: .*/, ''));
    expect(found).toEqual([expect.stringMatching(new RegExp(`^minvCpus 4: that much stays on.*${text}`))]);
  });

  test('warns when a job may outlive an update', () => {
    const of = genomesPlatform({ workspaceExpiration: Duration.days(90) });
    of.platform.addJob(align, jobProps({ timeout: Duration.days(6) }));
    Annotations.fromStack(of.stack).hasWarning(
      '/Test/Genomes/Jobs/align',
      Match.stringLikeRegexp('longer than the 7200 minutes.*@batchwright/cdk:OUTLIVES_UPDATE'),
    );
  });
});

describe('refuses', () => {
  test.each([0, -1, 1.5, Number.NaN])('maxvCpus of %p', (maxvCpus) => {
    const { code, path, message } = refusal(withCompute(Compute.spot({ maxvCpus })));
    expect(code).toBe('OUT_OF_RANGE');
    expect(path).toBe('Test/Genomes/Compute/one');
    expect(message).toBe(
      `Test/Genomes/Compute/one: maxvCpus is ${maxvCpus}; expected a whole number from 1 [@batchwright/cdk:OUT_OF_RANGE]`,
    );
  });

  test('a text in place of a number, and shows that it is one', () => {
    expect(refusal(withCompute(Compute.spot({ maxvCpus: '8' as never }))).message).toContain(
      'maxvCpus is "8"; expected',
    );
  });

  test('minvCpus above maxvCpus', () => {
    expect(refusal(withCompute(Compute.spot({ maxvCpus: 4, minvCpus: 8 }))).message).toContain(
      'minvCpus is 8; expected a whole number from 0 to 4',
    );
  });

  test('instances of two architectures in one environment', () => {
    const mixed = Compute.spot({ maxvCpus: 4, instanceClasses: [InstanceClass.C6I, InstanceClass.C7G] });
    expect(refusal(withCompute(mixed))).toMatchObject({
      code: 'MIXED_COMPUTE',
      message: expect.stringContaining('c7g.large are arm64, the compute is x86_64; expected one architecture'),
    });
  });

  test('a family of the other architecture that is given as a type', () => {
    const mixed = Compute.onDemand({ maxvCpus: 4, instanceTypes: [new InstanceType('m7g')] });
    expect(refusal(withCompute(mixed))).toMatchObject({
      code: 'MIXED_COMPUTE',
      message: expect.stringContaining('instances such as m7g are arm64, the compute is x86_64'),
    });
  });

  test('a name that a construct cannot have', () => {
    const of = () =>
      genomesPlatform({
        compute: { 'a/b': Compute.spot({ maxvCpus: 4 }) },
        queues: { urgent: { priority: 2, compute: ['a/b'] }, nightly: { priority: 1, compute: ['a/b'] } },
      });
    expect(refusal(of)).toMatchObject({ code: 'INVALID_NAME' });
  });

  test('a platform without compute', () => {
    expect(refusal(() => genomesPlatform({ compute: {} }))).toMatchObject({
      code: 'NO_COMPUTE',
      path: 'Test/Genomes',
      message: expect.stringContaining('compute is empty; expected at least one, as in compute: { spot: Compute.spot'),
    });
  });
});

test('a VPC of another stack works', () => {
  const app = new App();
  const vpc = new Vpc(new Stack(app, 'Network'), 'Vpc', { restrictDefaultSecurityGroup: false });
  const of = genomesPlatform({ vpc }, { stack: new Stack(app, 'Jobs'), vpc });
  templateOfJob({}, of).resourceCountIs(CE, 2);
});
