// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import { homeOf, type Json, type JsonObject, readAssemblies, resolveAssembly } from '@batchwright/model/template';
import fc from 'fast-check';
import { filesOf, LOCAL, problemsOf, readerOf, resolveStacks, shows } from './memory-assembly';

const queue = (properties: JsonObject = {}, extra: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Batch::JobQueue',
  Properties: { Priority: 1, ...properties },
  ...extra,
});
const definition = (name: Json, extra: JsonObject = {}): JsonObject => ({
  Type: 'AWS::Batch::JobDefinition',
  Properties: { JobDefinitionName: name, Type: 'container' },
  ...extra,
});
const shownBy = (assembly: ReturnType<typeof resolveStacks>, name: string): Json | undefined =>
  assembly.resources.find((resource) => resource.name === name)?.properties.Value;

test('Ref and Fn::GetAtt of served resources give what the service answers', () => {
  const template = {
    Resources: {
      Queue: queue({ JobQueueName: 'urgent' }),
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'photos' } },
      Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/jobs' } },
      Policy: { Type: 'AWS::Batch::SchedulingPolicy', Properties: { Name: 'fair' } },
      Compute: { Type: 'AWS::Batch::ComputeEnvironment', Properties: { ComputeEnvironmentName: 'spot' } },
      Shown: shows([
        { Ref: 'Queue' },
        { 'Fn::GetAtt': 'Queue.JobQueueArn' },
        { Ref: 'Bucket' },
        { 'Fn::GetAtt': ['Bucket', 'Arn'] },
        { 'Fn::GetAtt': ['Bucket', 'RegionalDomainName'] },
        { Ref: 'Group' },
        { 'Fn::GetAtt': ['Group', 'Arn'] },
        { 'Fn::Sub': '${Policy.Arn}' },
        { Ref: 'Compute' },
      ]),
    },
  };
  expect(shownBy(resolveStacks({ Main: { template } }), '/shown')).toEqual([
    'arn:aws:batch:us-east-1:000000000000:job-queue/urgent',
    'arn:aws:batch:us-east-1:000000000000:job-queue/urgent',
    'photos',
    'arn:aws:s3:::photos',
    'photos.s3.us-east-1.amazonaws.com',
    '/jobs',
    'arn:aws:logs:us-east-1:000000000000:log-group:/jobs:*',
    'arn:aws:batch:us-east-1:000000000000:scheduling-policy/fair',
    'arn:aws:batch:us-east-1:000000000000:compute-environment/spot',
  ]);
});

test('job definitions of one name are revisions in the order of registration, over all stacks', () => {
  const first = {
    Resources: { A: definition('resize'), B: definition({ 'Fn::Sub': 'resize' }), O: definition('other') },
  };
  const second = {
    Resources: {
      Shown: shows([{ Ref: 'E' }, { Ref: 'D' }]),
      C: definition('resize'),
      E: definition('resize'),
      D: definition('new'),
    },
  };
  const assembly = resolveStacks({
    Second: { template: second, dependencies: ['First'] },
    First: { template: { ...first, Outputs: { X: { Value: { Ref: 'B' }, Export: { Name: 'x' } } } } },
    Third: { template: { Resources: { Shown: shows({ 'Fn::ImportValue': 'x' }, '/imported') } } },
  });
  const arn = 'arn:aws:batch:us-east-1:000000000000:job-definition';
  expect(shownBy(assembly, '/shown')).toEqual([`${arn}/resize:4`, `${arn}/new:1`]);
  expect(shownBy(assembly, '/imported')).toBe(`${arn}/resize:2`);
  const registered = assembly.resources.filter(({ name }) => name === 'resize').map(({ logicalId }) => logicalId);
  expect(registered).toEqual(['A', 'B', 'C', 'E']);
});

