import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchPlatform, defineJob, definePlatform, unchecked } from '@batchwright/cdk';
import type { Manifest } from '@batchwright/model/contract';
import { App, CfnOutput, Duration, Size, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { align, genomes, jobProps, only, refusal } from '../fixture';

const HOME = { account: '111122223333', region: 'eu-west-1' };
const queueArn = (name: string, { region, account } = HOME) =>
  `arn:aws:batch:${region}:${account}:job-queue/Genomes-${name}`;

const manifest: Manifest = {
  batchwright: 'manifest',
  version: 1,
  platform: 'genomes',
  ...HOME,
  workspace: 's3://genomes-workspace',
  workspaceDays: 30,
  names: true,
  definitions: 'genomes-0a1b2c3d-',
  queues: {
    urgent: { arn: queueArn('urgent'), compute: 'FARGATE', priority: 10, architecture: 'arm64', maxvCpus: 8 },
    nightly: { arn: queueArn('nightly'), compute: 'EC2', priority: 1, fairShare: true, maxvCpus: 64 },
  },
  jobs: {},
};
const agnostic = () => new Stack(new App(), 'App');
const imported = (stack = agnostic(), props: object = {}) =>
  BatchPlatform.fromManifest(stack, 'Genomes', { platform: genomes, manifest, ...props });
/** A stack whose look-ups have been made. */
const lookedUp = (text: string) => {
  const context = {
    [`ssm:account=${HOME.account}:parameterName=/batchwright/genomes/platform:region=${HOME.region}`]: text,
  };
  return new Stack(new App({ context }), 'App', { env: HOME });
};
const head = { ...manifest, batchwright: 'manifest-head', jobs: undefined };
const service = (stack: Stack) =>
  new Role(stack, 'Service', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });

