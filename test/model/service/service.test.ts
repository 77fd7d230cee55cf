import {
  batchArn,
  FARGATE_MEMORY_MIB,
  fargateSizeProblem,
  isJobName,
  isResourceName,
  nameOf,
  parseDefinition,
  parseJobId,
  partitionOf,
  substituteParameters,
} from '@batchwright/model/service';

test('whole arguments that are references are replaced, others are not', () => {
  expect(substituteParameters(['run', 'Ref::key', '--x=Ref::key'], { key: 'a b' })).toEqual({
    ok: true,
    command: ['run', 'a b', '--x=Ref::key'],
  });
});

test('a reference without a value is named', () => {
  expect(substituteParameters(['Ref::constructor'], {})).toEqual({ ok: false, missing: 'constructor' });
});

test('Fargate sizes of the table fit and others are refused with the nearest', () => {
  for (const [vcpus, sizes] of FARGATE_MEMORY_MIB) {
    for (const memory of sizes) expect(fargateSizeProblem(vcpus, memory)).toBeUndefined();
  }
  expect(fargateSizeProblem(1, 500)).toContain('take 2048 MiB');
  expect(fargateSizeProblem(0.25, 9999)).toContain('take more vCPUs');
  expect(fargateSizeProblem(256, 2048)).toContain('Fargate has no size of 256 vCPU');
});

test('ARNs and names lead to each other', () => {
  const home = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
  const arn = batchArn(home, 'job-definition', 'resize:3');
  expect(arn).toBe('arn:aws:batch:eu-west-1:111122223333:job-definition/resize:3');
  expect(nameOf(arn)).toBe('resize:3');
  expect(parseDefinition(arn)).toEqual({ name: 'resize', revision: 3 });
  expect(parseDefinition('resize')).toEqual({ name: 'resize', revision: undefined });
});

test('ids of children and nodes are taken apart', () => {
  expect(parseJobId('abc')).toEqual({ parent: 'abc', index: undefined, node: undefined });
  expect(parseJobId('abc:12')).toEqual({ parent: 'abc', index: 12, node: undefined });
  expect(parseJobId('abc#0')).toEqual({ parent: 'abc', index: undefined, node: 0 });
});

test('names follow the service', () => {
  expect(isJobName('-a')).toBe(false);
  expect(isResourceName('-a')).toBe(true);
  expect(isJobName('a'.repeat(128))).toBe(true);
  expect(isJobName('a'.repeat(129))).toBe(false);
  expect(isJobName('a b')).toBe(false);
  expect([partitionOf('cn-north-1'), partitionOf('us-gov-west-1'), partitionOf('eu-west-1')]).toEqual([
    'aws-cn',
    'aws-us-gov',
    'aws',
  ]);
});
