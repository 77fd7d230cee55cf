import {
  BatchPlatform,
  Compute,
  defineJob,
  definePlatform,
  type Job,
  type JobProps,
  unchecked,
} from '@batchwright/cdk';
import { App, Duration, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  EcsJobDefinition,
  FargateComputeEnvironment,
  JobQueue,
  ManagedEc2EcsComputeEnvironment,
} from 'aws-cdk-lib/aws-batch';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps, refusal, templateOfJob } from '../fixture';

const stray: Job<string, unknown, unknown, unknown, unknown> = defineJob('stray', { input: unchecked<string>() });

/** A platform of a contract that leaves its jobs open. */
function openPlatform(at = emptyStack()) {
  const platform = new BatchPlatform(at.stack, 'Open', {
    platform: definePlatform('open', { queues: ['all'] }),
    vpc: at.vpc,
    compute: { spot: Compute.spot({ maxvCpus: 64 }) },
    queues: { all: { priority: 1, compute: ['spot'] } },
  });
  return { ...at, platform, props: { ...jobProps(), queues: ['all'] } as JobProps<'all'> };
}

test('a platform gives out the constructs that it is made of', () => {
  const { platform } = genomesPlatform();
  expect(platform.computeEnvironments.spot).toBeInstanceOf(ManagedEc2EcsComputeEnvironment);
  expect(platform.queues.urgent).toBeInstanceOf(JobQueue);
  expect(fargatePlatform().platform.computeEnvironments.light).toBeInstanceOf(FargateComputeEnvironment);
  const job = platform.addJob(align, jobProps());
  expect(platform.jobs.get('align')).toBe(job);
  expect(job.definitions.EC2).toBeInstanceOf(EcsJobDefinition);
});

test('a platform synthesizes the same template twice', () => {
  expect(templateOfJob().toJSON()).toEqual(templateOfJob().toJSON());
});

test('a platform without a list of jobs takes any', () => {
  const { platform, props, stack } = openPlatform();
  platform.addJob(stray, props);
  platform.addJob(align, props);
  Template.fromStack(stack).resourceCountIs('AWS::Batch::JobDefinition', 2);
});

test('two platforms of one contract live in one app', () => {
  const at = emptyStack();
  genomesPlatform({}, at).platform.addJob(align, jobProps());
  const second = new Stack(at.stack.node.root as App, 'Second');
  const other = genomesPlatform({ manifestPath: '/second' }, { stack: second, vpc: at.vpc });
  other.platform.addJob(align, jobProps());
  const nameIn = (stack: Stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::Batch::JobDefinition')).map(
      ({ Properties }) => Properties.JobDefinitionName,
    );
  expect(nameIn(second)).not.toEqual(nameIn(at.stack));
});

test('a platform fits a stage and another partition', () => {
  const app = new App();
  const stage = new Stage(app, 'China', { env: { account: '111122223333', region: 'cn-north-1' } });
  const stack = new Stack(stage, 'Jobs');
  const vpc = new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const { platform } = genomesPlatform({}, { stack, vpc });
  platform.grants.submit(new Role(stack, 'Service', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }));
  platform.addJob(align, jobProps());
  const json = JSON.stringify(Template.fromStack(stack).toJSON());
  expect(json).not.toContain('arn:aws:');
});

test('a hundred jobs and their grants fit one stack and one policy', () => {
  const { platform, props, stack } = openPlatform();
  const service = new Role(stack, 'Service', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
  platform.grants.submit(service);
  platform.grants.watch(service);
  for (let i = 0; i < 100; i++) platform.addJob(defineJob(`step-${i}`, { input: unchecked<string>() }), props);
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::SSM::Parameter', 101);
  const [document] = Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => id.startsWith('Service'))
    .map(([, { Properties }]) => JSON.stringify(Properties.PolicyDocument));
  expect(document?.length).toBeLessThan(4000);
});

