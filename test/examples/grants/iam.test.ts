import { allows, type Line, linesOf } from './iam';

const line = (action: string, resource: string, conditions = {}): Line => ({ action, resource, conditions });

test.each([
  ['the same action and resource', line('s3:GetObject', 'a/b'), true],
  ['an action in another case', line('S3:getobject', 'a/b'), true],
  ['a wildcard that goes over slashes', line('s3:*', '*b'), true],
  ['a question mark for one character', line('s3:GetObject', 'a?b'), true],
  ['another action', line('s3:PutObject', 'a/b'), false],
  ['a part of the resource', line('s3:GetObject', 'a/'), false],
  ['a dot that is no wildcard', line('s3:GetObject', 'a.b'), false],
])('allows reads: %s', (_what, given, expected) => {
  expect(allows(given, { action: 's3:GetObject', resource: 'a/b' })).toBe(expected);
});

test('a condition needs its key, with a value that fits', () => {
  const given = line('s3:ListBucket', 'b', { StringLike: { 's3:prefix': ['in/*'] } });
  const need = { action: 's3:ListBucket', resource: 'b' };
  expect(allows(given, { ...need, context: { 's3:prefix': 'in/a' } })).toBe(true);
  expect(allows(given, { ...need, context: { 's3:prefix': 'out/a' } })).toBe(false);
  expect(allows(given, need)).toBe(false);
});

test('rejects an operator that it does not know, instead of letting it pass', () => {
  const given = line('a:B', '*', { Bool: { 'aws:SecureTransport': ['true'] } });
  expect(() => allows(given, { action: 'a:B', resource: 'c' })).toThrow('operator Bool');
});

test('a statement is as many lines as it has actions and resources', () => {
  expect(linesOf([{ actions: ['a', 'b'], resources: ['x', 'y'], conditions: {} }])).toHaveLength(4);
});
