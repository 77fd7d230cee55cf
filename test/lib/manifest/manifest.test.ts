import { BatchPlatform, Compute, defineJob, definePlatform, unchecked } from '@batchwright/cdk';
import { assembleManifest } from '@batchwright/model/contract';
import { App, CfnParameter, NestedStack, Stack, type StackProps, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import * as fc from 'fast-check';
import { parameterBytes } from '../../../lib/src/manifest/parameter-size';
import { emptyStack, fargatePlatform, genomesPlatform, jobProps, refusal, templateOfJob } from '../fixture';

const PARAMETER = 'AWS::SSM::Parameter';

/** The parameters as a deployment would store them: references are written as `<logical id>`. */
function deployed(template: Template): Map<string, string> {
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value as Record<string, never>;
    if (sub) return String(sub).replace(/\$\{([\w:]+)(\.\w+)?\}/g, '<$1>');
    if (join) return (join[1] as unknown[]).map(text).join(join[0]);
    return attribute ? `<${attribute[0]}>` : `<${Ref}>`;
  };
  const parameters = Object.values(template.findResources(PARAMETER)).map(({ Properties }) => Properties);
  return new Map(parameters.map(({ Name, Value }) => [text(Name), text(Value)]));
}

test('the manifest of a platform is what the runtime reads', () => {
  const of = genomesPlatform();
  const template = templateOfJob({ queues: ['nightly', 'urgent'] }, of);
  const manifest = assembleManifest('/batchwright/genomes', deployed(template));
  const ids = (type: string) => Object.keys(template.findResources(type));
  const [urgent, nightly] = ids('AWS::Batch::JobQueue');
  expect(manifest).toEqual({
    batchwright: 'manifest',
    version: 1,
    platform: 'genomes',
    region: '<AWS::Region>',
    account: '<AWS::AccountId>',
    workspace: `s3://<${ids('AWS::S3::Bucket')[0]}>`,
    workspaceDays: 30,
    definitions: of.platform.jobs.get('align')?.definitionNames.EC2?.slice(0, -'align'.length),
    queues: {
      urgent: { arn: `<${urgent}>`, compute: 'EC2', priority: 10, maxvCpus: 16 },
      nightly: { arn: `<${nightly}>`, compute: 'EC2', priority: 1, maxvCpus: 64 },
    },
    jobs: {
      align: {
        definitions: { EC2: of.platform.jobs.get('align')?.definitionNames.EC2 },
        queues: ['nightly', 'urgent'],
        logGroup: `<${ids('AWS::Logs::LogGroup')[0]}>`,
      },
    },
  });
});

test('the manifest says which kind of compute a queue has', () => {
  const manifest = assembleManifest('/batchwright/genomes', deployed(templateOfJob({}, fargatePlatform())));
  expect(manifest.queues.urgent?.compute).toBe('FARGATE');
  expect(Object.keys(manifest.jobs.align?.definitions ?? {})).toEqual(['FARGATE']);
});

test('the manifest refers to definitions without a revision', () => {
  for (const [name, value] of deployed(templateOfJob())) {
    expect([name, value.includes('JobDefinition')]).toEqual([name, false]);
  }
});

test('a job is published after what it needs', () => {
  const template = templateOfJob();
  const [definition] = Object.keys(template.findResources('AWS::Batch::JobDefinition'));
  const job = Object.values(template.findResources(PARAMETER)).find(({ Properties }) => /align/.test(Properties.Name));
  expect(job?.DependsOn).toContain(definition);
  expect(job?.DependsOn.some((id: string) => /RoleDefaultPolicy/.test(id))).toBe(true);
});

test('the manifest lies where the platform is told', () => {
  const of = genomesPlatform({ manifestPath: '/teams/genomics' });
  expect(of.platform.manifestPath).toBe('/teams/genomics');
  expect([...deployed(templateOfJob({}, of)).keys()].sort()).toEqual([
    '/teams/genomics/jobs/align',
    '/teams/genomics/platform',
  ]);
});

test('the path may come from a parameter of the stack', () => {
  const at = emptyStack();
  const path = new CfnParameter(at.stack, 'Path').valueAsString;
  const of = genomesPlatform({ manifestPath: path }, at);
  expect([...deployed(templateOfJob({}, of)).keys()].sort()).toEqual(['<Path>/jobs/align', '<Path>/platform']);
});

test.each(['batchwright', '/batchwright/', '/a b', '', '/aws/photos', '/SSM-x', '/a'.repeat(14)])(
  'refuses the path %p',
  (manifestPath) => {
    expect(refusal(() => genomesPlatform({ manifestPath }))).toMatchObject({
      code: 'INVALID_NAME',
      path: 'Test/Genomes/Manifest',
      message: expect.stringContaining('expected the path of a parameter, as in "/batchwright/photos"'),
    });
  },
);