test('what is needed comes before what needs it, whatever the order of templates', () => {
  const template = {
    Resources: {
      Queue: queue({
        ComputeEnvironmentOrder: [{ ComputeEnvironment: { Ref: 'Compute' } }],
        SchedulingPolicyArn: { 'Fn::ImportValue': 'policy' },
      }),
      First: queue({}, { DependsOn: 'Queue' }),
      Compute: { Type: 'AWS::Batch::ComputeEnvironment', Properties: {} },
    },
  };
  const other = {
    Resources: { Policy: { Type: 'AWS::Batch::SchedulingPolicy' } },
    Outputs: { P: { Value: { 'Fn::GetAtt': ['Policy', 'Arn'] }, Export: { Name: { 'Fn::Sub': 'policy' } } } },
  };
  const { resources } = resolveStacks({ Main: { template }, Other: { template: other } });
  const order = resources.map(({ logicalId }) => logicalId);
  expect(order.indexOf('Compute')).toBeLessThan(order.indexOf('Queue'));
  expect(order.indexOf('Policy')).toBeLessThan(order.indexOf('Queue'));
  expect(order.indexOf('Queue')).toBeLessThan(order.indexOf('First'));
});

test('rejects values that need each other, with the way round', () => {
  const template = {
    Resources: {
      A: shows({ 'Fn::GetAtt': ['B', 'Value'] }, '/a'),
      B: shows('{{resolve:ssm:/a}}', '/b'),
    },
  };
  const [problem, ...others] = problemsOf({ Main: { template } });
  expect(others).toEqual([]);
  expect(problem).toMatchObject({ code: 'CYCLE', stack: 'Main' });
  expect(problem?.message).toContain('Main/A -> Main/B -> Main/A');
});

test('rejects resources that need each other, with the way round', () => {
  const template = {
    Resources: {
      A: queue({ Tags: { other: { Ref: 'B' } } }),
      B: queue({}, { DependsOn: ['A'] }),
    },
  };
  expect(problemsOf({ Main: { template } })).toEqual([
    expect.objectContaining({ code: 'CYCLE', message: expect.stringContaining('Main/A -> Main/B -> Main/A') }),
  ]);
});

test('rejects stacks that need each other', () => {
  const template = { Resources: {} };
  expect(problemsOf({ A: { template, dependencies: ['B'] }, B: { template, dependencies: ['A'] } })).toEqual([
    expect.objectContaining({ code: 'CYCLE', message: expect.stringMatching(/A -> B -> A|B -> A -> B/) }),
  ]);
});

test('resources whose condition does not hold are not there', () => {
  const template = {
    Conditions: { Off: { 'Fn::Equals': ['a', 'b'] } },
    Resources: {
      Gone: { ...queue(), Condition: 'Off' },
      GoneToo: { Type: 'AWS::SNS::Topic', Condition: 'Off' },
      Topic: { Type: 'AWS::SNS::Topic' },
      Kept: queue(),
      Shown: shows({ 'Fn::If': ['Off', { Ref: 'Gone' }, 'none'] }),
    },
  };
  const assembly = resolveStacks({ Main: { template } });
  expect(assembly.resources.map(({ logicalId }) => logicalId)).toEqual(['Kept', 'Shown']);
  expect(Object.fromEntries(assembly.notServed)).toEqual({ 'AWS::SNS::Topic': 1 });
  const referring = { ...template, Resources: { ...template.Resources, Shown: shows({ Ref: 'Gone' }) } };
  expect(problemsOf({ Main: { template: referring } })).toEqual([
    expect.objectContaining({ code: 'UNKNOWN_REFERENCE', message: expect.stringContaining('"Off" does not hold') }),
  ]);
});

test('SSM parameters of the assembly give their values to parameters and dynamic references', () => {
  const values = {
    Resources: {
      Literal: shows('4', '/n/literal'),
      Made: shows({ 'Fn::Join': ['', ['a', ',b']] }, '/n/made'),
      Named: { Type: 'AWS::SSM::Parameter', Properties: { Name: { 'Fn::Sub': '/n/${AWS::Region}' }, Value: 'here' } },
    },
  };
  const template = {
    Parameters: {
      Literal: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/n/literal' },
      List: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/n/made' },
      Image: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/aws/service/x/image' },
      Unused: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    },
    Resources: {
      Shown: shows([
        { Ref: 'Literal' },
        { 'Fn::Join': ['+', { Ref: 'List' }] },
        { Ref: 'Image' },
        '<{{resolve:ssm:/n/us-east-1:3}}>',
      ]),
    },
  };
  expect(shownBy(resolveStacks({ Main: { template }, Values: { template: values } }), '/shown')).toEqual([
    '4',
    'a+b',
    expect.stringMatching(/^ami-[0-9a-f]{17}$/),
    '<here>',
  ]);
});

