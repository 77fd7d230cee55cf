import { vcpuQuota } from '@batchwright/model/service';

test.each([
  ['m7i', 'L-1216C47A', 'L-34B43A08'],
  ['c6g', 'L-1216C47A', 'L-34B43A08'],
  ['r8gd', 'L-1216C47A', 'L-34B43A08'],
  ['t3', 'L-1216C47A', 'L-34B43A08'],
  ['a1', 'L-1216C47A', 'L-34B43A08'],
  ['i4i', 'L-1216C47A', 'L-34B43A08'],
  ['im4gn', 'L-1216C47A', 'L-34B43A08'],
  ['d3en', 'L-1216C47A', 'L-34B43A08'],
  ['z1d', 'L-1216C47A', 'L-34B43A08'],
  ['g5', 'L-DB2E81BA', 'L-3819A6DF'],
  ['gr6', 'L-DB2E81BA', 'L-3819A6DF'],
  ['vt1', 'L-DB2E81BA', 'L-3819A6DF'],
  ['p4d', 'L-417A185B', 'L-7212CCBC'],
  ['p5', 'L-417A185B', undefined],
  // Of other quotas, though their names begin alike.
  ['inf2', undefined, undefined],
  ['trn1', undefined, undefined],
  ['dl1', undefined, undefined],
  ['mac2', undefined, undefined],
  ['hpc7a', undefined, undefined],
  ['x2gd', undefined, undefined],
  ['u7i-12tb', undefined, undefined],
  ['f1', undefined, undefined],
])('%s counts against %s on demand and %s on Spot', (family, onDemand, spot) => {
  expect([vcpuQuota('EC2', family)?.code, vcpuQuota('SPOT', family)?.code]).toEqual([onDemand, spot]);
});

test('Fargate has quotas of its own, and managed instances none that is known', () => {
  expect(vcpuQuota('FARGATE', '')).toEqual({ service: 'fargate', code: 'L-3032A538' });
  expect(vcpuQuota('FARGATE_SPOT', '')).toEqual({ service: 'fargate', code: 'L-36FBB829' });
  expect(vcpuQuota('ECS_MANAGED_INSTANCES', 'm7i')).toBeUndefined();
});
