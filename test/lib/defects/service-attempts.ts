import {
  ConsumableResource,
  type PlatformErrorCode,
  type QuotaShareProps,
  SageMakerQueue,
  ServiceEnvironment,
} from '@batchwright/cdk';
import { Duration, Stack } from 'aws-cdk-lib';
import type { Attempt } from './attempt';
import { shares } from './queue-attempts';

const gpus = { 'ml.g6.xlarge': 4 };
const share: QuotaShareProps = { capacity: gpus, sharing: 'LEND' };
const environment = (capacity: number | Record<string, number>) => (stack: Stack) =>
  new ServiceEnvironment(stack, 'It', { capacity });

/** A queue of training jobs with these properties, on this capacity. */
export const training = (props: object, capacity: number | Record<string, number>) => (stack: Stack) =>
  new SageMakerQueue(stack, 'It', {
    priority: 1,
    environment: new ServiceEnvironment(stack, 'Fleet', { capacity }),
    ...props,
  });
export const quotas = (quotaShares: Record<string, QuotaShareProps>) => training({ quotaShares }, gpus);
const types = Object.fromEntries([1, 2, 3, 4, 5, 6].map((size) => [`ml.g${size}.xlarge`, 1]));

const ROWS: readonly (readonly [string, PlatformErrorCode, (stack: Stack) => unknown, ...string[]])[] = [
  [
    'totalQuantity cannot be a negative number.',
    'OUT_OF_RANGE',
    (stack) => new ConsumableResource(stack, 'It', { total: -1 }),
    'cr-total-quantity-negative',
  ],
  [
    'ConsumableResource name should match a valid pattern.',
    'INVALID_NAME',
    (stack) => new ConsumableResource(stack, 'It', { total: 1, name: 'a b' }),
    'cr-name',
  ],
  ['Capacitylimits are required.', 'INVALID_CAPACITY', environment({}), 'se-capacity-limits-empty'],
  ['Number of capacity limits exceeds 5.', 'INVALID_CAPACITY', environment(types), 'se-capacity-limits-max'],
  ['... is unknown capacity unit', 'INVALID_CAPACITY', environment({ 'm5.large': 1 }), 'se-capacity-unit-value'],
  [
    'Capacity units must specify either number of instances OR instance type',
    'INVALID_CAPACITY',
    environment({ NUM_INSTANCES: 1, 'ml.g6.xlarge': 1 }),
    'se-capacity-unit-mix',
  ],
  ['Max capacity must be more than 0.', 'OUT_OF_RANGE', environment(0), 'se-max-capacity-min'],
  [
    'Quota Management needs capacity by instance type',
    'INVALID_QUOTA_SHARE',
    training({ quotaShares: { a: share } }, 4),
  ],
  [
    'A scheduling policy can have either fairsharePolicy or quotaSharePolicy',
    'INVALID_QUOTA_SHARE',
    training({ quotaShares: { a: share }, shares: { a: 1 } }, gpus),
    'sp-fairshare-quotashare-exclusive',
  ],
  [
    'A job queue has at most 20 quota shares',
    'INVALID_QUOTA_SHARE',
    quotas(Object.fromEntries(Object.keys(shares(21)).map((name) => [name, share]))),
  ],
  ['A quota share has 1 to 5 capacity limits', 'INVALID_CAPACITY', quotas({ a: { ...share, capacity: {} } })],
  ['A quota share name should match a valid pattern', 'INVALID_NAME', quotas({ 'a.b': share })],
  ['A sharing strategy is one of three', 'INVALID_QUOTA_SHARE', quotas({ a: { ...share, sharing: 'GIVE' as 'LEND' } })],
  [
    'borrowLimit can only be applied to LEND_AND_BORROW',
    'INVALID_QUOTA_SHARE',
    quotas({ a: { ...share, borrowLimit: 1 } }),
  ],
  [
    'borrowLimit has a minimum',
    'OUT_OF_RANGE',
    quotas({ a: { ...share, sharing: 'LEND_AND_BORROW', borrowLimit: -2 } }),
  ],
  ['Priority of a SageMaker queue has a maximum of 1000', 'OUT_OF_RANGE', training({ priority: 1001 }, 4)],
  ['Weight factor of a SageMaker queue', 'INVALID_SHARES', training({ shares: { a: 0 } }, 4)],
  [
    'maxTimeSeconds of a SageMaker queue has a minimum of 600',
    'OUT_OF_RANGE',
    training({ terminateUnplaceableAfter: Duration.minutes(1) }, 4),
  ],
];

/** What the service refuses about consumable resources, service environments, their queues and quota shares. */
export const SERVICE_ATTEMPTS: readonly Attempt[] = [
  ...ROWS.map(([says, code, make, ...rules]) => ({
    says,
    code,
    path: 'Test/It',
    make: () => make(new Stack(undefined, 'Test')),
    rules,
  })),
  {
    says: 'ConsumableResource name should match a valid pattern: by reference',
    code: 'INVALID_NAME',
    path: 'Test',
    make: () => ConsumableResource.fromName(new Stack(undefined, 'Test'), 'a b'),
    rules: [],
  },
  {
    says: 'A service environment with quota management has one queue',
    code: 'INVALID_QUOTA_SHARE',
    path: 'Test/Fleet',
    make: () => {
      const stack = new Stack(undefined, 'Test');
      const fleet = new ServiceEnvironment(stack, 'Fleet', { capacity: gpus });
      const props = { priority: 1, environment: fleet, quotaShares: { a: share } };
      new SageMakerQueue(stack, 'First', props);
      return new SageMakerQueue(stack, 'Second', props);
    },
    rules: [],
  },
];