test('values that another app has may be given; otherwise what is missing is named', () => {
  const template = {
    Parameters: { Vpc: { Type: 'String' }, Size: { Type: 'Number', Default: 1 } },
    Resources: {
      Shown: shows([{ Ref: 'Vpc' }, { Ref: 'Size' }, { 'Fn::ImportValue': 'net' }, '{{resolve:ssm:/net/id}}']),
    },
  };
  const given = {
    parameters: { 'Main:Vpc': 'vpc-1', Vpc: 'no', Size: '2' },
    exports: { net: 'n' },
    ssm: { '/net/id': 'i' },
  };
  expect(shownBy(resolveStacks({ Main: { template } }, {}, given), '/shown')).toEqual(['vpc-1', '2', 'n', 'i']);
  expect(problemsOf({ Main: { template } }).map(({ message }) => message)).toEqual([
    expect.stringContaining('Parameters.Vpc'),
    expect.stringContaining('no stack exports "net"'),
  ]);
  const only = { Resources: { Shown: shows('{{resolve:ssm:/net/id}}') } };
  expect(problemsOf({ Main: { template: only } })).toEqual([
    expect.objectContaining({ message: expect.stringContaining('no stack creates the SSM parameter "/net/id"') }),
  ]);
});

test('nested stacks take parameters from outside and give outputs back', () => {
  const inner = {
    Parameters: { Queue: { Type: 'String' }, Depth: { Type: 'Number', Default: 9 } },
    Resources: { Job: definition({ 'Fn::Sub': 'job-${Depth}' }, {}), Seen: shows({ Ref: 'Queue' }, '/seen') },
    Outputs: { Job: { Value: { Ref: 'Job' } } },
  };
  const outer = {
    Resources: {
      Queue: queue({ JobQueueName: 'q' }),
      Inner: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: { 'Fn::Sub': 'https://s3.${AWS::Region}.${AWS::URLSuffix}/assets-${AWS::AccountId}/abc.json' },
          Parameters: { Queue: { Ref: 'Queue' } },
        },
      },
      Shown: shows({ 'Fn::GetAtt': ['Inner', 'Outputs.Job'] }),
    },
  };
  const assets = { files: { abc: { source: { path: 'inner.json' }, destinations: { d: { objectKey: 'abc.json' } } } } };
  const files = filesOf({ Outer: { template: outer } }, { 'inner.json': inner, 'Outer.assets.json': assets });
  const manifest = JSON.parse(files['app/manifest.json'] ?? '');
  manifest.artifacts['Outer.assets'] = { type: 'cdk:asset-manifest', properties: { file: 'Outer.assets.json' } };
  files['app/manifest.json'] = JSON.stringify(manifest);
  const read = readerOf(files);
  const stacks = readAssemblies(['app'], read);
  if (!stacks.ok) throw new Error(JSON.stringify(stacks.problems));
  const resolution = resolveAssembly(stacks.stacks, LOCAL, read);
  if (!resolution.ok) throw new Error(JSON.stringify(resolution.problems));
  const { assembly } = resolution;
  expect(shownBy(assembly, '/seen')).toBe('arn:aws:batch:us-east-1:000000000000:job-queue/q');
  expect(shownBy(assembly, '/shown')).toBe('arn:aws:batch:us-east-1:000000000000:job-definition/job-9:1');
  expect(assembly.stacks.map(({ name }) => name)).toEqual([
    'Outer',
    expect.stringMatching(/^Outer-Inner-[A-Z0-9]{12}$/),
  ]);
});

