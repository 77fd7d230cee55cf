/** Type tests of consumable resources and SageMaker queues: every line compiles, or is expected not to. */
import { ConsumableResource, type Consumption, SageMakerQueue, ServiceEnvironment } from '@batchwright/cdk';
import { Duration, type Stack } from 'aws-cdk-lib';

declare const stack: Stack;

const seats = new ConsumableResource(stack, 'Seats', { total: 20, type: 'NON_REPLENISHABLE' });
const consumes: readonly Consumption[] = [
  { resource: seats, quantity: 1 },
  { resource: ConsumableResource.fromName(stack, 'calls'), quantity: 2 },
  { resource: { consumableResourceArn: 'arn' }, quantity: 2 },
];
void consumes;
// @ts-expect-error: how many?
new ConsumableResource(stack, 'None', {});
// @ts-expect-error: one of the two types of the service
new ConsumableResource(stack, 'Odd', { total: 1, type: 'SOMETIMES' });

const environment = new ServiceEnvironment(stack, 'Gpus', { capacity: { 'ml.g6.xlarge': 8 } });
const vision = { capacity: { 'ml.g6.xlarge': 5 }, sharing: 'LEND' } as const;
new SageMakerQueue(stack, 'Training', { environment, priority: 1, quotaShares: { vision } });
new SageMakerQueue(stack, 'Shares', { environment, priority: 1, shares: { a: 1 }, shareDecay: Duration.hours(1) });
// @ts-expect-error: what becomes of idle instances has to be said
new SageMakerQueue(stack, 'Unsaid', { environment, priority: 1, quotaShares: { vision: { capacity: {} } } });
// @ts-expect-error: what limits it?
new SageMakerQueue(stack, 'Unlimited', { priority: 1 });
