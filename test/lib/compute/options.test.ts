import { Compute } from '@batchwright/cdk';
import { CfnParameter, Duration } from 'aws-cdk-lib';
import { PlacementGroup, PlacementGroupStrategy } from 'aws-cdk-lib/aws-ec2';
import { emptyStack, environmentOf, refusal, resourcesOf, withCompute } from './one-environment';

describe('compute environment', () => {
  test('has none of the options that are not given', () => {
    const environment = environmentOf(Compute.spot({ maxvCpus: 8 }));
    expect(environment).not.toHaveProperty('EcsSettings');
    for (const name of ['ScalingPolicy', 'PlacementGroup', 'BidPercentage']) {
      expect(environment.ComputeResources).not.toHaveProperty(name);
    }
  });

  test('keeps instances for as long as is asked for', () => {
    for (const delay of [Duration.minutes(20), Duration.days(7)]) {
      expect(resourcesOf(Compute.onDemand({ maxvCpus: 8, minScaleDownDelay: delay }))).toMatchObject({
        ScalingPolicy: { MinScaleDownDelayMinutes: delay.toMinutes() },
      });
    }
  });

  test('keeps instances for minutes that only the deployment knows', () => {
    const at = emptyStack();
    const { valueAsNumber } = new CfnParameter(at.stack, 'Delay', { type: 'Number' });
    const compute = Compute.spot({ maxvCpus: 8, minScaleDownDelay: Duration.minutes(valueAsNumber) });
    expect(resourcesOf(compute, at).ScalingPolicy).toEqual({ MinScaleDownDelayMinutes: { Ref: 'Delay' } });
  });

  test('has the placement group', () => {
    const at = emptyStack();
    const placementGroup = new PlacementGroup(at.stack, 'Near', { strategy: PlacementGroupStrategy.CLUSTER });
    expect(resourcesOf(Compute.onDemand({ maxvCpus: 8, placementGroup }), at).PlacementGroup).toEqual(
      at.stack.resolve(placementGroup.placementGroupName),
    );
  });

  test('has the bid percentage, also one that only the deployment knows', () => {
    expect(resourcesOf(Compute.spot({ maxvCpus: 8, bidPercentage: 60 })).BidPercentage).toBe(60);
    const at = emptyStack();
    const { valueAsNumber } = new CfnParameter(at.stack, 'Bid', { type: 'Number' });
    expect(resourcesOf(Compute.spot({ maxvCpus: 8, bidPercentage: valueAsNumber }), at).BidPercentage).toEqual({
      Ref: 'Bid',
    });
  });

  test.each([Compute.onDemand, Compute.spot, Compute.fargate, Compute.fargateSpot])(
    'has Container Insights when made by %p',
    (make) => {
      expect(environmentOf(make({ maxvCpus: 8, containerInsights: 'ENHANCED' })).EcsSettings).toEqual({
        ContainerInsights: 'ENHANCED',
      });
    },
  );
});

describe('refuses', () => {
  test.each([
    [Duration.minutes(19), '19'],
    [Duration.minutes(7 * 24 * 60 + 1), '10081'],
    [Duration.seconds(1230), '20.5'],
  ])('to keep instances for %p', (minScaleDownDelay, got) => {
    expect(refusal(withCompute(Compute.spot({ maxvCpus: 8, minScaleDownDelay })))).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(
        `minScaleDownDelay (minutes) is ${got}; expected a whole number from 20 to 10080`,
      ),
    });
  });

  test('to keep instances for seconds that only the deployment knows', () => {
    const at = emptyStack();
    const { valueAsNumber } = new CfnParameter(at.stack, 'Delay', { type: 'Number' });
    const compute = Compute.spot({ maxvCpus: 8, minScaleDownDelay: Duration.seconds(valueAsNumber) });
    expect(refusal(withCompute(compute, at))).toMatchObject({
      code: 'OUT_OF_RANGE',
      message: expect.stringContaining('minScaleDownDelay'),
    });
  });

  test.each([0, 101, 50.5])('a bid percentage of %p', (bidPercentage) => {
    expect(refusal(withCompute(Compute.spot({ maxvCpus: 8, bidPercentage })))).toMatchObject({
      code: 'OUT_OF_RANGE',
      path: 'Test/Genomes/Compute/one',
      message: expect.stringContaining(`bidPercentage is ${bidPercentage}; expected a whole number from 1 to 100`),
    });
  });

  test('a bid percentage without Spot', () => {
    const options = { maxvCpus: 8, bidPercentage: 0 };
    for (const compute of [Compute.onDemand(options), Compute.fargateSpot(options)]) {
      expect(refusal(withCompute(compute))).toMatchObject({
        code: 'OUT_OF_RANGE',
        message: expect.stringContaining('bidPercentage is for Compute.spot only'),
      });
    }
  });

  test('unknown Container Insights', () => {
    expect(refusal(withCompute(Compute.fargate({ maxvCpus: 8, containerInsights: 'on' as never })))).toMatchObject({
      code: 'OUT_OF_RANGE',
      message: expect.stringContaining('containerInsights is "on"; expected one of ENABLED, ENHANCED, DISABLED'),
    });
  });
});