describe('a platform from a committed manifest', () => {
  test('takes jobs of both kinds of compute, under the names of its owner', () => {
    const stack = agnostic();
    const job = imported(stack).addJob(align, jobProps({ schedulingPriority: 5 }));
    expect(job.definitionNames).toEqual({
      FARGATE: 'genomes-0a1b2c3d-align_fargate',
      EC2: 'genomes-0a1b2c3d-align',
    });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Batch::JobDefinition', {
      JobDefinitionName: 'genomes-0a1b2c3d-align_fargate',
      ContainerProperties: { RuntimePlatform: { CpuArchitecture: 'ARM64' } },
      SchedulingPriority: Match.absent(),
    });
    template.hasResourceProperties('AWS::Batch::JobDefinition', {
      JobDefinitionName: 'genomes-0a1b2c3d-align',
      SchedulingPriority: 5,
    });
  });

  test('publishes its jobs below the path of the platform, and no head', () => {
    const stack = agnostic();
    imported(stack, { path: '/teams/genomics' }).addJob(align, jobProps());
    const template = Template.fromStack(stack);
    expect(only(template, 'AWS::SSM::Parameter').Name).toBe('/teams/genomics/jobs/align');
    expect(template.findParameters('*', { Default: '/teams/genomics/names' })).not.toEqual({});
  });

  test('has the ARNs of the manifest where its owner does not expect jobs from elsewhere', () => {
    const stack = agnostic();
    const { names: _, ...closed } = manifest;
    const platform = imported(stack, { manifest: closed });
    expect(platform.queues.urgent.jobQueueArn).toBe(queueArn('urgent'));
    expect(platform.workspace.uri).toBe('s3://genomes-workspace');
    expect(Template.fromStack(stack).toJSON().Parameters).not.toHaveProperty('GenomesNames');
  });

  test('makes nothing but what the app adds, and exports nothing', () => {
    const stack = agnostic();
    imported(stack);
    const template = Template.fromStack(stack).toJSON();
    expect(Object.keys(template.Resources ?? {})).toEqual([]);
    expect(template.Outputs).toBeUndefined();
  });

  test('is read from a file, too', () => {
    const directory = mkdtempSync(join(tmpdir(), 'batchwright-manifest-'));
    const file = join(directory, 'genomes.manifest.json');
    writeFileSync(file, JSON.stringify(manifest, undefined, 2));
    expect(imported(agnostic(), { manifest: file }).manifestPath).toBe('/batchwright/genomes');
    rmSync(directory, { recursive: true });
    expect(refusal(() => imported(agnostic(), { manifest: file }))).toMatchObject({
      code: 'INVALID_MANIFEST',
      path: 'App/Genomes',
      message: expect.stringContaining('npx batchwright manifest --platform <name>'),
    });
  });

  test('may be of an owner that did not yet tell the names of its definitions', () => {
    const { definitions: _, ...old } = manifest;
    const job = imported(agnostic(), { manifest: old }).addJob(align, jobProps());
    expect(job.definitionNames.EC2).toMatch(/^genomes-[0-9a-f]{8}-align$/);
    expect(job.definitionNames.EC2).not.toContain('0a1b2c3d');
  });

  test('need not be used in full', () => {
    const contract = definePlatform('genomes', { queues: ['nightly'], jobs: [align] });
    const platform = imported(agnostic(), { platform: contract });
    expect(Object.keys(platform.queues)).toEqual(['nightly']);
    expect(platform.addJob(align, jobProps({ queues: undefined as never })).queues).toEqual(['nightly']);
  });

  test('grants, triggers, events and alarms go with it', () => {
    const stack = agnostic();
    const platform = imported(stack);
    const role = service(stack);
    for (const verb of ['submit', 'watch', 'cancel', 'readLogs'] as const) platform.grants[verb](role);
    const job = platform.addJob(align, jobProps());
    job.onSchedule('Nightly', {
      schedule: ScheduleExpression.rate(Duration.days(1)),
      queue: 'nightly',
      shareIdentifier: 'lab',
      input: { sample: 'a' },
    });
    const topic = new Topic(stack, 'Topic');
    platform.alarms('Alarms', { notify: topic });
    platform.onJobs('Failed', { states: ['FAILED'], jobs: ['align'] }, topic);
    platform.onQueueBlocked('Blocked', {}, topic);
    expect(platform.metric('urgent', 'JobsMovedToFailed').dimensions).toEqual(expect.any(Object));
    const template = Template.fromStack(stack);
    expect(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).length).toBeGreaterThan(4);
    template.resourceCountIs('AWS::Events::Rule', 3);
    template.resourceCountIs('AWS::Scheduler::Schedule', 1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: 'batch:SubmitJob' })]),
      },
    });
    expect(JSON.stringify(template.toJSON())).toContain('job-definition/genomes-0a1b2c3d-*');
  });

  test('its workspace may have a key of its own', () => {
    const stack = agnostic();
    const workspaceKey = `arn:aws:kms:${HOME.region}:${HOME.account}:key/0`;
    imported(stack, { manifest: { ...manifest, workspaceKey } }).grants.submit(service(stack));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:GenerateDataKey' })]) },
    });
  });

  test.each([
    [
      'a job that no compute holds',
      { vcpus: 16, queues: ['urgent'] as const, memory: Size.gibibytes(32) },
      'JOB_TOO_LARGE',
    ],
    ['a job that outlives its input', { timeout: Duration.days(20) }, 'WORKSPACE_EXPIRES_TOO_SOON'],
  ])('refuses %s', (_what, props, code) => {
    expect(refusal(() => imported().addJob(align, jobProps(props)))).toMatchObject({ code });
  });

  test.each([
    ['of another platform', { ...manifest, platform: 'weather' }, 'INVALID_MANIFEST', 'expected one of "genomes"'],
    [
      'without a queue of the contract',
      { ...manifest, queues: { urgent: manifest.queues.urgent } },
      'UNKNOWN_QUEUE',
      'nightly',
    ],
    ['of a newer format', { ...manifest, version: 99 }, 'INVALID_MANIFEST', 'update the @batchwright packages'],
    [
      'with an unknown kind of compute',
      { ...manifest, queues: { urgent: { arn: 'a', compute: 'QPU' } } },
      'INVALID_MANIFEST',
      'one of EC2',
    ],
    ['that is something else', { hello: 1 }, 'INVALID_MANIFEST', 'expected an object with'],
  ])('refuses a manifest %s', (_what, other, code, message) => {
    expect(refusal(() => imported(agnostic(), { manifest: other }))).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});