test('a stack of another environment decides as it would there, and what it addresses is here', () => {
  const template = {
    Conditions: { Ireland: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
    Resources: {
      Queue: queue({ JobQueueName: 'q' }),
      Shown: shows([
        { 'Fn::If': ['Ireland', 'ireland', 'elsewhere'] },
        { Ref: 'Queue' },
        'x={"arn":"arn:aws:batch:eu-west-1:111122223333:job-definition/resize"}',
        { 'Fn::Sub': 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/g' },
        'arn:aws:batch:eu-west-2:111122223333:job-queue/theirs',
        'assets-111122223333-eu-west-1',
      ]),
    },
  };
  expect(shownBy(resolveStacks({ Main: { template, environment: 'aws://111122223333/eu-west-1' } }), '/shown')).toEqual(
    [
      'ireland',
      'arn:aws:batch:us-east-1:000000000000:job-queue/q',
      'x={"arn":"arn:aws:batch:us-east-1:000000000000:job-definition/resize"}',
      'arn:aws:logs:us-east-1:000000000000:log-group:/g',
      'arn:aws:batch:eu-west-2:111122223333:job-queue/theirs',
      'assets-111122223333-eu-west-1',
    ],
  );
});

test('rejects a nested stack whose template holds itself', () => {
  const template = {
    Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Metadata: { 'aws:asset:path': 'Main.template.json' } } },
  };
  expect(problemsOf({ Main: { template } })).toEqual([
    expect.objectContaining({ code: 'CYCLE', message: expect.stringContaining('holds itself') }),
  ]);
});

