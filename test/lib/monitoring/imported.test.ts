import { BatchPlatform } from '@batchwright/cdk';
import type { Manifest } from '@batchwright/model/contract';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { align, genomes, jobProps } from '../fixture';

const arn = (queue: string): string => `arn:aws-cn:batch:cn-north-1:111122223333:job-queue/${queue}`;
const manifest: Manifest = {
  batchwright: 'manifest',
  version: 1,
  platform: 'genomes',
  region: 'cn-north-1',
  account: '111122223333',
  workspace: 's3://workspace/genomes',
  queues: {
    urgent: { arn: arn('urgent'), compute: 'EC2', priority: 10 },
    nightly: { arn: arn('nightly'), compute: 'EC2', priority: 1 },
  },
  jobs: {},
  events: 'https://sqs.cn-north-1.amazonaws.com.cn/111122223333/genomes-events',
  tags: { team: 'genomics' },
};

describe('a platform of another stack', () => {
  const stack = new Stack(new App(), 'Test', { env: { account: '111122223333', region: 'cn-north-1' } });
  const platform = BatchPlatform.fromManifest(stack, 'Genomes', { platform: genomes, manifest });
  platform.addJob(align, jobProps());
  platform.grants.watch(new Role(stack, 'Service', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }));
  platform.depthProbe();
  platform.alarms('Ops', { notify: new Topic(stack, 'Topic'), depth: { over: 100 } });
  platform.dashboard('Dashboard');
  platform.eventHistory('History');
  const template = Template.fromStack(stack);

  test('is measured, shown and kept like one of this stack', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'JobsWaiting',
      Threshold: 100,
    });
    for (const type of ['AWS::Lambda::Function', 'AWS::CloudWatch::Dashboard']) template.resourceCountIs(type, 1);
    template.resourceCountIs('AWS::Logs::ResourcePolicy', 1);
  });

  test('lets its events be followed by those who watch', () => {
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(
      '"Action":["sqs:DeleteMessage","sqs:ReceiveMessage"],"Effect":"Allow","Resource":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":sqs:cn-north-1:111122223333:genomes-events"]]}',
    );
  });

  test('has its cost tags handed on to the tasks of its jobs', () => {
    template.allResourcesProperties('AWS::Batch::JobDefinition', { PropagateTags: true });
  });
});
