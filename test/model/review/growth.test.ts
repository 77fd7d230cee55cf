import type { Json } from '@batchwright/model/template';
import fc from 'fast-check';
import { covers } from '../../../model/src/review/growth';
import { compare, type Resources, resource } from './templates';

const role = (statements: readonly Json[], more: Record<string, Json> = {}): Json =>
  resource('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName: 'own', PolicyDocument: { Statement: statements } }],
    ...more,
  });
const allow = (Action: Json, Resource: Json, more: Record<string, Json> = {}): Json => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const policy = (statements: readonly Json[]): Json =>
  resource('AWS::IAM::Policy', { Roles: [{ Ref: 'Role' }], PolicyDocument: { Statement: statements } });

const grown = (before: Resources, after: Resources) =>
  compare(before, after).permissions.map(({ statement, actions, resources, principals, conditionDropped, denial }) => ({
    holder: statement.holder,
    actions,
    resources: [...resources, ...principals],
    ...(conditionDropped ? { conditionDropped } : {}),
    ...(denial ? { denial } : {}),
  }));

test('an action more and a resource more are told, and no more than that', () => {
  const before = { Role: role([allow(['s3:GetObject'], ['arn:a'])]) };
  expect(grown(before, { Role: role([allow(['s3:GetObject', 's3:PutObject'], ['arn:a'])]) })).toEqual([
    { holder: 'App/Role', actions: ['s3:PutObject'], resources: ['arn:a'] },
  ]);
  expect(grown(before, { Role: role([allow('s3:GetObject', ['arn:a', 'arn:b'])]) })).toEqual([
    { holder: 'App/Role', actions: ['s3:GetObject'], resources: ['arn:b'] },
  ]);
});

test('a statement that moves between the policies of a role is no growth', () => {
  const all = [allow('s3:GetObject', 'arn:a'), allow('s3:PutObject', 'arn:b')];
  expect(grown({ Role: role(all) }, { Role: role(all.slice(0, 1)), Policy: policy(all.slice(1)) })).toEqual([]);
});

