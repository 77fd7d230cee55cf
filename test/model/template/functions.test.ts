// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how Fn::Sub is written
import type { Json, JsonObject } from '@batchwright/model/template';
import fc from 'fast-check';
import { evaluated, problemsOf, shows } from './memory-assembly';

const SECTIONS: JsonObject = {
  Parameters: {
    Size: { Type: 'Number', Default: 3 },
    Zones: { Type: 'CommaDelimitedList', Default: 'x, y' },
  },
  Mappings: { Regions: { 'us-east-1': { Bits: '64', Ports: [80, 443] } } },
  Conditions: {
    Large: { 'Fn::Equals': [{ Ref: 'Size' }, '3'] },
    Never: { 'Fn::Not': [{ Condition: 'Large' }] },
    Both: { 'Fn::And': [{ Condition: 'Large' }, { Condition: 'Never' }] },
    Either: { 'Fn::Or': [{ Condition: 'Large' }, { Condition: 'Never' }] },
  },
};

test.each<[string, Json, Json]>([
  ['Ref of a number', { Ref: 'Size' }, '3'],
  ['Ref of a list', { Ref: 'Zones' }, ['x', 'y']],
  ['Ref of a pseudo parameter', { Ref: 'AWS::Partition' }, 'aws'],
  ['Fn::Join', { 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Size' }]] }, 'a-1-true-3'],
  ['Fn::Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Zones' }] }, 'x+y'],
  ['Fn::Split', { 'Fn::Split': ['|', 'a||b'] }, ['a', '', 'b']],
  ['Fn::Select with an index as a text', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
  ['Fn::Sub', { 'Fn::Sub': 'arn:${AWS::Partition}:${!AWS::Region}:${Size}$' }, 'arn:aws:${AWS::Region}:3$'],
  ['Fn::Sub with its own variables', { 'Fn::Sub': ['${A}/${Size}', { A: { Ref: 'AWS::Region' } }] }, 'us-east-1/3'],
  ['Fn::If', { 'Fn::If': ['Large', 'yes', 'no'] }, 'yes'],
  ['Fn::If of Fn::And', { 'Fn::If': ['Both', 'yes', 'no'] }, 'no'],
  ['Fn::If of Fn::Or', { 'Fn::If': ['Either', 'yes', 'no'] }, 'yes'],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'Bits'] }, '64'],
  ['Fn::FindInMap of a list', { 'Fn::Select': [1, { 'Fn::FindInMap': ['Regions', 'us-east-1', 'Ports'] }] }, 443],
  ['Fn::FindInMap with a default', { 'Fn::FindInMap': ['Regions', 'x', 'y', { DefaultValue: 'd' }] }, 'd'],
  ['Fn::GetAZs of here', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'us-east-1a'],
  ['Fn::GetAZs of a region', { 'Fn::Select': [2, { 'Fn::GetAZs': 'eu-west-1' }] }, 'eu-west-1c'],
  ['Fn::Base64', { 'Fn::Base64': 'Grüße' }, 'R3LDvMOfZQ=='],
  [
    'AWS::NoValue in a list',
    ['a', { Ref: 'AWS::NoValue' }, { 'Fn::If': ['Never', 'b', { Ref: 'AWS::NoValue' }] }],
    ['a'],
  ],
  ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
])('%s is evaluated', (_, expression, expected) => {
  expect(evaluated(expression, SECTIONS)).toEqual(expected);
});

