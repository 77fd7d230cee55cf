import { BatchNetwork, BatchPlatform, Compute, Network } from '@batchwright/cdk';
import { App, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as batch from 'aws-cdk-lib/aws-batch';
import { InterfaceVpcEndpointAwsService, IpAddresses } from 'aws-cdk-lib/aws-ec2';
import { Cluster } from 'aws-cdk-lib/aws-eks';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { align, genomes, jobProps, refusal } from '../fixture';

const ENDPOINT = 'AWS::EC2::VPCEndpoint';

/** A platform without a VPC of the user's. */
function ownNetwork(
  network?: Network | BatchNetwork,
  compute = Compute.onDemand({ maxvCpus: 16 }),
  stack = newStack(),
  more: { readonly removalPolicy?: RemovalPolicy } = {},
) {
  const platform = new BatchPlatform(stack, 'Genomes', {
    platform: genomes,
    compute: { only: compute },
    queues: { urgent: { priority: 10, compute: ['only'] }, nightly: { priority: 1, compute: ['only'] } },
    ...(network === undefined ? {} : { network }),
    ...more,
  });
  return { platform, stack };
}

const newStack = (): Stack => new Stack(new App(), 'Test');

function templateOf(of: ReturnType<typeof ownNetwork>, props: Parameters<typeof jobProps>[0] = {}): Template {
  of.platform.addJob(align, jobProps(props));
  return Template.fromStack(of.stack);
}

/** Services of the endpoints of a type, as in `ecr.api`. */
const servicesOf = (template: Template, type: 'Interface' | 'Gateway'): string[] =>
  Object.values(template.findResources(ENDPOINT, { Properties: { VpcEndpointType: type } }))
    .map(({ Properties }) => JSON.stringify(Properties.ServiceName))
    .map((name) => /\.([a-z0-9.-]+)"\]*\}?$/.exec(name)?.[1] ?? name)
    .sort();

const FOR_ANY = ['ecr.api', 'ecr.dkr', 'logs'];
const FOR_INSTANCES = ['ecs', 'ecs-agent', 'ecs-telemetry'];

test('without a VPC, jobs run in an isolated network with the endpoints that their kind of compute needs', () => {
  const template = templateOf(ownNetwork());
  expect(servicesOf(template, 'Interface')).toEqual([...FOR_ANY, ...FOR_INSTANCES].sort());
  expect(servicesOf(template, 'Gateway')).toEqual(['s3']);
  for (const type of ['AWS::EC2::NatGateway', 'AWS::EC2::InternetGateway', 'AWS::EC2::EIP']) {
    template.resourceCountIs(type, 0);
  }
  template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
});

test('no custom resource empties the default group or writes flow logs', () => {
  const template = templateOf(ownNetwork());
  template.resourceCountIs('AWS::Lambda::Function', 0);
  template.hasResourceProperties('AWS::EC2::FlowLog', {
    TrafficType: 'REJECT',
    LogDestinationType: 'cloud-watch-logs',
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

test.each([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN])(
  'the logs of a network go with its platform: %s',
  (removalPolicy) => {
    const { platform, stack } = ownNetwork(undefined, undefined, undefined, { removalPolicy });
    platform.addJob(align, jobProps());
    const groups = Object.values(Template.fromStack(stack).findResources('AWS::Logs::LogGroup'));
    const expected = removalPolicy === RemovalPolicy.DESTROY ? 'Delete' : 'Retain';
    expect(groups.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual([expected, expected]);
  },
);

test('a platform on Fargate needs no endpoints of ECS', () => {
  const template = templateOf(ownNetwork(Network.isolated(), Compute.fargate({ maxvCpus: 8 })));
  expect(servicesOf(template, 'Interface')).toEqual(FOR_ANY);
});

test('the endpoints admit the jobs of the platform, by their group, and nobody else', () => {
  const template = templateOf(ownNetwork());
  const groups = template.findResources('AWS::EC2::SecurityGroup');
  const idOf = (description: RegExp): string =>
    Object.entries(groups).find(([, { Properties }]) => description.test(Properties.GroupDescription))?.[0] ?? '';
  const endpoints = { 'Fn::GetAtt': [idOf(/^Endpoints/), 'GroupId'] };
  for (const { Properties } of Object.values(groups)) expect(Properties).not.toHaveProperty('SecurityGroupIngress');
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: endpoints,
    SourceSecurityGroupId: { 'Fn::GetAtt': [idOf(/^Batch jobs/), 'GroupId'] },
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
  });
  for (const { Properties } of Object.values(template.findResources(ENDPOINT))) {
    if (Properties.VpcEndpointType !== 'Interface') continue;
    expect(Properties).toMatchObject({ PrivateDnsEnabled: true, SecurityGroupIds: [endpoints] });
  }
});

test('instances start after the endpoints and the way to them, without which they cannot join', () => {
  const template = templateOf(ownNetwork());
  const endpoints = Object.keys(template.findResources(ENDPOINT, { Properties: { VpcEndpointType: 'Interface' } }));
  const [environment] = Object.values(template.findResources('AWS::Batch::ComputeEnvironment'));
  const rules = Object.keys(template.findResources('AWS::EC2::SecurityGroupIngress'));
  expect(environment?.DependsOn).toEqual(expect.arrayContaining([...endpoints, ...rules]));
});

test("an isolated network gets the endpoints of the jobs' secrets, of the service that keeps each", () => {
  const secrets = (kind: 'both' | 'parameter'): string[] => {
    const of = ownNetwork(Network.isolated(), Compute.fargate({ maxvCpus: 8 }));
    const parameter = StringParameter.fromSecureStringParameterAttributes(of.stack, 'Given', { parameterName: '/key' });
    const template = templateOf(of, {
      secrets: {
        FIRST: batch.Secret.fromSsmParameter(parameter),
        ...(kind === 'both' ? { SECOND: batch.Secret.fromSecretsManager(new Secret(of.stack, 'Made')) } : {}),
      },
    });
    return servicesOf(template, 'Interface').filter((service) => !FOR_ANY.includes(service));
  };
  expect(secrets('parameter')).toEqual(['ssm']);
  expect(secrets('both')).toEqual(['secretsmanager', 'ssm']);
});

test('endpoints may be added, and one that is there already is not made twice', () => {
  const endpoints = [InterfaceVpcEndpointAwsService.STS, InterfaceVpcEndpointAwsService.ECR];
  const template = templateOf(ownNetwork(Network.isolated({ endpoints }), Compute.fargate({ maxvCpus: 8 })));
  expect(servicesOf(template, 'Interface')).toEqual([...FOR_ANY, 'sts'].sort());
});

test('with the prefix list of S3, jobs may call S3 and the endpoints, and nothing else', () => {
  const template = templateOf(ownNetwork(Network.isolated({ s3PrefixList: 'pl-6da54004' })));
  const [group] = Object.values(
    template.findResources('AWS::EC2::SecurityGroup', {
      Properties: { GroupDescription: Match.stringLikeRegexp('^Batch') },
    }),
  );
  const inline: { CidrIp?: string; DestinationPrefixListId?: string }[] = group?.Properties.SecurityGroupEgress ?? [];
  const apart = Object.values(template.findResources('AWS::EC2::SecurityGroupEgress')).map(
    ({ Properties }) => Properties,
  );
  const rules = [...inline, ...apart];
  expect(rules.filter(({ CidrIp }) => CidrIp !== undefined)).toEqual([]);
  expect(rules).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ DestinationPrefixListId: 'pl-6da54004', FromPort: 443 }),
      expect.objectContaining({ DestinationSecurityGroupId: expect.anything(), FromPort: 443 }),
    ]),
  );
  expect(rules).toHaveLength(2);
});