test('a hundred jobs fit the policies of those who start them and read their logs', () => {
  const { platform, props, stack } = openPlatform(emptyStack('ThumbnailService'));
  platform.grants.readLogs(new Role(stack, 'Reader', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }));
  for (let i = 0; i < 100; i++)
    platform.addJob(defineJob(`thumbnail-step-${i}`, { input: unchecked<string>() }), props);
  const template = Template.fromStack(stack);
  // A log group's ARN beside its logical id: partition, region, account, stack, a random end.
  const deployed = (_key: string, value: unknown): unknown => {
    const [id] = (value as { readonly 'Fn::GetAtt'?: readonly [string] } | null)?.['Fn::GetAtt'] ?? [];
    return id === undefined ? value : `${id}${'-'.repeat(80)}`;
  };
  const sizes = (type: string) =>
    Object.values(template.findResources(type)).map(
      ({ Properties }) => JSON.stringify(Properties.PolicyDocument, deployed).length,
    );
  // Source: IAM User Guide, "IAM and AWS STS quotas".
  expect(Math.max(...sizes('AWS::IAM::Policy'))).toBeLessThanOrEqual(10_240);
  expect(Math.max(...sizes('AWS::IAM::ManagedPolicy'))).toBeLessThanOrEqual(6144);
});

test('a platform may leave jobs to other stacks, and updates of its compute wait for them', () => {
  const at = emptyStack();
  genomesPlatform({ jobsElsewhere: ['align'], longestJobElsewhere: Duration.hours(3) }, at);
  const template = Template.fromStack(at.stack);
  template.resourceCountIs('AWS::Batch::JobDefinition', 0);
  template.allResources('AWS::Batch::ComputeEnvironment', {
    Properties: { UpdatePolicy: { JobExecutionTimeoutMinutes: 180 } },
  });
});

test('a platform may leave any job to other stacks', () => {
  const at = emptyStack();
  genomesPlatform({ jobsElsewhere: true }, at);
  expect(() => Template.fromStack(at.stack)).not.toThrow();
});

describe('refuses', () => {
  test('a job that is added here and elsewhere', () => {
    const { platform, stack } = genomesPlatform({ jobsElsewhere: ['align'] });
    platform.addJob(align, jobProps());
    expect(() => Template.fromStack(stack)).toThrow('the job "align" is added here, and jobsElsewhere has it');
  });

  test('a job that the contract does not list', () => {
    const { platform } = genomesPlatform();
    expect(refusal(() => platform.addJob(stray as typeof align, jobProps()))).toEqual({
      code: 'UNKNOWN_JOB',
      path: 'Test/Genomes',
      message:
        'Test/Genomes: the job "stray" is not in the contract "genomes", which has align; add it to the jobs of ' +
        'definePlatform [@batchwright/cdk:UNKNOWN_JOB]',
    });
  });

  test('a job that was added before', () => {
    const { platform } = genomesPlatform();
    platform.addJob(align, jobProps());
    expect(refusal(() => platform.addJob(align, jobProps()))).toMatchObject({ code: 'DUPLICATE_JOB' });
  });

  test('to synthesize without a job of the contract', () => {
    const { stack } = genomesPlatform();
    expect(() => Template.fromStack(stack)).toThrow(
      '[Test/Genomes] addJob was never called for align of the contract "genomes"; call it, leave the job out of definePlatform, or name it in jobsElsewhere [@batchwright/cdk:MISSING_JOB]',
    );
  });

  test('to synthesize without any job', () => {
    expect(() => Template.fromStack(openPlatform().stack)).toThrow('[Test/Open] has no job; call addJob');
  });

  test('a stack that leaves a queue of the contract out', () => {
    const queues = { urgent: { priority: 1, compute: ['spot'] } } as never;
    expect(refusal(() => genomesPlatform({ queues }))).toMatchObject({
      code: 'MISSING_QUEUE',
      path: 'Test/Genomes',
      message: expect.stringContaining('queues lacks nightly of the contract "genomes"; expected all its queues'),
    });
  });

  test('a queue that the contract does not list', () => {
    const queue = { priority: 1, compute: ['spot'] };
    const queues = { urgent: queue, nightly: queue, weekly: queue };
    expect(refusal(() => genomesPlatform({ queues }))).toMatchObject({
      code: 'UNKNOWN_QUEUE',
      message: expect.stringContaining('queues has "weekly"; the contract "genomes" has urgent, nightly'),
    });
  });
});
