import {
  Compute,
  ConsumableResource,
  type PlatformErrorCode,
  type QuotaShareProps,
  SageMakerQueue,
  ServiceEnvironment,
} from '@batchwright/cdk';
import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { align, genomesPlatform, jobProps, refusal, templateOfJob } from './fixture';

/*
 * What the service refuses about queues, scheduling policies, shares, consumable resources and service environments, each
 * tried through the constructs. The first column is the beginning of what the service says, or what its reference does.
 */

const compute = {
  a: Compute.spot({ maxvCpus: 4 }),
  b: Compute.onDemand({ maxvCpus: 4 }),
  c: Compute.onDemand({ maxvCpus: 4 }),
  d: Compute.onDemand({ maxvCpus: 4 }),
  arm: Compute.onDemand({ maxvCpus: 4, architecture: 'arm64' }),
  light: Compute.fargate({ maxvCpus: 4 }),
};
const urgent = { priority: 1, compute: ['b'] };

/** A platform whose nightly queue has these properties, too. */
const platformWith = (nightly: object) =>
  genomesPlatform({ compute, queues: { urgent, nightly: { ...urgent, ...nightly } } });
const shares = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`s${index}`, 1]));

type Row = [says: string, code: PlatformErrorCode, attempt: object];

const QUEUES: Row[] = [
  ['computeEnvironmentOrder is required.', 'NO_COMPUTE', { compute: [] }],
  [
    'Only 3 environments are allowed in job queue request.',
    'TOO_MANY_COMPUTE_ENVIRONMENTS',
    { compute: ['a', 'b', 'c', 'd'] },
  ],
  ['Duplicate ComputeEnvironments within order list.', 'DUPLICATE_COMPUTE', { compute: ['b', 'b'] }],
  ['Fargate and EC2 compute environments can not be mixed.', 'MIXED_COMPUTE', { compute: ['b', 'light'] }],
  ['All compute environments must share one architecture', 'MIXED_COMPUTE', { compute: ['b', 'arm'] }],
  ['Priority has a minimum of 0', 'OUT_OF_RANGE', { priority: -1 }],
  ['Priority has a maximum of 1000', 'OUT_OF_RANGE', { priority: 1001 }],
  ['Priority is an integer', 'OUT_OF_RANGE', { priority: 1.5 }],
  ['maxTimeSeconds has a minimum of 600', 'OUT_OF_RANGE', { cancelUnplaceableAfter: Duration.seconds(599) }],
  ['maxTimeSeconds has a maximum of 86,400', 'OUT_OF_RANGE', { cancelWithoutCapacityAfter: Duration.seconds(86_401) }],
];

const POLICIES: Row[] = [
  ['Weight factor should be at least 0.0001', 'INVALID_SHARES', { shares: { a: 10_001 } }],
  ['Weight factor should be at most 999.9999', 'INVALID_SHARES', { shares: { a: 0.0009 } }],
  ['Weight factor is a number', 'INVALID_SHARES', { shares: { a: Number.NaN } }],
  ['ShareDistribution size cannot be greater than 500.', 'INVALID_SHARES', { shares: shares(501) }],
  ['ShareIdentifier name should match a valid pattern.', 'INVALID_SHARES', { shares: { 'a b': 1 } }],
  ['ShareIdentifier may have * at its end only', 'INVALID_SHARES', { shares: { 'a*b': 1 } }],
  ['ShareIdentifier has at most 255 characters', 'INVALID_SHARES', { shares: { ['a'.repeat(256)]: 1 } }],
  ['Share identifier matches another share identifier', 'INVALID_SHARES', { shares: { 'a*': 1, ab: 1 } }],
  ['Share identifier covers another with *', 'INVALID_SHARES', { shares: { 'a*': 1, 'ab*': 1 } }],
  ['shareDecaySeconds has a maximum of 604,800', 'OUT_OF_RANGE', { shares: { a: 1 }, shareDecay: Duration.days(8) }],
  ['computeReservation has a minimum of 0', 'OUT_OF_RANGE', { shares: { a: 1 }, computeReservation: -1 }],
  ['computeReservation has a maximum of 99', 'OUT_OF_RANGE', { shares: { a: 1 }, computeReservation: 100 }],
  ['shareDecaySeconds belongs to a fair share', 'NO_FAIR_SHARE', { shareDecay: Duration.days(1) }],
  ['computeReservation belongs to a fair share', 'NO_FAIR_SHARE', { computeReservation: 5 }],
];

test.each([...QUEUES, ...POLICIES])('%s is refused as %s at the queue', (_says, code, attempt) => {
  const { message, ...rest } = refusal(() => platformWith(attempt));
  expect(rest).toEqual({ code, path: 'Test/Genomes/Queues/nightly' });
  expect(message).toContain(`[@batchwright/cdk:${code}]`);
});