test('NAT gateways lead out of private subnets, and S3 goes past them for free', () => {
  const network = Network.nat({ gateways: 2, flowLogs: 'ALL', ipAddresses: IpAddresses.cidr('172.16.0.0/20') });
  const template = templateOf(ownNetwork(network));
  template.resourceCountIs('AWS::EC2::NatGateway', 2);
  expect(servicesOf(template, 'Interface')).toEqual([]);
  expect(servicesOf(template, 'Gateway')).toEqual(['s3']);
  template.hasResourceProperties('AWS::EC2::VPC', { CidrBlock: '172.16.0.0/20' });
  template.hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL' });
  // An address of its own is what a NAT gateway has; nothing else starts there.
  template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
  const [environment] = Object.values(template.findResources('AWS::Batch::ComputeEnvironment'));
  const subnets: { Ref: string }[] = environment?.Properties.ComputeResources.Subnets;
  expect(subnets.map(({ Ref }) => Ref)).toEqual([expect.stringContaining('Jobs'), expect.stringContaining('Jobs')]);
});

test('one more zone, or a way out, leaves the subnets where they are', () => {
  const blocks = (network: Network): Record<string, string> => {
    const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'eu-west-1' } });
    new BatchNetwork(stack, 'Network', network);
    const subnets = Object.entries(Template.fromStack(stack).findResources('AWS::EC2::Subnet'));
    return Object.fromEntries(subnets.map(([id, { Properties }]) => [id, Properties.CidrBlock]));
  };
  const isolated = blocks(Network.isolated({ availabilityZones: 1 }));
  const nat = blocks(Network.nat({ availabilityZones: 1 }));
  const more = blocks(Network.nat({ availabilityZones: 2 }));
  expect([isolated, nat, more].map((subnets) => Object.keys(subnets).length)).toEqual([1, 2, 4]);
  expect(nat).toMatchObject(isolated);
  expect(more).toMatchObject(nat);
});

