import { BatchPlatform, Compute } from '@batchwright/cdk';
import { Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType, LaunchTemplate, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  align,
  emptyStack,
  fargatePlatform,
  genomes,
  genomesPlatform,
  isolatedVpc,
  only,
  refusal,
  templateOfJob,
} from '../fixture';

const DEFINITION = 'AWS::Batch::JobDefinition';
const ENVIRONMENT = 'AWS::Batch::ComputeEnvironment';
const GROUP = 'AWS::EC2::SecurityGroup';

/** What compute environments say of the network. */
const networksOf = (template: Template) =>
  Object.values(template.findResources(ENVIRONMENT)).map(
    ({ Properties }): { Subnets: { Ref: string }[]; SecurityGroupIds?: unknown[] } => Properties.ComputeResources,
  );

const inPublicSubnets = (template: Template): boolean =>
  networksOf(template).every(({ Subnets }) => Subnets.length > 0 && Subnets.every(({ Ref }) => Ref.includes('Public')));

test('on Fargate, jobs in public subnets get an address, and their group lets nothing in', () => {
  const template = templateOfJob({}, fargatePlatform({ publicSubnets: true }));
  expect(inPublicSubnets(template)).toBe(true);
  expect(networksOf(template).every(({ SecurityGroupIds }) => SecurityGroupIds?.length === 1)).toBe(true);
  template.hasResourceProperties(DEFINITION, {
    ContainerProperties: { NetworkConfiguration: { AssignPublicIp: 'ENABLED' } },
  });
  expect(only(template, GROUP)).not.toHaveProperty('SecurityGroupIngress');
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
});

test('on Fargate in private subnets, jobs get no address', () => {
  const template = templateOfJob({}, fargatePlatform());
  template.hasResourceProperties(DEFINITION, {
    ContainerProperties: { NetworkConfiguration: { AssignPublicIp: 'DISABLED' } },
  });
});

test('on EC2, the instances get an address whatever their subnets do, with the group at the interface that has it', () => {
  const template = templateOfJob({}, genomesPlatform({ publicSubnets: true }));
  expect(inPublicSubnets(template)).toBe(true);
  // The service takes groups in the environment or with the interface, not both.
  expect(networksOf(template).every((network) => !('SecurityGroupIds' in network))).toBe(true);
  template.hasResourceProperties('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: {
      NetworkInterfaces: [
        {
          AssociatePublicIpAddress: true,
          DeviceIndex: 0,
          Groups: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('SecurityGroup'), 'GroupId'] }],
        },
      ],
      SecurityGroupIds: Match.absent(),
    },
  });
});

test('a launch template of the user leaves the group with the environment', () => {
  const at = emptyStack();
  const launchTemplate = new LaunchTemplate(at.stack, 'Own');
  const compute = {
    spot: Compute.spot({ maxvCpus: 64, launchTemplate }),
    steady: Compute.onDemand({ maxvCpus: 16, launchTemplate }),
  };
  const template = templateOfJob({}, genomesPlatform({ publicSubnets: true, compute }, at));
  expect(networksOf(template).every(({ SecurityGroupIds }) => SecurityGroupIds?.length === 1)).toBe(true);
});

test('the manifest tells of public addresses, so that jobs of other stacks get them too', () => {
  const head = (template: Template): string =>
    JSON.stringify(
      Object.values(template.findResources('AWS::SSM::Parameter')).find(({ Properties }) =>
        JSON.stringify(Properties.Name).includes('/platform'),
      )?.Properties.Value,
    );
  expect(head(templateOfJob({}, fargatePlatform({ publicSubnets: true })))).toContain('publicAddresses');
  expect(head(templateOfJob({}, fargatePlatform()))).not.toContain('publicAddresses');
});

test('a job that is added to a platform in public subnets elsewhere gets an address', () => {
  const stack = new Stack(undefined, 'Apps', { env: { account: '111122223333', region: 'eu-west-1' } });
  const arn = 'arn:aws:batch:eu-west-1:111122223333:job-queue/urgent';
  const platform = BatchPlatform.fromAttributes(stack, 'Genomes', {
    platform: genomes,
    queues: { urgent: { arn, compute: 'FARGATE' }, nightly: { arn: `${arn}-2`, compute: 'FARGATE' } },
    workspace: Bucket.fromBucketName(stack, 'Workspace', 'genomes'),
    publicSubnets: true,
  });
  platform.addJob(align, { image: ContainerImage.fromRegistry('busybox'), vcpus: 1, memory: Size.gibibytes(2) });
  Template.fromStack(stack).hasResourceProperties(DEFINITION, {
    ContainerProperties: { NetworkConfiguration: { AssignPublicIp: 'ENABLED' } },
  });
});

test('says that jobs are on the internet', () => {
  const { platform } = fargatePlatform({ publicSubnets: true });
  const texts = platform.node.metadata.map(({ data }) => String(data));
  expect(texts).toContainEqual(expect.stringContaining('jobs run in public subnets with public addresses'));
});

test('a VPC whose subnets are all public will do', () => {
  const at = emptyStack();
  const vpc = isolatedVpc(at.stack, SubnetType.PUBLIC);
  const template = templateOfJob({}, genomesPlatform({ vpc, publicSubnets: true }, at));
  expect(
    networksOf(template)
      .flatMap(({ Subnets }) => Subnets)
      .every(({ Ref }) => Ref.startsWith('Otheronly')),
  ).toBe(true);
});

test('refuses private subnets for public addresses', () => {
  const vpcSubnets = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
  expect(refusal(() => genomesPlatform({ publicSubnets: true, vpcSubnets }))).toMatchObject({
    code: 'INVALID_NETWORK',
    path: 'Test/Genomes',
    message: expect.stringContaining('publicSubnets is true, and vpcSubnets selects private subnets'),
  });
});

test('refuses public subnets of a VPC that has none', () => {
  const at = emptyStack();
  const vpc = isolatedVpc(at.stack, SubnetType.PRIVATE_ISOLATED);
  expect(refusal(() => genomesPlatform({ vpc, publicSubnets: true }, at))).toMatchObject({
    code: 'NO_PRIVATE_SUBNETS',
    message: expect.stringContaining('expected at least one public subnet'),
  });
});

test('refuses launch templates for some instances only, which would get no address', () => {
  const at = emptyStack();
  const launchTemplate = new LaunchTemplate(at.stack, 'Own');
  const type = InstanceType.of(InstanceClass.M7I, InstanceSize.LARGE);
  const steady = Compute.onDemand({
    maxvCpus: 16,
    instanceTypes: [type],
    launchTemplateOverrides: [{ launchTemplate, instanceTypes: [type] }],
  });
  const compute = { spot: Compute.spot({ maxvCpus: 64 }), steady };
  expect(refusal(() => genomesPlatform({ publicSubnets: true, compute }, at))).toMatchObject({
    code: 'INVALID_NETWORK',
    path: 'Test/Genomes/Compute/steady',
    message: expect.stringContaining('expected launchTemplate too'),
  });
});