const SCHEDULE = { schedule: ScheduleExpression.rate(Duration.hours(1)), input: { sample: 's' } };

test.each<[string, PlatformErrorCode, object, object]>([
  ['A share identifier is required on a queue with fair share', 'MISSING_SHARE', { shares: { a: 1 } }, {}],
  ['A share identifier has no wildcard', 'INVALID_SHARES', { shares: { a: 1 } }, { shareIdentifier: 'a*' }],
  [
    'Job with shareIdentifier can onlybe submitted to job queue with fair share scheduling policy.',
    'NO_FAIR_SHARE',
    {},
    { shareIdentifier: 'a' },
  ],
])('%s is refused as %s at the submission', (_says, code, nightly, submission) => {
  const job = platformWith(nightly).platform.addJob(align, jobProps({ vcpus: 1 }));
  expect(refusal(() => job.onSchedule('Hourly', { ...SCHEDULE, queue: 'nightly', ...submission }))).toMatchObject({
    code,
    path: 'Test/Genomes/Jobs/align/Schedules/Hourly',
  });
});

test.each<[string, PlatformErrorCode, object, Parameters<typeof jobProps>[0]]>([
  ['Scheduling priority must be at least 0', 'OUT_OF_RANGE', { shares: { a: 1 } }, { schedulingPriority: -1 }],
  ['Scheduling priority must be at most 9999', 'OUT_OF_RANGE', { shares: { a: 1 } }, { schedulingPriority: 10_000 }],
  ['schedulingPriority belongs to a fair share', 'NO_FAIR_SHARE', {}, { schedulingPriority: 1 }],
  [
    'Each ConsumableResourceProperty can have at most 5 consumableResources',
    'INVALID_CONSUMPTION',
    {},
    { consumes: [...'abcdef'].map((consumableResourceArn) => ({ resource: { consumableResourceArn }, quantity: 1 })) },
  ],
  [
    'Cannot have duplicate consumableResource in consumableResourceProperties',
    'INVALID_CONSUMPTION',
    {},
    { consumes: [...'aa'].map((consumableResourceArn) => ({ resource: { consumableResourceArn }, quantity: 1 })) },
  ],
  [
    'A quantity of a consumable resource is a number of units',
    'OUT_OF_RANGE',
    {},
    { consumes: [{ resource: { consumableResourceArn: 'a' }, quantity: 0 }] },
  ],
])('%s is refused as %s at the job', (_says, code, nightly, job) => {
  const { platform } = platformWith(nightly);
  expect(refusal(() => platform.addJob(align, jobProps({ vcpus: 1, ...job })))).toMatchObject({
    code,
    path: 'Test/Genomes/Jobs/align',
  });
});

const gpus = { 'ml.g6.xlarge': 4 };
const share: QuotaShareProps = { capacity: gpus, sharing: 'LEND' };
const inStack = (make: (stack: Stack) => unknown) => refusal(() => make(new Stack(undefined, 'Test')));
const environment = (capacity: number | Record<string, number>) => (stack: Stack) =>
  new ServiceEnvironment(stack, 'It', { capacity });
const training = (props: object, capacity: number | Record<string, number>) => (stack: Stack) =>
  new SageMakerQueue(stack, 'It', {
    priority: 1,
    environment: new ServiceEnvironment(stack, 'Fleet', { capacity }),
    ...props,
  });
const quotas = (quotaShares: Record<string, QuotaShareProps>) => training({ quotaShares }, gpus);
const types = Object.fromEntries([1, 2, 3, 4, 5, 6].map((size) => [`ml.g${size}.xlarge`, 1]));

test.each<[string, PlatformErrorCode, (stack: Stack) => unknown]>([
  ['totalQuantity cannot be a negative number.', 'OUT_OF_RANGE', (s) => new ConsumableResource(s, 'It', { total: -1 })],
  [
    'ConsumableResource name should match a valid pattern.',
    'INVALID_NAME',
    (s) => new ConsumableResource(s, 'It', { total: 1, name: 'a b' }),
  ],
  ['A service environment needs a capacity limit', 'INVALID_CAPACITY', environment({})],
  ['Number of capacity limits exceeds 5.', 'INVALID_CAPACITY', environment(types)],
  ['... is unknown capacity unit', 'INVALID_CAPACITY', environment({ 'm5.large': 1 })],
  ['Max capacity must be more than 0.', 'OUT_OF_RANGE', environment(0)],
  [
    'Quota Management needs capacity by instance type',
    'INVALID_QUOTA_SHARE',
    training({ quotaShares: { a: share } }, 4),
  ],
  [
    'A scheduling policy can have either fairsharePolicy or quotaSharePolicy',
    'INVALID_QUOTA_SHARE',
    training({ quotaShares: { a: share }, shares: { a: 1 } }, gpus),
  ],
  [
    'A job queue has at most 20 quota shares',
    'INVALID_QUOTA_SHARE',
    quotas(Object.fromEntries(Object.keys(shares(21)).map((name) => [name, share]))),
  ],
  ['A quota share has 1 to 5 capacity limits', 'INVALID_CAPACITY', quotas({ a: { ...share, capacity: {} } })],
  ['A quota share name should match a valid pattern', 'INVALID_NAME', quotas({ 'a.b': share })],
  [
    'borrowLimit can only be applied to LEND_AND_BORROW',
    'INVALID_QUOTA_SHARE',
    quotas({ a: { ...share, borrowLimit: 1 } }),
  ],
  ['Priority of a SageMaker queue has a maximum of 1000', 'OUT_OF_RANGE', training({ priority: 1001 }, 4)],
  [
    'maxTimeSeconds of a SageMaker queue has a minimum of 600',
    'OUT_OF_RANGE',
    training({ terminateUnplaceableAfter: Duration.minutes(1) }, 4),
  ],
])('%s is refused as %s at the construct', (_says, code, make) => {
  expect(inStack(make)).toMatchObject({ code, path: 'Test/It' });
});

