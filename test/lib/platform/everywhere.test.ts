import { BatchPlatform } from '@batchwright/cdk';
import type { Manifest } from '@batchwright/model/contract';
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { contract, everything, useEverything } from '../everything';
import { everythingGiven } from '../everything-given';

const account = '111122223333';

/** Every text of a value, with the keys that lead to it; principals are the CDK's to name. */
function* texts(value: unknown, path: readonly string[] = []): Generator<readonly [string, string]> {
  if (typeof value === 'string') yield [path.join('.'), value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* texts(part, [...path, key]);
}

/** Principals of services have one name in all partitions; where EC2 is passed a role, it has that of the partition. */
const withoutPrincipals = (path: string, text: string): string =>
  /\.Principal(\.Service(\.\d+)?)?$/.test(path)
    ? ''
    : text.replaceAll(/\b(events|delivery\.logs|sagemaker)\.amazonaws\.com\b/g, '');

const everywhere: [string, StackProps][] = [
  ['aws', { env: { account, region: 'eu-west-1' } }],
  ['China', { env: { account, region: 'cn-north-1' } }],
  ['GovCloud', { env: { account, region: 'us-gov-west-1' } }],
  ['a region that the deployment knows', {}],
];

test.each([
  ...everywhere.map(([where, props]) => ['everything', where, everything, props] as const),
  ...everywhere.map(([where, props]) => ['what is given and tuned', where, everythingGiven, props] as const),
])('a platform with %s fits %s', (_what, _where, make, props) => {
  const template = Template.fromStack(make(props)).toJSON();
  const found = [...texts(template.Resources)];
  expect(found.filter(([, text]) => /arn:aws:/.test(text))).toEqual([]);
  expect(found.filter(([path, text]) => /amazonaws\.com(?!\.cn)/.test(withoutPrincipals(path, text)))).toEqual([]);
  expect(found.length).toBeGreaterThan(400);
});

test('everything goes with a platform of another repository, too, and makes no queue and no compute', () => {
  const own = Template.fromStack(everything());
  const queue = (name: string, compute: Manifest['queues'][string]['compute']) => ({
    arn: `arn:aws:batch:eu-west-1:${account}:job-queue/${name}`,
    compute,
    priority: 1,
  });
  const manifest: Manifest = {
    batchwright: 'manifest',
    version: 1,
    platform: 'everything',
    region: 'eu-west-1',
    account,
    workspace: 's3://workspace',
    queues: {
      shared: { ...queue('shared', 'EC2'), fairShare: true },
      fast: queue('fast', 'EC2'),
      light: { ...queue('light', 'FARGATE'), architecture: 'arm64' },
      gpu: queue('gpu', 'EC2'),
      fleet: queue('fleet', 'MANAGED_INSTANCES'),
    },
    tags: { team: 'genomics' },
    jobs: {},
  };
  const stack = new Stack(new App(), 'Everything');
  const platform = BatchPlatform.fromManifest(stack, 'Platform', {
    platform: contract,
    manifest,
    securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Jobs', 'sg-1')],
  });
  useEverything(stack, platform, new FileSystem(stack, 'Files', { vpc: new Vpc(stack, 'Vpc') }));
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Batch::JobQueue', 0);
  template.resourceCountIs('AWS::Batch::ComputeEnvironment', 0);
  for (const type of [
    'AWS::Batch::JobDefinition',
    'AWS::Scheduler::Schedule',
    'AWS::StepFunctions::StateMachine',
    'AWS::CloudWatch::Alarm',
  ]) {
    const count = (of: Template) => Object.keys(of.findResources(type)).length;
    expect([type, count(template)]).toEqual([type, count(own)]);
  }
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { SourceSecurityGroupId: 'sg-1', FromPort: 2049 });
});