test('a path may have as many levels as leave room for the jobs', () => {
  expect(() => genomesPlatform({ manifestPath: '/a'.repeat(13) })).not.toThrow();
});

describe('refuses a second manifest at the same path', () => {
  const env = { account: '111122223333', region: 'eu-west-1' };
  const stackIn = (scope: Construct, id: string, props: StackProps = {}) => {
    const stack = new Stack(scope, id, props);
    const subnets = { availabilityZones: ['a'], privateSubnetIds: ['subnet-1'] };
    return { stack, vpc: Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', ...subnets }) as Vpc };
  };
  const again = (at: ReturnType<typeof stackIn>) => () =>
    genomesPlatform({}, { ...at, stack: new Construct(at.stack, 'Again') as Stack });

  test('in one stack', () => {
    const at = stackIn(new App(), 'Test');
    genomesPlatform({}, at);
    expect(refusal(again(at))).toMatchObject({
      code: 'DUPLICATE_MANIFEST',
      path: 'Test/Again/Genomes/Manifest',
      message: expect.stringContaining('is published by Test/Genomes/Manifest too; expected a path of its own'),
    });
  });

  test('in a stack nested in it', () => {
    const at = stackIn(new App(), 'Test');
    genomesPlatform({}, at);
    const nested = { ...at, stack: new NestedStack(at.stack, 'Nested') };
    expect(refusal(() => genomesPlatform({}, nested)).code).toBe('DUPLICATE_MANIFEST');
  });

  test('in another Stage of the same account and region', () => {
    const app = new App();
    genomesPlatform({}, stackIn(new Stage(app, 'Blue', { env }), 'Test'));
    const green = stackIn(new Stage(app, 'Green', { env }), 'Test');
    expect(refusal(() => genomesPlatform({}, green)).code).toBe('DUPLICATE_MANIFEST');
  });

  test('but not elsewhere, nor where nobody knows, nor at another path', () => {
    const app = new App();
    genomesPlatform({}, stackIn(new Stage(app, 'Blue', { env }), 'Test'));
    genomesPlatform({}, stackIn(new Stage(app, 'Green', { env: { ...env, region: 'eu-north-1' } }), 'Test'));
    genomesPlatform({}, stackIn(app, 'One'));
    const other = stackIn(app, 'Two');
    genomesPlatform({}, other);
    genomesPlatform({ manifestPath: '/other' }, { ...other, stack: new Construct(other.stack, 'Again') as Stack });
    genomesPlatform({}, stackIn(new App(), 'One'));
  });
});

test('a hundred jobs fit, one parameter each', () => {
  const { stack, vpc } = emptyStack();
  const jobs = Array.from({ length: 100 }, (_, i) => defineJob(`step-${i}`, { input: unchecked<string>() }));
  const platform = new BatchPlatform(stack, 'Large', {
    platform: definePlatform('large', { queues: ['all'], jobs }),
    vpc,
    compute: { spot: Compute.spot({ maxvCpus: 64 }) },
    queues: { all: { priority: 1, compute: ['spot'] } },
  });
  for (const job of jobs) platform.addJob(job, { ...jobProps(), queues: ['all'] });
  const manifest = assembleManifest('/batchwright/large', deployed(Template.fromStack(stack)));
  expect(Object.keys(manifest.jobs)).toHaveLength(100);
});

test('refuses a head that one parameter cannot hold', () => {
  const { stack, vpc } = emptyStack();
  const queues = Array.from({ length: 40 }, (_, i) => `queue-${i}`);
  const build = () =>
    new BatchPlatform(stack, 'Wide', {
      platform: definePlatform('wide', { queues }),
      vpc,
      compute: { spot: Compute.spot({ maxvCpus: 64 }) },
      queues: Object.fromEntries(queues.map((name) => [name, { priority: 1, compute: ['spot'] as const }])),
    });
  expect(refusal(build)).toMatchObject({
    code: 'MANIFEST_TOO_LARGE',
    path: 'Test/Wide/Manifest/Head',
    message: expect.stringMatching(/may have \d+ bytes when it is deployed; expected at most 4096: make two platforms/),
  });
});

test('the size of a text is its bytes, and joining never makes it smaller', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), fc.string(), (parts, separator) => {
      expect(parameterBytes({ 'Fn::Join': [separator, parts] })).toBe(Buffer.byteLength(parts.join(separator)));
      expect(parameterBytes({ 'Fn::Join': [separator, [...parts, { Ref: 'Queue' }]] })).toBeGreaterThan(
        Buffer.byteLength(parts.join(separator)),
      );
    }),
  );
});