test.each<[string, Json, string, RegExp]>([
  [
    'a function that is not evaluated here',
    { 'Fn::Cidr': ['10.0.0.0/16', 2] },
    'UNSUPPORTED',
    /Fn::Cidr: not evaluated/,
  ],
  ['a macro', { 'Fn::Transform': { Name: 'AWS::Include' } }, 'UNSUPPORTED', /Fn::Transform/],
  ['an unknown name', { Ref: 'Nobody' }, 'UNKNOWN_REFERENCE', /no parameter or resource "Nobody"/],
  ['a name of Object itself', { Ref: 'constructor' }, 'UNKNOWN_REFERENCE', /"constructor"/],
  ['an index out of range', { 'Fn::Select': [2, ['a', 'b']] }, 'INVALID', /from 0 to 1; got 2/],
  ['a condition that is not there', { 'Fn::If': ['Nope', 1, 2] }, 'UNKNOWN_REFERENCE', /no condition "Nope"/],
  ['a mapping without the key', { 'Fn::FindInMap': ['Regions', 'mars', 'Bits'] }, 'UNKNOWN_REFERENCE', /mars/],
  ['a joined object', { 'Fn::Join': ['', [{ a: 1 }]] }, 'INVALID', /expected a text/],
  ['an open substitution', { 'Fn::Sub': 'x${y' }, 'INVALID', /never closed/],
  ['a function beside other keys', { 'Fn::Sub': 'x', other: 1 }, 'INVALID', /only key/],
  ['a secret', '{{resolve:secretsmanager:db:SecretString:password}}', 'UNSUPPORTED', /only parameters/],
])('rejects %s with its place', (_, expression, code, message) => {
  const template = { ...SECTIONS, Resources: { Shown: shows(['fine', { deep: expression }]) } };
  expect(problemsOf({ Main: { template } })).toEqual([
    expect.objectContaining({
      code,
      stack: 'Main',
      logicalId: 'Shown',
      path: expect.stringContaining('Resources.Shown.Properties.Value.1.deep'),
      message: expect.stringMatching(message),
    }),
  ]);
});

test('every problem is reported at once, each with its function', () => {
  const template = {
    Resources: {
      A: shows([{ 'Fn::Cidr': [] }, { Ref: 'Missing' }], '/a'),
      B: shows({ 'Fn::ToJsonString': {} }, '/b'),
      C: shows('fine', '/c'),
    },
  };
  expect(problemsOf({ Main: { template } }).map(({ logicalId, function: name }) => [logicalId, name])).toEqual([
    ['A', 'Fn::Cidr'],
    ['A', 'Ref'],
    ['B', 'Fn::ToJsonString'],
  ]);
});

test('what nothing served needs is not evaluated', () => {
  const template = {
    Conditions: { Odd: { 'Fn::Contains': [['a'], 'a'] } },
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: { 'Fn::Select': [0, { 'Fn::Cidr': ['x', 1] }] } } },
      Rule: { Type: 'AWS::Events::Rule', Condition: 'Odd', Properties: { Name: { 'Fn::Transform': {} } } },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b', Tags: { 'Fn::Cidr': [] } } },
      Shown: shows({ Ref: 'Vpc' }),
    },
  };
  expect(problemsOf({ Main: { template } })).toEqual([]);
  const needed = {
    ...template,
    Resources: { ...template.Resources, Shown: shows({ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }) },
  };
  expect(problemsOf({ Main: { template: needed } })).toEqual([
    expect.objectContaining({ code: 'UNSUPPORTED', function: 'Fn::Cidr', logicalId: 'Vpc' }),
  ]);
});

const piece = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '$', '{', ' ', '{}') });

test('Fn::Split undoes Fn::Join by a text that no item has', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1 }), (items) => {
      expect(evaluated({ 'Fn::Split': ['::', { 'Fn::Join': ['::', items] }] })).toEqual(items);
    }),
  );
});

test('Fn::Select takes each item of what Fn::Split gives', () => {
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 5 }), fc.nat(4), (items, at) => {
      const index = at % items.length;
      expect(evaluated({ 'Fn::Select': [index, { 'Fn::Split': ['::', items.join('::')] }] })).toBe(items[index]);
    }),
  );
});

test('Fn::Sub is Fn::Join of its parts, and escaped names stay', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '/', '-', '$', '}') }).filter((part) => !part.endsWith('$'));
  const part = fc.oneof(
    text.map((value) => ({ sub: value, value })),
    text.map((value) => ({ sub: '${V}', value, variable: true as const })),
    fc.constant({ sub: '${!V}', value: '${V}' }),
  );
  fc.assert(
    fc.property(fc.array(part), text, (parts, value) => {
      const template = parts.map(({ sub }) => sub).join('');
      const joined = parts.map((one) => ('variable' in one ? value : one.value));
      expect(evaluated({ 'Fn::Sub': [template, { V: value }] })).toBe(evaluated({ 'Fn::Join': ['', joined] }));
    }),
  );
});

test('Fn::Base64 is what every decoder undoes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(Buffer.from(String(evaluated({ 'Fn::Base64': text })), 'base64').toString('utf8')).toBe(text);
    }),
  );
});