test.each<[string, JsonObject, string, RegExp]>([
  ['a parameter without a value', { Resources: { S: shows(null) } }, 'INVALID', /Value: expected a text; got null/],
  ['a Ref of nothing', { Resources: { S: shows({ Ref: null }) } }, 'INVALID', /expected a name; got null/],
  ['a function without arguments', { Resources: { S: shows({ 'Fn::If': null }) } }, 'INVALID', /list of 3 arguments/],
  ['an attribute without its name', { Resources: { S: shows({ 'Fn::GetAtt': ['S'] }) } }, 'INVALID', /list of 2/],
  ['its own value', { Resources: { S: shows({ 'Fn::GetAtt': 'S.Value' }) } }, 'CYCLE', /Main\/S -> Main\/S/],
  [
    'a parameter of no type',
    { Parameters: { P: null }, Resources: { S: shows({ Ref: 'P' }) } },
    'INVALID',
    /with a Type/,
  ],
  [
    'a condition of itself',
    { Conditions: { C: { Condition: 'C' } }, Resources: { S: shows({ 'Fn::If': ['C', 'a', 'b'] }) } },
    'CYCLE',
    /condition C -> Main condition C/,
  ],
  [
    'an export of itself',
    {
      Outputs: { O: { Value: { 'Fn::ImportValue': 'e' }, Export: { Name: 'e' } } },
      Resources: { S: shows({ 'Fn::ImportValue': 'e' }) },
    },
    'CYCLE',
    /output O -> Main output O/,
  ],
  [
    'a nested stack without a file',
    { Resources: { N: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://a/b.json' } } } },
    'UNREADABLE',
    /no file asset of the assembly has the URL/,
  ],
  [
    'an attribute that the type has not',
    { Resources: { B: { Type: 'AWS::S3::Bucket' }, S: shows({ 'Fn::GetAtt': ['B', 'Colour'] }) } },
    'UNKNOWN_REFERENCE',
    /AWS::S3::Bucket has no attribute "Colour"/,
  ],
  [
    'a value of another region',
    {
      Resources: {
        R: { Type: 'Custom::CrossRegionExportReader' },
        S: shows({ 'Fn::GetAtt': ['R', '/cdk/exports/x'] }),
      },
    },
    'UNSUPPORTED',
    /across regions/,
  ],
])('rejects %s', (_, template, code, message) => {
  expect(problemsOf({ Main: { template } })).toEqual([
    expect.objectContaining({ code, message: expect.stringMatching(message) }),
  ]);
});

test('rejects two resources of one name, and says whose it is', () => {
  const template = { Resources: { Queue: queue({ JobQueueName: 'urgent' }) } };
  expect(problemsOf({ Dev: { template }, Prod: { template } })).toEqual([
    expect.objectContaining({ code: 'DUPLICATE_NAME', stack: 'Prod', message: expect.stringContaining('stack Dev') }),
  ]);
});

test('apps that are read together may have stacks of the same id', () => {
  const template = (job: string): JsonObject => ({ Resources: { Job: definition(job), Queue: queue() } });
  const files = filesOf({ Main: { template: template('a') } });
  for (const [path, text] of Object.entries(filesOf({ Main: { template: template('b') } }))) {
    files[path.replace('app/', 'other/')] = text;
  }
  const read = readerOf(files);
  const stacks = readAssemblies(['app', 'other'], read);
  const resolution = resolveAssembly(stacks.ok ? stacks.stacks : [], LOCAL, read);
  const names = resolution.ok ? resolution.assembly.resources.map(({ name }) => name) : [];
  expect(names).toEqual(['a', expect.stringMatching(/^Main-Queue-/), 'b', expect.stringMatching(/^Main-Queue-/)]);
  expect(new Set(names).size).toBe(4);
});

test.each<[string, Record<string, string>, RegExp]>([
  ['no manifest', {}, /app\/manifest\.json.*ENOENT.*cdk synth/],
  ['a manifest of something else', { 'app/manifest.json': '[]' }, /expected a manifest with "artifacts"/],
  ['no template', { ...filesOf({ A: { template: {} } }), 'app/A.template.json': '{' }, /A\.template\.json/],
  ['a resource without a type', filesOf({ A: { template: { Resources: { X: {} } } } }), /resource X.*with a Type/],
  ['a loop of resources', filesOf({ A: { template: { Resources: { 'Fn::ForEach::X': [] } } } }), /that make resources/],
])('rejects an assembly with %s', (_, files, message) => {
  const outcome = readAssemblies(['app'], readerOf(files));
  expect(outcome.ok ? [] : outcome.problems.map((problem) => problem.message)).toEqual([
    expect.stringMatching(message),
  ]);
});

test.each<[string, Json, RegExp]>([
  ['AWS::IAM::Role', { 'Fn::GetAtt': ['It', 'Arn'] }, /^arn:aws:iam::000000000000:role\/Main-It-[A-Z0-9]{12}$/],
  [
    'AWS::IAM::InstanceProfile',
    { 'Fn::GetAtt': ['It', 'Arn'] },
    /^arn:aws:iam::000000000000:instance-profile\/Main-It-/,
  ],
  ['AWS::IAM::ManagedPolicy', { Ref: 'It' }, /^arn:aws:iam::000000000000:policy\/Main-It-/],
  ['AWS::EC2::Subnet', { Ref: 'It' }, /^subnet-[0-9a-f]{17}$/],
  ['AWS::EC2::SecurityGroup', { 'Fn::GetAtt': ['It', 'GroupId'] }, /^sg-[0-9a-f]{17}$/],
  ['AWS::EC2::VPC', { 'Fn::GetAtt': ['It', 'VpcId'] }, /^vpc-[0-9a-f]{17}$/],
  ['AWS::EC2::LaunchTemplate', { 'Fn::GetAtt': ['It', 'LatestVersionNumber'] }, /^1$/],
  ['AWS::EFS::FileSystem', { Ref: 'It' }, /^fs-[0-9a-f]{17}$/],
  [
    'AWS::EFS::FileSystem',
    { 'Fn::GetAtt': ['It', 'Arn'] },
    /^arn:aws:elasticfilesystem:us-east-1:000000000000:file-system\/fs-/,
  ],
  ['AWS::KMS::Key', { Ref: 'It' }, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
  ['AWS::KMS::Key', { 'Fn::GetAtt': ['It', 'Arn'] }, /^arn:aws:kms:us-east-1:000000000000:key\/[0-9a-f-]{36}$/],
  ['AWS::SNS::Topic', { Ref: 'It' }, /^arn:aws:sns:us-east-1:000000000000:Main-It-/],
  ['AWS::SQS::Queue', { Ref: 'It' }, /^https:\/\/sqs\.us-east-1\.amazonaws\.com\/000000000000\/Main-It-/],
  [
    'AWS::Lambda::Function',
    { 'Fn::GetAtt': ['It', 'Arn'] },
    /^arn:aws:lambda:us-east-1:000000000000:function:Main-It-/,
  ],
  [
    'AWS::ECR::Repository',
    { 'Fn::GetAtt': ['It', 'RepositoryUri'] },
    /^000000000000\.dkr\.ecr\.us-east-1\.amazonaws\.com\/main-it-/,
  ],
  ['AWS::SecretsManager::Secret', { Ref: 'It' }, /^arn:aws:secretsmanager:us-east-1:000000000000:secret:Main-It-/],
  ['AWS::Some::NewThing', { 'Fn::GetAtt': ['It', 'Arn'] }, /^arn:aws:some:us-east-1:000000000000:new-thing\/Main-It-/],
])('a stand-in for %s has the shape of the real value', (type, expression, shape) => {
  const template = { Resources: { It: { Type: type }, Shown: shows(expression) } };
  const value = shownBy(resolveStacks({ Main: { template } }), '/shown');
  expect(value).toMatch(shape);
  expect(shownBy(resolveStacks({ Main: { template } }), '/shown')).toBe(value);
});

test('a stand-in takes name and path that its template gives', () => {
  const template = {
    Resources: {
      Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: { 'Fn::Sub': 'jobs-${AWS::Region}' }, Path: '/batch/' } },
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      Shown: shows([{ Ref: 'Role' }, { 'Fn::GetAtt': ['Role', 'Arn'] }, { 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }]),
    },
  };
  expect(shownBy(resolveStacks({ Main: { template } }), '/shown')).toEqual([
    'jobs-us-east-1',
    'arn:aws:iam::000000000000:role/batch/jobs-us-east-1',
    '10.0.0.0/16',
  ]);
});

test('a stack in a region of another partition has its partition and domain', () => {
  const files = filesOf({
    Main: { template: { Resources: { Shown: shows({ 'Fn::Sub': '${AWS::Partition} ${AWS::URLSuffix}' }) } } },
  });
  const stacks = readAssemblies(['app'], readerOf(files));
  if (!stacks.ok) throw new Error('unreadable');
  const resolution = resolveAssembly(stacks.stacks, homeOf('cn-north-1', '000000000000'), readerOf(files));
  expect(resolution.ok && resolution.assembly.resources[0]?.properties.Value).toBe('aws-cn amazonaws.com.cn');
});

test('generated names fit the rules of their types, however long stack and logical id are', () => {
  const id = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,120}$/);
  fc.assert(
    fc.property(id, id, (stack, logicalId) => {
      const template = { Resources: { [logicalId]: { Type: 'AWS::S3::Bucket' }, [`${logicalId}Q`]: queue() } };
      const [bucket, made] = resolveStacks({ [stack]: { template } }).resources;
      expect(bucket?.name).toMatch(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/);
      expect(made?.name).toMatch(/^[A-Za-z0-9_-]{1,128}$/);
    }),
  );
});

