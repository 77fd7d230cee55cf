import {
  BatchPlatform,
  type BatchPlatformBase,
  Compute,
  type JobProps,
  type PlatformErrorCode,
} from '@batchwright/cdk';
import type { Manifest } from '@batchwright/model/contract';
import { Duration, Size, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { align, emptyStack, fargatePlatform, genomes, genomesPlatform, jobProps, only, refusal } from '../fixture';
import { CLUSTER, onOnly } from './attempt';

/** What aws-cdk-lib's own constructs of AWS Batch let pass, or write, tried through ours: jobs, and who submits them. */

const DEFINITION = 'AWS::Batch::JobDefinition';
const rules = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ action: 'RETRY' as const, onExitCode: String(index) }));

test.each<
  [string, () => ReturnType<typeof genomesPlatform>, Partial<JobProps<'urgent' | 'nightly'>>, PlatformErrorCode]
>([
  ['1 vCPU and 500 MiB on Fargate', fargatePlatform, { vcpus: 1, memory: Size.mebibytes(500) }, 'FARGATE_SIZE'],
  ['256 where a quarter of a vCPU is meant', fargatePlatform, { vcpus: 256 }, 'FARGATE_SIZE'],
  ['50 attempts', genomesPlatform, { attempts: 50 }, 'INVALID_RETRY'],
  ['7 retry rules', genomesPlatform, { retry: rules(7) }, 'INVALID_RETRY'],
  ['a time-out of 10 seconds', genomesPlatform, { timeout: Duration.seconds(10) }, 'OUT_OF_RANGE'],
  ['a reference to a parameter that nobody declared', genomesPlatform, { command: ['Ref::nope'] }, 'MISSING_PARAMETER'],
])('%s is refused', (_what, make, props, code) => {
  const { platform } = make();
  expect(refusal(() => platform.addJob(align, jobProps(props)))).toMatchObject({
    code,
    path: 'Test/Genomes/Jobs/align',
  });
});

test('an image of ECR runs on EKS', () => {
  const at = emptyStack();
  const { platform } = onOnly(Compute.eks({ maxvCpus: 16, cluster: CLUSTER, namespace: 'batch-jobs' }), at);
  const image = ContainerImage.fromEcrRepository(new Repository(at.stack, 'Images'), 'v1');
  platform.addJob(align, jobProps({ image, serviceAccountName: 'worker' }));
  const { EksProperties } = only(Template.fromStack(at.stack), DEFINITION) as {
    EksProperties: { PodProperties: { Containers: { Image: unknown }[] } };
  };
  expect(JSON.stringify(EksProperties.PodProperties.Containers[0]?.Image)).toContain(':v1');
});

test('a platform on imported compute connects to others, and the imported environment pretends nothing', () => {
  const at = emptyStack();
  const { platform } = onOnly(
    Compute.imported({
      computeEnvironmentArn: 'arn:aws:batch:eu-west-1:111122223333:compute-environment/other',
      kind: 'EC2',
    }),
    at,
  );
  const database = new SecurityGroup(at.stack, 'Database', { vpc: at.vpc, allowAllOutbound: false });
  platform.connections.allowTo(database, Port.POSTGRES);
  platform.addJob(align, jobProps());
  Template.fromStack(at.stack).resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
  expect(platform.computeEnvironments.one).not.toHaveProperty('connections');
});

const shared = () =>
  genomesPlatform({
    queues: {
      urgent: { priority: 10, compute: ['steady'] },
      nightly: { priority: 1, compute: ['spot', 'steady'], shares: { a: 1, b: 2 } },
    },
  });

const manifest: Manifest = {
  batchwright: 'manifest',
  version: 1,
  platform: 'genomes',
  account: '111122223333',
  region: 'eu-west-1',
  workspace: 's3://genomes-workspace',
  definitions: 'genomes-0a1b2c3d-',
  queues: {
    urgent: { arn: 'arn:aws:batch:eu-west-1:111122223333:job-queue/urgent', compute: 'EC2', priority: 1 },
    nightly: { arn: 'arn:aws:batch:eu-west-1:111122223333:job-queue/nightly', compute: 'EC2', priority: 1 },
  },
  jobs: {},
};

/** Statements of all policies of a stack that allow to submit. */
const submitting = (template: Template) =>
  [
    ...Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties.PolicyDocument),
    ...Object.values(template.findResources('AWS::IAM::Role')).flatMap(({ Properties }) =>
      (Properties.Policies ?? []).map(({ PolicyDocument }: { readonly PolicyDocument: unknown }) => PolicyDocument),
    ),
  ]
    .flatMap(({ Statement }) => Statement)
    .filter(({ Action }) => [Action].flat().includes('batch:SubmitJob'));