describe('a platform by its path alone', () => {
  test('is what the CDK has looked up', () => {
    const stack = lookedUp(JSON.stringify(head));
    const platform = BatchPlatform.fromManifest<typeof genomes>(stack, 'Genomes', '/batchwright/genomes');
    expect(platform.contract).toMatchObject({ name: 'genomes', queues: ['urgent', 'nightly'] });
    expect(platform.addJob(align, jobProps()).definitionNames.EC2).toBe('genomes-0a1b2c3d-align');
  });

  test('stands in until the CDK has looked it up, and says what is missing', () => {
    const app = new App();
    const stack = new Stack(app, 'App', { env: HOME });
    const platform = BatchPlatform.fromManifest(stack, 'Genomes', '/batchwright/genomes');
    platform.addJob(align, jobProps());
    platform.addJob(defineJob('other', { input: unchecked<string>() }), { ...jobProps(), queues: ['weekly'] });
    platform.alarms('Alarms', { notify: new Topic(stack, 'Topic'), queues: ['nightly'] });
    expect(app.synth().manifest.missing).toMatchObject([
      { provider: 'ssm', props: { ...HOME, parameterName: '/batchwright/genomes/platform' } },
    ]);
  });

  test('stands in without any queue that is named', () => {
    const app = new App();
    const platform = BatchPlatform.fromManifest(
      new Stack(app, 'App', { env: HOME }),
      'Genomes',
      '/batchwright/genomes',
    );
    platform.addJob(align, { ...jobProps(), queues: undefined as never });
    expect(app.synth().manifest.missing).toHaveLength(1);
  });

  test('takes what suits the platform that nobody has looked up yet', () => {
    const app = new App();
    const stack = new Stack(app, 'App', { env: HOME });
    const platform = BatchPlatform.fromManifest<typeof genomes>(stack, 'Genomes', '/batchwright/genomes');
    const job = platform.addJob(align, { ...jobProps(), vcpus: 0.25, memory: Size.mebibytes(512) });
    job.onSchedule('Nightly', {
      schedule: ScheduleExpression.rate(Duration.days(1)),
      queue: 'nightly',
      shareIdentifier: 'climate',
      input: { sample: 's1' },
    });
    new CfnOutput(stack, 'Urgent', { value: platform.queues.urgent.jobQueueArn });
    expect(platform.queues.urgent).toBe(platform.queues.urgent);
    expect(app.synth().manifest.missing).toHaveLength(1);
  });

  test('refuses what does not suit it once it is looked up', () => {
    const platform = BatchPlatform.fromManifest<typeof genomes>(
      lookedUp(JSON.stringify(head)),
      'Genomes',
      '/batchwright/genomes',
    );
    const job = platform.addJob(align, { ...jobProps(), queues: ['urgent'] });
    const schedule = { schedule: ScheduleExpression.rate(Duration.days(1)), input: { sample: 's1' } };
    expect(refusal(() => job.onSchedule('Shared', { ...schedule, shareIdentifier: 'a' })).code).toBe('NO_FAIR_SHARE');
    expect(refusal(() => job.onSchedule('Nightly', { ...schedule, queue: 'nightly' })).code).toBe('UNKNOWN_QUEUE');
  });

  test('refuses a stack that does not say where it goes', () => {
    expect(refusal(() => BatchPlatform.fromManifest(agnostic(), 'Genomes', '/batchwright/genomes'))).toMatchObject({
      code: 'UNKNOWN_ENVIRONMENT',
      path: 'App/Genomes',
      message: expect.stringContaining("or give manifest: 'photos.manifest.json'"),
    });
  });

  test('refuses a path that no parameter can have', () => {
    expect(refusal(() => BatchPlatform.fromManifest(lookedUp('{}'), 'Genomes', 'genomes')).code).toBe('INVALID_NAME');
  });
});

