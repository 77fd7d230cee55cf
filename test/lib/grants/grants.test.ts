import { cancelStatements, type GrantScope, logStatements, submitStatements, watchStatements } from '@batchwright/cdk';
import { type App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { align, emptyStack, genomesPlatform, jobProps } from '../fixture';

const scope: GrantScope = {
  queues: ['queue-a', 'queue-b'],
  definitions: 'definitions-*',
  jobs: 'job/*',
  items: 'items',
  outputs: 'outputs',
  outputKeys: 'outputs/*',
  bucket: 'bucket',
  manifest: ['path', 'path/*'],
};
const actionsOf = (statements: readonly { readonly actions: readonly string[] }[]) =>
  statements.flatMap(({ actions }) => actions).sort();

test.each([
  [
    'submit',
    submitStatements,
    ['batch:ListJobs', 'batch:SubmitJob', 'batch:TagResource', 's3:PutObject', 'ssm:GetParametersByPath'],
  ],
  [
    'watch',
    watchStatements,
    ['batch:DescribeJobs', 'batch:ListJobs', 's3:GetObject', 's3:ListBucket', 'ssm:GetParametersByPath'],
  ],
  ['cancel', cancelStatements, ['batch:TerminateJob', 'ssm:GetParametersByPath']],
] as const)('%s allows the calls that it makes', (_verb, statements, actions) => {
  expect(actionsOf(statements(scope))).toEqual(actions);
});

test('only calls that the service cannot confine are allowed on everything', () => {
  const all = [submitStatements, watchStatements, cancelStatements].flatMap((statements) => statements(scope));
  const open = all.filter(({ resources }) => resources.includes('*'));
  expect([...new Set(actionsOf(open))]).toEqual(['batch:DescribeJobs', 'batch:ListJobs']);
});

test('the workspace is listed below its outputs only', () => {
  const listing = watchStatements(scope).filter(({ actions }) => actions.includes('s3:ListBucket'));
  expect(listing).toEqual([
    {
      actions: ['s3:ListBucket'],
      resources: ['bucket'],
      conditions: { StringLike: { 's3:prefix': 'outputs/*' } },
    },
  ]);
});

test('lines are read from the streams that are given', () => {
  const wildcard = expect.stringContaining('one for each job');
  expect(logStatements(['a', 'b'])).toEqual([{ actions: ['logs:GetLogEvents'], resources: ['a', 'b'], wildcard }]);
});

const lambda = (stack: Stack, id = 'Handler') =>
  new LambdaFunction(stack, id, {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {}'),
  });

/** The policy of a grantee, as `action on resource`: references are written as `<logical id without its hash>`. */
function policyOf(template: Template, grantee: RegExp): string[] {
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value;
    const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value as Record<string, never>;
    if (sub) return String(sub).replace(/\$\{(\w+?)[0-9A-F]{8}\.\w+\}/g, '<$1>');
    if (join) return (join[1] as unknown[]).map(text).join(join[0]);
    return `<${(attribute ? attribute[0] : String(Ref)).replace(/[0-9A-F]{8}$/, '')}>`;
  };
  return Object.entries(template.findResources('AWS::IAM::Policy'))
    .filter(([id]) => grantee.test(id))
    .flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${text(resource)}`)),
    )
    .map((line) => line.replaceAll('<AWS::Partition>', 'aws').replaceAll('<AWS::Region>:<AWS::AccountId>', 'here'))
    .sort();
}

test('submit covers the queues, and the job definitions of the platform in all revisions', () => {
  const of = genomesPlatform();
  of.platform.grants.submit(lambda(of.stack));
  const job = of.platform.addJob(align, jobProps());
  const policy = policyOf(Template.fromStack(of.stack), /^Handler/);
  expect(policy).toEqual([
    'batch:ListJobs on *',
    'batch:SubmitJob on <GenomesQueuesnightly>',
    'batch:SubmitJob on <GenomesQueuesurgent>',
    expect.stringMatching(/^batch:SubmitJob on arn:aws:batch:here:job-definition\/genomes-[0-9a-f]{8}-\*$/),
    'batch:TagResource on arn:aws:batch:here:job/*',
    's3:PutObject on <GenomesWorkspaceBucket>/items/*/*',
    'ssm:GetParametersByPath on arn:aws:ssm:here:parameter/batchwright/genomes',
    'ssm:GetParametersByPath on arn:aws:ssm:here:parameter/batchwright/genomes/*',
  ]);
  const pattern =
    policy
      .find((line) => line.includes('job-definition'))
      ?.split('/')[1]
      ?.slice(0, -1) ?? '?';
  expect(job.definitionNames.EC2?.startsWith(pattern)).toBe(true);
});

test('watch covers outputs, cancel covers jobs, and logs those of jobs that come later', () => {
  const of = genomesPlatform();
  const role = (id: string) => new Role(of.stack, id, { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
  of.platform.grants.watch(role('Watcher'));
  of.platform.grants.cancel(role('Stopper'));
  of.platform.grants.readLogs(role('Reader'));
  of.platform.addJob(align, jobProps());
  const template = Template.fromStack(of.stack);
  expect(policyOf(template, /^Watcher/).filter((line) => !line.startsWith('ssm'))).toEqual([
    'batch:DescribeJobs on *',
    'batch:ListJobs on *',
    's3:GetObject on <GenomesWorkspaceBucket>/outputs/*/*',
    's3:ListBucket on <GenomesWorkspaceBucket>',
  ]);
  expect(policyOf(template, /^Stopper/).filter((line) => !line.startsWith('ssm'))).toEqual([
    'batch:TerminateJob on arn:aws:batch:here:job/*',
  ]);
  expect(policyOf(template, /^Reader/)).toEqual(['logs:GetLogEvents on <GenomesJobsalignLogs>']);
});

test('a function is told where the manifest is', () => {
  const of = genomesPlatform();
  const handler = lambda(of.stack);
  of.platform.grants.submit(handler);
  of.platform.grants.watch(handler);
  of.platform.addJob(align, jobProps());
  Template.fromStack(of.stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { BATCHWRIGHT_MANIFEST: 'ssm:/batchwright/genomes' } },
  });
  Annotations.fromStack(of.stack).hasNoWarning('*', Match.stringLikeRegexp('SEVERAL_MANIFESTS'));
});

test('a function of two platforms is told of the first, with a warning', () => {
  const at = emptyStack('Network');
  const stack = new Stack(at.stack.node.root as App, 'Services');
  const platform = (name: string, manifestPath: string) =>
    genomesPlatform({ manifestPath }, { stack: new Stack(at.stack.node.root as App, name), vpc: at.vpc }).platform;
  const first = platform('One', '/first');
  const second = platform('Two', '/second');
  const handler = lambda(stack);
  first.grants.submit(handler);
  second.grants.submit(handler);
  first.addJob(align, jobProps());
  second.addJob(align, jobProps());
  Annotations.fromStack(stack).hasWarning(
    '/Services/Handler',
    Match.stringLikeRegexp("BATCHWRIGHT_MANIFEST stays ssm:/first.*connect\\(\\{ manifest: 'ssm:/second' \\}\\)"),
  );
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { BATCHWRIGHT_MANIFEST: 'ssm:/first' } },
  });
});

test('submit may use the key of a given workspace', () => {
  const at = emptyStack();
  const workspace = new Bucket(at.stack, 'Secret', { encryptionKey: new Key(at.stack, 'Key') });
  const of = genomesPlatform({ workspace }, at);
  of.platform.grants.submit(lambda(at.stack));
  of.platform.addJob(align, jobProps());
  const policy = policyOf(Template.fromStack(at.stack), /^Handler/);
  expect(policy.filter((line) => line.startsWith('kms:'))).toEqual(['kms:GenerateDataKey on <Key>']);
  expect(policy).toContain('s3:PutObject on <Secret>/batchwright/genomes/items/*/*');
});
