import { Compute } from '@batchwright/cdk';
import { ALLOCATION_STRATEGIES, type AllocationStrategyName } from '@batchwright/model/service';
import { AllocationStrategy } from 'aws-cdk-lib/aws-batch';
import { InstanceClass } from 'aws-cdk-lib/aws-ec2';
import { refusal, resourcesOf, withCompute } from './one-environment';

const instances = { maxvCpus: 8, instanceClasses: [InstanceClass.M7I, InstanceClass.C7I] };
const make = { EC2: Compute.onDemand, SPOT: Compute.spot } as const;
const all = (Object.keys(ALLOCATION_STRATEGIES) as AllocationStrategyName[]).flatMap((name) =>
  (['EC2', 'SPOT'] as const).map((type) => ({
    name,
    type,
    works: ALLOCATION_STRATEGIES[name].types.some((one) => one === type),
  })),
);

describe('allocation strategy', () => {
  test.each(all.filter(({ works }) => works))('$name is set on $type', ({ name, type }) => {
    expect(resourcesOf(make[type]({ ...instances, allocationStrategy: name }))).toMatchObject({
      AllocationStrategy: name,
      InstanceTypes: ['m7i', 'c7i'],
    });
  });

  test('may be a member of the CDK’s own list', () => {
    const allocationStrategy = AllocationStrategy.SPOT_CAPACITY_OPTIMIZED;
    expect(resourcesOf(Compute.spot({ maxvCpus: 8, allocationStrategy })).AllocationStrategy).toBe(allocationStrategy);
  });

  test.each(all.filter(({ works }) => !works))('$name is refused on $type', ({ name, type }) => {
    expect(refusal(withCompute(make[type]({ ...instances, allocationStrategy: name })))).toMatchObject({
      code: 'INVALID_STRATEGY',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(`allocationStrategy is ${name}: expected one of BEST_FIT_PROGRESSIVE`),
    });
  });

  test.each([Compute.onDemand, Compute.spot])('BEST_FIT is refused, with the reason, by %p', (factory) => {
    const allocationStrategy = AllocationStrategy.BEST_FIT as never;
    expect(refusal(withCompute(factory({ maxvCpus: 8, allocationStrategy })))).toMatchObject({
      code: 'INVALID_STRATEGY',
      message: expect.stringContaining('could never renew the instances'),
    });
  });

  test.each([
    ['EC2', 'BEST_FIT_PROGRESSIVE_ORDERED'],
    ['SPOT', 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED'],
  ] as const)('on %s that goes by an order is refused without one', (type, allocationStrategy) => {
    expect(refusal(withCompute(make[type]({ maxvCpus: 8, allocationStrategy })))).toMatchObject({
      code: 'INVALID_STRATEGY',
      message: expect.stringContaining('expected instanceTypes or instanceClasses'),
    });
  });

  test('is refused on Fargate', () => {
    const options = { maxvCpus: 8, allocationStrategy: 'BEST_FIT_PROGRESSIVE' };
    expect(refusal(withCompute(Compute.fargate(options)))).toMatchObject({ code: 'INVALID_STRATEGY' });
  });
});