describe('a platform from attributes', () => {
  const attributes = (stack = agnostic(), props: object = {}) =>
    BatchPlatform.fromAttributes(stack, 'Genomes', {
      platform: genomes,
      queues: {
        urgent: { arn: queueArn('urgent'), compute: 'FARGATE', architecture: 'arm64', priority: 10 },
        nightly: { arn: queueArn('nightly'), compute: 'EC2', maxvCpus: 64, fairShare: true },
      },
      workspace: Bucket.fromBucketName(stack, 'Bucket', 'ours'),
      ...props,
    });

  test('publishes the manifest itself', () => {
    const stack = agnostic();
    const job = attributes(stack, { manifestPath: '/ours' }).addJob(align, jobProps());
    const parameters = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter'));
    expect(parameters.map(({ Properties }) => Properties.Name)).toEqual(['/ours/platform', '/ours/jobs/align']);
    const text = JSON.stringify(parameters[0]?.Properties.Value);
    expect(text).toContain('s3://ours/batchwright/genomes');
    expect(text).toContain(job.definitionNames.EC2?.slice(0, -'align'.length));
    expect(text.replaceAll('\\"', '"')).toContain(
      `"urgent":{"arn":"${queueArn('urgent')}","compute":"FARGATE","priority":10,"architecture":"arm64"}`,
    );
  });

  test('keeps the key of its workspace in the manifest', () => {
    const stack = agnostic();
    const workspace = new Bucket(stack, 'Own', { encryptionKey: new Key(stack, 'Key') });
    attributes(stack, { workspace }).addJob(align, jobProps());
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).toContain('workspaceKey');
  });

  test.each([
    ['the name of a queue for its ARN', { urgent: { arn: 'urgent', compute: 'EC2' } }, 'INVALID_ARN'],
    [
      'queues of two regions',
      { urgent: { arn: queueArn('u', { ...HOME, region: 'us-east-1' }), compute: 'EC2' } },
      'INVALID_ARN',
    ],
    ['a queue that the contract does not have', { weekly: { arn: queueArn('w'), compute: 'EC2' } }, 'UNKNOWN_QUEUE'],
  ])('refuses %s', (_what, other, code) => {
    const nightly = { arn: queueArn('nightly'), compute: 'EC2' };
    const queues = { urgent: nightly, nightly, ...other };
    expect(refusal(() => attributes(agnostic(), { queues }))).toMatchObject({ code, path: 'App/Genomes' });
  });

  test('refuses a stack that leaves a queue of the contract out', () => {
    const queues = { urgent: { arn: queueArn('urgent'), compute: 'EC2' } };
    expect(refusal(() => attributes(agnostic(), { queues })).code).toBe('MISSING_QUEUE');
  });
});

describe('a platform of another account', () => {
  const elsewhere = () => new Stack(new App(), 'App', { env: { ...HOME, account: '999988887777' } });

  test('shows its metrics and names its own resources in grants', () => {
    const stack = elsewhere();
    const platform = imported(stack);
    expect(platform.metric('urgent', 'JobsMovedToFailed')).toMatchObject(HOME);
    platform.grants.submit(service(stack));
    const text = JSON.stringify(Template.fromStack(stack).toJSON());
    expect(text).toContain(queueArn('urgent'));
    expect(text).toContain(`:batch:${HOME.region}:${HOME.account}:job-definition/genomes-0a1b2c3d-*`);
    expect(text).toContain(`:ssm:${HOME.region}:${HOME.account}:parameter/batchwright/genomes`);
  });

  test.each([
    ['jobs', (platform: ReturnType<typeof imported>) => platform.addJob(align, jobProps())],
    [
      'alarms',
      (platform: ReturnType<typeof imported>) => platform.alarms('A', { notify: new Topic(platform, 'Topic') }),
    ],
    [
      'rules',
      (platform: ReturnType<typeof imported>) => platform.onQueueBlocked('B', {}, new Topic(platform, 'Topic')),
    ],
  ])('refuses %s, which must be beside it', (_what, call) => {
    expect(refusal(() => call(imported(elsewhere())))).toMatchObject({
      code: 'OTHER_ENVIRONMENT',
      message: expect.stringContaining('in the account and region of the platform, 111122223333 eu-west-1'),
    });
  });
});

test('refuses a job that another stack of the app publishes at the same path', () => {
  const env = { env: HOME };
  const app = new App();
  imported(new Stack(app, 'One', env)).addJob(align, jobProps());
  const second = imported(new Stack(app, 'Two', env));
  expect(refusal(() => second.addJob(align, jobProps()))).toMatchObject({
    code: 'DUPLICATE_MANIFEST',
    message: expect.stringContaining('/batchwright/genomes/jobs/align is published by One/Genomes/Manifest too'),
  });
});

test('two platforms of one app keep apart', () => {
  const stack = agnostic();
  imported(stack).addJob(align, jobProps());
  const weather = definePlatform('weather', { queues: ['urgent'], jobs: [align] });
  const other = { ...manifest, platform: 'weather', definitions: 'weather-ffffffff-', workspace: 's3://weather/below' };
  const second = BatchPlatform.fromManifest(stack, 'Weather', { platform: weather, manifest: other });
  second.addJob(align, { ...jobProps(), queues: ['urgent'] });
  expect(second.workspace.location.prefix).toBe('below/');
  const names = Object.values(Template.fromStack(stack).findResources('AWS::SSM::Parameter')).map(
    ({ Properties }) => Properties.Name,
  );
  expect(names).toEqual(['/batchwright/genomes/jobs/align', '/batchwright/weather/jobs/align']);
  Annotations.fromStack(stack).hasNoError('*', Match.anyValue());
});
