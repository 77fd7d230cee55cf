import { Stack } from 'aws-cdk-lib';
import { CfnJobQueue, CfnServiceEnvironment } from 'aws-cdk-lib/aws-batch';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { type Checked, synthesizeChecked } from './rule-packs';

jest.setTimeout(60_000);

let checked: Checked | undefined;
afterEach(() => checked?.remove());

test('a stack that is wrong in four ways is found out by each of the four that check the examples', () => {
  checked = synthesizeChecked((app) => {
    const stack = new Stack(app, 'Wrong');
    new Bucket(stack, 'Open');
    new CfnJobQueue(stack, 'Negative', { jobQueueName: 'named', priority: -5, computeEnvironmentOrder: [] });
    const capacityLimits = [{ capacityUnit: 'm5.large', maxCapacity: 1 }];
    new CfnServiceEnvironment(stack, 'Other', { serviceEnvironmentType: 'SAGEMAKER_TRAINING', capacityLimits });
    return stack;
  });
  expect(checked.findings).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^AwsSolutions-S1 Wrong\/Open/),
      expect.stringMatching(/^F3034 Wrong\/Negative/),
      expect.stringMatching(/NAMED_BATCH_RESOURCE Wrong\/Negative/),
      expect.stringMatching(/^pf-batch-se-capacity-unit-value Wrong\/Other/),
    ]),
  );
});