test('platforms of several stacks share a network, without a circle between the stacks', () => {
  const app = new App();
  const shared = new Stack(app, 'Shared');
  const network = new BatchNetwork(shared, 'Network');
  const first = ownNetwork(network, Compute.fargate({ maxvCpus: 8 }), new Stack(app, 'First'));
  const second = ownNetwork(network, Compute.onDemand({ maxvCpus: 8 }), new Stack(app, 'Second'));
  second.platform.addJob(align, jobProps());
  const one = templateOf(first);
  const two = Template.fromStack(second.stack);
  for (const template of [one, two]) {
    template.resourceCountIs('AWS::EC2::VPC', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
  }
  expect(servicesOf(Template.fromStack(shared), 'Interface')).toEqual([...FOR_ANY, ...FOR_INSTANCES].sort());
});

test('tells what it made for who asked for nothing', () => {
  const texts = ownNetwork().platform.node.metadata.map(({ data }) => String(data));
  expect(texts).toContainEqual(
    expect.stringContaining('whose 6 interface endpoints are paid for by the hour, each in 2 zones'),
  );
  const asked = ownNetwork(Network.isolated()).platform.node.metadata.map(({ data }) => String(data));
  expect(asked).not.toContainEqual(expect.stringContaining('OWN_NETWORK'));
});

test.each<[string, () => unknown, string, string]>([
  ['no zones', () => ownNetwork(Network.isolated({ availabilityZones: 0 })), 'OUT_OF_RANGE', 'availabilityZones is 0'],
  ['NAT without gateways', () => ownNetwork(Network.nat({ gateways: 0 })), 'OUT_OF_RANGE', 'gateways is 0'],
  [
    'more gateways than zones',
    () => ownNetwork(Network.nat({ gateways: 3 })),
    'OUT_OF_RANGE',
    'gateways is 3; expected a whole number from 1 to 2',
  ],
  [
    'zones that only the deployment counts',
    () => ownNetwork(Network.isolated({ availabilityZones: Lazy.number({ produce: () => 2 }) })),
    'OUT_OF_RANGE',
    'availabilityZones is known only to the deployment',
  ],
])('refuses a network with %s', (_what, make, code, message) => {
  expect(refusal(make)).toMatchObject({
    code,
    path: 'Test/Genomes/Network',
    message: expect.stringContaining(message),
  });
});

test.each<[string, object, string]>([
  ['a VPC and a network', { network: Network.nat() }, 'vpc and network are both set'],
  ['public subnets without a VPC', { vpc: undefined, publicSubnets: true }, 'publicSubnets is set and vpc is not'],
  ['subnets without a VPC', { vpc: undefined, vpcSubnets: {} }, 'vpcSubnets is set and vpc is not'],
])('refuses %s', (_what, props, message) => {
  const stack = newStack();
  const vpc = new BatchNetwork(stack, 'Shared').vpc;
  const make = () =>
    new BatchPlatform(stack, 'Genomes', {
      platform: genomes,
      vpc,
      compute: { only: Compute.fargate({ maxvCpus: 8 }) },
      queues: { urgent: { priority: 10, compute: ['only'] }, nightly: { priority: 1, compute: ['only'] } },
      ...props,
    });
  expect(refusal(make)).toMatchObject({
    code: 'INVALID_NETWORK',
    path: 'Test/Genomes',
    message: expect.stringContaining(message),
  });
});

test('refuses to make a network in which nothing would run', () => {
  expect(refusal(() => ownNetwork(undefined, Compute.unmanaged()))).toMatchObject({
    code: 'INVALID_NETWORK',
    path: 'Test/Genomes',
    message: expect.stringContaining('Batch launches none of the compute'),
  });
});

test('refuses a network of ours for nodes of EKS, which are where their cluster is', () => {
  const stack = newStack();
  const cluster = Cluster.fromClusterAttributes(stack, 'Cluster', {
    clusterName: 'shared',
    clusterSecurityGroupId: 'sg-1',
  });
  const eks = Compute.eks({ maxvCpus: 8, cluster, namespace: 'batch' });
  expect(refusal(() => ownNetwork(Network.isolated(), eks, stack))).toMatchObject({
    code: 'INVALID_NETWORK',
    message: expect.stringContaining('expected the VPC of the EKS cluster'),
  });
});