test('what a wildcard allowed before is no growth, and a wildcard in its place is', () => {
  const wide = { Role: role([allow('s3:*', { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/*']] })]) };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as CloudFormation writes it
  const narrow = { Role: role([allow('s3:GetObject', { 'Fn::Sub': '${Bucket.Arn}/in/*' })]) };
  expect(grown(wide, narrow)).toEqual([]);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as CloudFormation writes it
  expect(grown(narrow, wide)).toEqual([{ holder: 'App/Role', actions: ['s3:*'], resources: ['${Bucket.Arn}/*'] }]);
});

test('a condition that goes is told, and one that comes is not', () => {
  const conditional = { Role: role([allow('sqs:SendMessage', 'arn:q', { Condition: { StringEquals: { a: 'b' } } })]) };
  const open = { Role: role([allow('sqs:SendMessage', 'arn:q')]) };
  expect(grown(open, conditional)).toEqual([]);
  expect(grown(conditional, open)).toMatchObject([{ actions: ['sqs:SendMessage'], conditionDropped: true }]);
});

test('a denial that goes is told, unless nobody is left whom it was for', () => {
  const denied = { Role: role([{ Effect: 'Deny', Action: 's3:*', Resource: '*' }]) };
  expect(grown(denied, { Role: role([]) })).toMatchObject([{ actions: ['s3:*'], denial: true }]);
  expect(grown(denied, {})).toEqual([]);
});

test('trust, managed policies and the policies of resources count too', () => {
  const trusted = role([], {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::1:root' }, Action: 'sts:AssumeRole' }],
    },
  });
  expect(grown({ Role: role([]) }, { Role: trusted })).toMatchObject([{ resources: ['AWS: arn:aws:iam::1:root'] }]);
  expect(grown({ Role: role([]) }, { Role: role([], { ManagedPolicyArns: ['arn:admin'] }) })).toMatchObject([
    { actions: ['the managed policy arn:admin'] },
  ]);
  const topic = (who: Json): Resources => ({
    Policy: resource('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: 'Topic' }],
      PolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: who, Action: 'sns:Publish', Resource: { Ref: 'Topic' } }],
      },
    }),
  });
  expect(compare(topic({ Service: 'events.amazonaws.com' }), topic('*')).hazards).toMatchObject([
    { id: 'OPEN_TO_ALL:App/Topic', message: 'anybody may sns:Publish' },
  ]);
});

test('a boundary that goes and a group that comes are told, a boundary that comes is not', () => {
  const bound = { Role: role([], { PermissionsBoundary: 'arn:bound' }) };
  expect(grown({ Role: role([]) }, bound)).toEqual([]);
  expect(grown(bound, { Role: role([]) })).toMatchObject([
    { actions: ['what the permissions boundary arn:bound leaves out'], denial: true },
  ]);
  const join = resource('AWS::IAM::UserToGroupAddition', { GroupName: 'admins', Users: ['me'] });
  expect(grown({}, { Join: join })).toMatchObject([{ holder: 'App/me', actions: ['what the group admins may'] }]);
});

test('everything but something grows from something, and not from everything', () => {
  const but = { Role: role([{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }]) };
  expect(grown({ Role: role([allow('s3:*', '*')]) }, but)).toMatchObject([{ actions: ['not iam:*'] }]);
  expect(grown({ Role: role([allow('*', '*')]) }, but)).toEqual([]);
});

test('a policy is read wherever a resource has it', () => {
  const api = (who: Json): Resources => ({
    Api: resource('AWS::ApiGateway::RestApi', {
      Policy: { Statement: { Effect: 'Allow', Principal: who, Action: 'execute-api:Invoke', Resource: '*' } },
    }),
  });
  const open = ['OPEN_TO_ALL:App/Api'];
  const [named, all, others] = [api({ AWS: 'arn:aws:iam::1:root' }), api('*'), api({ AWS: ['*'] })];
  expect(compare(named, all).hazards.map(({ id }) => id)).toEqual(open);
  expect(compare(named, others).hazards.map(({ id }) => id)).toEqual(open);
  expect(compare(all, named).permissions).toEqual([]);
  const allBut = role([], {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', NotPrincipal: { AWS: 'arn:aws:iam::1:root' }, Action: 'sts:AssumeRole' }],
    },
  });
  expect(compare({ Role: role([]) }, { Role: allBut }).hazards).toMatchObject([{ id: 'OPEN_TO_ALL:App/Role' }]);
});

test('what stands in a branch of a condition of the template grows too', () => {
  const either = (value: Json): Json => ({ 'Fn::If': ['Prod', value, { Ref: 'AWS::NoValue' }] });
  const wide = allow('s3:*', '*');
  const told = [{ holder: 'App/Role', actions: ['s3:*'], resources: ['*'] }];
  const none = { Role: role([]) };
  const managed = (document: Json): Resources => ({
    ...none,
    Policy: resource('AWS::IAM::ManagedPolicy', { Roles: [{ Ref: 'Role' }], PolicyDocument: document }),
  });
  expect(grown(none, { Role: role([either(wide)]) })).toEqual(told);
  expect(grown(none, { Role: role([allow(either('s3:*'), either('*'))]) })).toEqual(told);
  expect(grown(none, { Role: role([], { Policies: either([{ PolicyDocument: { Statement: [wide] } }]) }) })).toEqual(
    told,
  );
  expect(grown(none, managed(either({ Statement: [wide] })))).toEqual(told);
  expect(grown({ Role: role([either(wide)]) }, { Role: role([either(wide)]) })).toEqual([]);
  // A condition that may be left out is none.
  const trust = (Condition: Json): Json =>
    role([], {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: either({ AWS: '*' }), Action: 'sts:AssumeRole', Condition }],
      },
    });
  const account = { StringEquals: { 'aws:SourceAccount': '1' } };
  expect(compare(none, { Role: trust(account) }).hazards).toEqual([]);
  expect(compare(none, { Role: trust(either(account)) }).hazards).toMatchObject([{ id: 'OPEN_TO_ALL:App/Role' }]);
  const group = resource('AWS::EC2::SecurityGroup', {
    SecurityGroupEgress: [],
    SecurityGroupIngress: either([{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' }]),
  });
  expect(compare({}, { Group: group }).hazards).toMatchObject([{ id: 'OPEN_TO_ALL:App/Group' }]);
});

test('a bucket is opened by taking its block away, and not by making it without one', () => {
  const bucket = (block: Record<string, Json>): Resources => ({ Bucket: resource('AWS::S3::Bucket', block) });
  const blocked = bucket({
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  expect(compare(blocked, bucket({})).openings).toHaveLength(1);
  expect(compare({}, bucket({})).openings).toEqual([]);
});

test.each([
  ['0.0.0.0/0', 1],
  ['128.0.0.0/1', 1],
  ['10.0.0.0/8', 0],
  ['2000::/3', 1],
  ['fc00::/7', 0],
])('a group that lets %s in has %d hazards', (range, hazards) => {
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, [range.includes(':') ? 'CidrIpv6' : 'CidrIp']: range };
  const group = resource('AWS::EC2::SecurityGroup', { SecurityGroupEgress: [], SecurityGroupIngress: [rule] });
  expect(compare({}, { Group: group }).hazards).toHaveLength(hazards);
});

test('the policy of log groups is read, although it is a text', () => {
  const logs = (action: string): Resources => ({
    Policy: resource('AWS::Logs::ResourcePolicy', {
      PolicyName: 'events',
      PolicyDocument: {
        'Fn::Join': [
          '',
          [
            `{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"${action}","Resource":"`,
            { 'Fn::GetAtt': ['Group', 'Arn'] },
            '"}]}',
          ],
        ],
      },
    }),
  });
  expect(grown(logs('logs:PutLogEvents'), logs('logs:CreateLogStream'))).toMatchObject([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a reference as CloudFormation writes it
    { actions: ['logs:CreateLogStream'], resources: ['${Group.Arn}', 'Service: events.amazonaws.com'] },
  ]);
});

test('a security group that lets the internet in is a hazard, one that lets a group in is told', () => {
  const group = (ingress: Json): Resources => ({
    Group: resource('AWS::EC2::SecurityGroup', { SecurityGroupEgress: [], SecurityGroupIngress: [ingress] }),
  });
  const peer = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: 'sg-1' };
  const world = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, CidrIp: '0.0.0.0/0' };
  expect(compare(group(peer), group(world)).hazards.map(({ id, message }) => `${id} ${message}`)).toEqual([
    'OPEN_TO_ALL:App/Group tcp 22 from 0.0.0.0/0',
  ]);
  const told = compare(group(world), group(peer));
  expect(told.hazards).toEqual([]);
  expect(told.openings.map(({ what }) => what)).toEqual(['tcp 443 from sg-1']);
});

describe('a pattern that covers another', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
  /** As IAM matches: an asterisk any characters, a question mark one. */
  const matches = (glob: string, value: string): boolean =>
    new RegExp(`^${glob.replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(value);

  test('matches everything that the other matches', () => {
    fc.assert(
      fc.property(pattern, pattern, text, (wide, narrow, value) => {
        fc.pre(covers(wide, narrow) && matches(narrow, value));
        expect(matches(wide, value)).toBe(true);
      }),
    );
  });
});