describe.each<[string, () => { stack: Stack; platform: BatchPlatformBase<'urgent' | 'nightly', 'align'> }, object]>([
  ['a platform', () => shared(), {}],
  ['a platform of several nodes', () => onOnly(Compute.onDemand({ maxvCpus: 16 })), { nodes: { count: 2 } }],
  [
    'a platform on EKS',
    () => onOnly(Compute.eks({ maxvCpus: 16, cluster: CLUSTER, namespace: 'jobs' })),
    { serviceAccountName: 'w' },
  ],
  [
    'an imported platform',
    () => {
      const { stack } = emptyStack();
      return { stack, platform: BatchPlatform.fromManifest(stack, 'Genomes', { platform: genomes, manifest }) };
    },
    {},
  ],
])('who may submit to %s', (_what, make, props) => {
  test('may use each revision of the definitions, and no other definition', () => {
    const { stack, platform } = make();
    const role = new Role(stack, 'Service', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    platform.addJob(align, jobProps(props));
    platform.grants.submit(role);
    const template = Template.fromStack(stack);
    const definitions = Object.keys(template.findResources(DEFINITION));
    const statements = submitting(template);
    expect(statements.length).toBeGreaterThan(0);
    for (const { Resource } of statements) {
      const text = JSON.stringify(Resource);
      for (const id of definitions) expect(text).not.toContain(`"${id}"`);
      expect(text).not.toContain('job-definition/*');
      expect(text).toMatch(/job-definition\/genomes-[0-9a-f]{8}-/);
    }
  });
});

const INPUT = { sample: 's' };

test('each way of submitting says whose share it is, on a queue with shares, and is refused without', () => {
  const { stack, platform } = shared();
  const job = platform.addJob(align, jobProps({ queues: ['nightly'] }));
  const schedule = ScheduleExpression.rate(Duration.hours(1));
  const eventPattern = { source: ['shop'] };
  const ways = (share: object) => [
    () => job.onSchedule('Clock', { schedule, input: INPUT, ...share }),
    () => job.onEvent('Event', { eventPattern, input: () => INPUT, ...share }),
    () => job.asTask(stack, 'Task', { input: () => INPUT, ...share }),
  ];
  const without = ways({});
  for (const way of without) expect(refusal(way).code).toBe('MISSING_SHARE');
  const other = shared();
  const twin = other.platform.addJob(align, jobProps({ queues: ['nightly'] }));
  const share = { shareIdentifier: 'genomics-team' };
  twin.onSchedule('Clock', { schedule, input: INPUT, ...share });
  twin.onEvent('Event', { eventPattern, input: () => INPUT, ...share });
  const task = twin.asTask(other.stack, 'Task', { input: () => INPUT, ...share });
  new StateMachine(other.stack, 'Flow', { definitionBody: DefinitionBody.fromChainable(task) });
  const template = Template.fromStack(other.stack);
  const says = (type: string) =>
    Object.values(template.findResources(type)).filter((resource) => JSON.stringify(resource).includes('genomics-team'))
      .length;
  expect([says('AWS::Scheduler::Schedule'), says('AWS::StepFunctions::StateMachine')]).toEqual([1, 2]);
});

test('a state of a workflow may submit this job only, and tag it when it has tags', () => {
  const { stack, platform } = genomesPlatform();
  const job = platform.addJob(align, jobProps());
  const task = job.asTask(stack, 'Task', { input: () => INPUT, tags: { team: 'genomics' } });
  new StateMachine(stack, 'Flow', { definitionBody: DefinitionBody.fromChainable(task) });
  const statements = submitting(Template.fromStack(stack));
  expect(statements).toHaveLength(1);
  expect(JSON.stringify(statements)).not.toContain('job-definition/*');
  const text = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(text).toContain('batch:TagResource');
});

test('a file system is reached by network, by right and over TLS', () => {
  const at = emptyStack();
  const { platform } = genomesPlatform({}, at);
  platform.addJob(
    align,
    jobProps({ fileSystems: [{ from: new FileSystem(at.stack, 'Files', { vpc: at.vpc }), path: '/data' }] }),
  );
  const template = Template.fromStack(at.stack);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { FromPort: 2049, ToPort: 2049 });
  expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).toContain('elasticfilesystem:ClientMount');
  template.hasResourceProperties(DEFINITION, {
    ContainerProperties: {
      Volumes: Match.arrayWith([
        Match.objectLike({
          EfsVolumeConfiguration: { AuthorizationConfig: { Iam: 'ENABLED' }, TransitEncryption: 'ENABLED' },
        }),
      ]),
    },
  });
});

test('the root of a container is read-only, and its log has an end', () => {
  const { stack, platform } = genomesPlatform();
  platform.addJob(align, jobProps());
  const template = Template.fromStack(stack);
  template.hasResourceProperties(DEFINITION, {
    ContainerProperties: {
      ReadonlyRootFilesystem: true,
      LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': { Ref: Match.anyValue() } } },
    },
  });
  const groups = Object.values(template.findResources('AWS::Logs::LogGroup'));
  expect(groups.map(({ Properties }) => Properties.RetentionInDays)).toEqual([30]);
});

test('a job in public subnets gets an address with which it can pull its image, and only then', () => {
  const addressOf = (publicSubnets: boolean) => {
    const { stack, platform } = fargatePlatform(
      publicSubnets ? { publicSubnets, vpcSubnets: { subnetType: SubnetType.PUBLIC } } : {},
    );
    platform.addJob(align, jobProps());
    const { ContainerProperties } = only(Template.fromStack(stack), DEFINITION);
    return (ContainerProperties as { NetworkConfiguration: unknown }).NetworkConfiguration;
  };
  expect([addressOf(true), addressOf(false)]).toEqual([{ AssignPublicIp: 'ENABLED' }, { AssignPublicIp: 'DISABLED' }]);
});

test('events go to log groups by one native policy, without a function', () => {
  const { stack, platform } = genomesPlatform();
  platform.addJob(align, jobProps());
  for (const name of ['One', 'Two']) platform.onJobs(name, { states: ['FAILED'] }, new LogGroup(stack, `${name}Log`));
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::Logs::ResourcePolicy', 1);
  template.resourceCountIs('AWS::Lambda::Function', 0);
  expect(
    Object.values(template.toJSON().Resources as Record<string, { Type: string }>).filter(({ Type }) =>
      Type.startsWith('Custom::'),
    ),
  ).toEqual([]);
});