test('the same assembly gives the same result, and the order of resources in a template changes no value', () => {
  const resources = fc
    .uniqueArray(fc.nat(30), { minLength: 1, maxLength: 8 })
    .chain((ids) =>
      fc.tuple(
        fc.constant(ids),
        fc.shuffledSubarray(ids, { minLength: ids.length, maxLength: ids.length }),
        fc.array(fc.nat(), { minLength: ids.length, maxLength: ids.length }),
      ),
    );
  fc.assert(
    fc.property(resources, ([ids, shuffled, targets]) => {
      // Each shows the one that its number points to, if that has a smaller number: no cycles.
      const valueFor = (id: number): Json => {
        const other = ids[(targets[ids.indexOf(id)] ?? 0) % ids.length] ?? id;
        return other < id ? { 'Fn::Sub': `<\${P${other}.Value}>` } : `v${id}`;
      };
      const templateOf = (order: readonly number[]): JsonObject => ({
        Resources: Object.fromEntries(order.map((id) => [`P${id}`, shows(valueFor(id), `/p/${id}`)])),
      });
      const values = (order: readonly number[]) =>
        Object.fromEntries(
          resolveStacks({ Main: { template: templateOf(order) } }).resources.map((r) => [r.name, r.properties.Value]),
        );
      expect(values(shuffled)).toEqual(values(ids));
      expect(values(ids)).toEqual(values(ids));
    }),
  );
});