test('a service environment with quota management has one queue', () => {
  const second = inStack((stack) => {
    const fleet = new ServiceEnvironment(stack, 'Fleet', { capacity: gpus });
    const props = { priority: 1, environment: fleet, quotaShares: { a: share } };
    new SageMakerQueue(stack, 'First', props);
    new SageMakerQueue(stack, 'Second', props);
  });
  expect(second).toMatchObject({ code: 'INVALID_QUOTA_SHARE', path: 'Test/Fleet' });
});

/** Queues as they are rendered, with everything on that a queue can have. */
function renderedQueues() {
  const everything = {
    shares: { a: 1, 'b*': 2 },
    cancelWithoutCapacityAfter: Duration.hours(1),
    compute: ['a', 'b', 'c'],
  };
  const template = templateOfJob({ vcpus: 1 }, platformWith(everything));
  const stack = new Stack();
  training({ quotaShares: { a: share }, terminateWithoutCapacityAfter: Duration.hours(1) }, gpus)(stack);
  const of = (from: Template, type: string) =>
    Object.values(from.findResources(type)).map(({ Properties }) => Properties);
  const service = Template.fromStack(stack);
  return {
    queues: of(template, 'AWS::Batch::JobQueue'),
    serviceQueues: of(service, 'AWS::Batch::JobQueue'),
    policies: [...of(template, 'AWS::Batch::SchedulingPolicy'), ...of(service, 'AWS::Batch::SchedulingPolicy')],
  };
}

test('what is left of the invariants cannot be said', () => {
  const { queues, serviceQueues, policies } = renderedQueues();
  const actions = (queue: Record<string, unknown>) =>
    queue.JobStateTimeLimitActions as { Action: string; State: string; Reason: string }[];
  expect(queues).toHaveLength(2);
  for (const queue of queues) {
    // Duplicate ComputeEnvironment order values.
    const orders = queue.ComputeEnvironmentOrder.map(({ Order }: { Order: number }) => Order);
    expect(orders).toEqual([...new Set(orders)]);
    // Invalid job action. Valid job actions: [CANCEL]
    expect(new Set(actions(queue).map(({ Action }) => Action))).toEqual(new Set(['CANCEL']));
    // A queue has compute environments or a service environment.
    expect(queue).not.toHaveProperty('ServiceEnvironmentOrder');
  }
  for (const queue of serviceQueues) {
    // Job queues of type SAGEMAKER_TRAINING must have serviceEnvironmentOrder; only one.
    expect(queue.JobQueueType).toBe('SAGEMAKER_TRAINING');
    expect(queue.ServiceEnvironmentOrder).toHaveLength(1);
    expect(queue).not.toHaveProperty('ComputeEnvironmentOrder');
    // Invalid job action. Valid job actions: [TERMINATE]
    expect(new Set(actions(queue).map(({ Action }) => Action))).toEqual(new Set(['TERMINATE']));
  }
  for (const queue of [...queues, ...serviceQueues]) {
    // Job Queue name should match a valid pattern.
    expect(queue).not.toHaveProperty('JobQueueName');
    // Duplicate job state limit actions are not allowed.
    const reasons = actions(queue).map(({ State, Reason }) => `${State} ${Reason}`);
    expect(reasons).toEqual([...new Set(reasons)]);
  }
  for (const policy of policies) {
    // Scheduling policy name should match a valid pattern.
    expect(Object.keys(policy)).toHaveLength(1);
    // Idle resource assignment strategy must be one of [FIFO].
    if ('QuotaSharePolicy' in policy) expect(policy.QuotaSharePolicy.IdleResourceAssignmentStrategy).toBe('FIFO');
  }
});
