import { type QuotaShareProps, SageMakerQueue, type SageMakerQueueProps, ServiceEnvironment } from '@batchwright/cdk';
import { CfnParameter, Duration, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as fc from 'fast-check';
import { quotaSharesProblem } from '../../../lib/src/service-jobs/quota-share';
import { only, refusal } from '../fixture';

const ENVIRONMENT = 'AWS::Batch::ServiceEnvironment';
const QUEUE = 'AWS::Batch::JobQueue';
const POLICY = 'AWS::Batch::SchedulingPolicy';
const SHARE = 'AWS::Batch::QuotaShare';
const gpus = { 'ml.g6.xlarge': 8, 'ml.p5.48xlarge': 1 };
const vision: QuotaShareProps = { capacity: { 'ml.g6.xlarge': 5 }, sharing: 'LEND_AND_BORROW' };

/** A queue with the parts that a test gives, on an environment of 16 instances or of the given ones. */
function training(
  props: Partial<SageMakerQueueProps> = {},
  capacity: number | Record<string, number> = 16,
  stack = new Stack(undefined, 'S'),
) {
  const environment = new ServiceEnvironment(stack, 'Fleet', { capacity });
  const queue = new SageMakerQueue(stack, 'Training', { priority: 10, environment, ...props });
  return { stack, environment, queue, template: () => Template.fromStack(stack) };
}

/** The reasons and times of a queue's actions. */
const actionsOf = (template: Template): string[] =>
  (only(template, QUEUE).JobStateTimeLimitActions as { Action: string; Reason: string; MaxTimeSeconds: number }[]).map(
    ({ Action, Reason, MaxTimeSeconds }) => `${Action} ${Reason} ${MaxTimeSeconds}`,
  );

test('a queue stands on one service environment, whose capacity counts instances of any type', () => {
  const template = training().template();
  expect(only(template, ENVIRONMENT)).toEqual({
    ServiceEnvironmentType: 'SAGEMAKER_TRAINING',
    CapacityLimits: [{ CapacityUnit: 'NUM_INSTANCES', MaxCapacity: 16 }],
  });
  expect(only(template, QUEUE)).toEqual({
    JobQueueType: 'SAGEMAKER_TRAINING',
    State: 'ENABLED',
    Priority: 10,
    ServiceEnvironmentOrder: [
      { Order: 1, ServiceEnvironment: { 'Fn::GetAtt': [expect.stringMatching(/^Fleet/), 'ServiceEnvironmentArn'] } },
    ],
    JobStateTimeLimitActions: expect.any(Array),
  });
  expect(actionsOf(template)).toEqual(['TERMINATE MISCONFIGURATION:SERVICE_ENVIRONMENT_MAX_RESOURCE 1800']);
  template.resourceCountIs(POLICY, 0);
});

test('queues without quota management share an environment', () => {
  const { stack, environment } = training();
  new SageMakerQueue(stack, 'Nightly', { priority: 1, environment });
  Template.fromStack(stack).resourceCountIs(QUEUE, 2);
});

test('jobs without capacity are terminated only after the time that is set for them', () => {
  const template = training({
    terminateUnplaceableAfter: Duration.hours(1),
    terminateWithoutCapacityAfter: Duration.hours(4),
  }).template();
  expect(actionsOf(template)).toEqual([
    'TERMINATE MISCONFIGURATION:SERVICE_ENVIRONMENT_MAX_RESOURCE 3600',
    'TERMINATE CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY 14400',
  ]);
});

test('capacity by instance type is quota management: a policy of its own and a share for each name', () => {
  const speech: QuotaShareProps = { capacity: { 'ml.g6.xlarge': 3 }, sharing: 'RESERVE', inSharePreemption: true };
  const { template, queue } = training({ quotaShares: { vision: { ...vision, borrowLimit: 200 }, speech } }, gpus);
  const made = template();
  expect(only(made, ENVIRONMENT).CapacityLimits).toEqual([
    { CapacityUnit: 'ml.g6.xlarge', MaxCapacity: 8 },
    { CapacityUnit: 'ml.p5.48xlarge', MaxCapacity: 1 },
  ]);
  expect(only(made, POLICY)).toEqual({ QuotaSharePolicy: { IdleResourceAssignmentStrategy: 'FIFO' } });
  expect(only(made, QUEUE).SchedulingPolicyArn).toEqual({ 'Fn::GetAtt': [expect.any(String), 'Arn'] });
  const jobQueue = { 'Fn::GetAtt': [expect.stringMatching(/^TrainingQuotaQueue/), 'JobQueueArn'] };
  expect(Object.values(made.findResources(SHARE)).map(({ Properties }) => Properties)).toEqual([
    {
      QuotaShareName: 'vision',
      JobQueue: jobQueue,
      CapacityLimits: [{ CapacityUnit: 'ml.g6.xlarge', MaxCapacity: 5 }],
      ResourceSharingConfiguration: { Strategy: 'LEND_AND_BORROW', BorrowLimit: 200 },
      PreemptionConfiguration: { InSharePreemption: 'DISABLED' },
    },
    {
      QuotaShareName: 'speech',
      JobQueue: jobQueue,
      CapacityLimits: [{ CapacityUnit: 'ml.g6.xlarge', MaxCapacity: 3 }],
      ResourceSharingConfiguration: { Strategy: 'RESERVE' },
      PreemptionConfiguration: { InSharePreemption: 'ENABLED' },
    },
  ]);
  expect(actionsOf(made)).toContain('TERMINATE MISCONFIGURATION:QUOTA_MANAGEMENT_LIMIT_EXCEEDED 1800');
  expect(Object.keys(queue.quotaShareArns)).toEqual(['vision', 'speech']);
});

test('a queue with fair share has a policy, and another id, because the service takes it from no queue', () => {
  const idOf = (template: Template): string | undefined => Object.keys(template.findResources(QUEUE))[0];
  const fair = training({ shares: { genomics: 40, climate: 30 }, shareDecay: Duration.hours(2) }).template();
  expect(only(fair, POLICY)).toMatchObject({ FairsharePolicy: { ShareDecaySeconds: 7200 } });
  const ids = [fair, training().template(), training({ quotaShares: { vision } }, gpus).template()].map(idOf);
  expect(new Set(ids).size).toBe(3);
});

test('tags of the scope stay off what they would replace', () => {
  const { stack } = training({ quotaShares: { vision } }, gpus);
  Tags.of(stack).add('commit', 'abc');
  const template = Template.fromStack(stack);
  for (const type of [QUEUE, POLICY]) expect(only(template, type)).not.toHaveProperty('Tags');
  expect(only(template, SHARE).Tags).toEqual({ commit: 'abc' });
});

test('numbers may come from parameters of the stack', () => {
  const stack = new Stack(undefined, 'S');
  const number = (id: string): number => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  const capacity = { 'ml.g6.xlarge': number('All') };
  const own = { capacity: { 'ml.g6.xlarge': number('Own') }, borrowLimit: number('Borrow') };
  const { template } = training(
    {
      priority: number('Priority'),
      quotaShares: { vision: { ...vision, ...own } },
      terminateUnplaceableAfter: Duration.seconds(number('Limit')),
    },
    capacity,
    stack,
  );
  expect(only(template(), SHARE)).toMatchObject({
    CapacityLimits: [{ MaxCapacity: { Ref: 'Own' } }],
    ResourceSharingConfiguration: { BorrowLimit: { Ref: 'Borrow' } },
  });
  expect(only(template(), ENVIRONMENT).CapacityLimits).toEqual([
    { CapacityUnit: 'ml.g6.xlarge', MaxCapacity: { Ref: 'All' } },
  ]);
});

test('a submitter may submit to this queue and hand over this role, and nothing else', () => {
  const { stack, queue } = training({ quotaShares: { vision } }, gpus);
  const role = (id: string, service: string): Role => new Role(stack, id, { assumedBy: new ServicePrincipal(service) });
  const pipeline = role('Pipeline', 'lambda.amazonaws.com');
  const trainingRole = role('TrainingRole', 'sagemaker.amazonaws.com');
  queue.grantSubmit(pipeline, trainingRole);
  queue.grantWatch(pipeline);
  queue.grantTerminate(pipeline);
  const { Statement } = only(Template.fromStack(stack), 'AWS::IAM::Policy').PolicyDocument as {
    Statement: { Action: string | string[]; Resource: unknown; Condition?: unknown }[];
  };
  const of = (action: string) => Statement.find(({ Action }) => [Action].flat().includes(action));
  expect(of('batch:SubmitServiceJob')?.Resource).toEqual([
    { 'Fn::GetAtt': [expect.stringMatching(/^TrainingQuotaQueue/), 'JobQueueArn'] },
    { 'Fn::GetAtt': [expect.stringMatching(/vision/), 'QuotaShareArn'] },
    { 'Fn::Join': ['', expect.arrayContaining([':service-job/*'])] },
  ]);
  expect(of('iam:PassRole')).toEqual({
    Action: 'iam:PassRole',
    Condition: { StringEquals: { 'iam:PassedToService': 'sagemaker.amazonaws.com' } },
    Effect: 'Allow',
    Resource: { 'Fn::GetAtt': [expect.stringMatching(/^TrainingRole/), 'Arn'] },
  });
  expect(Statement.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action)).toEqual([
    'batch:DescribeServiceJob',
    'batch:ListServiceJobs',
  ]);
});

test.each<[string, number | Record<string, number>, string, string]>([
  ['no instances', 0, 'OUT_OF_RANGE', 'capacity is 0; expected a whole number from 1'],
  ['no types', {}, 'INVALID_CAPACITY', 'capacity has 0 instance types; expected 1 to 5'],
  [
    'six types',
    Object.fromEntries([1, 2, 3, 4, 5, 6].map((n) => [`ml.g${n}.xlarge`, 1])),
    'INVALID_CAPACITY',
    'has 6 instance types',
  ],
  ['a type of EC2', { 'g6.xlarge': 1 }, 'INVALID_CAPACITY', 'the instance type "g6.xlarge"; expected SageMaker\'s'],
  ['half an instance', { 'ml.g6.xlarge': 0.5 }, 'OUT_OF_RANGE', "capacity['ml.g6.xlarge'] is 0.5"],
])('refuses an environment of %s', (_what, capacity, code, message) => {
  expect(refusal(() => training({}, capacity))).toMatchObject({
    code,
    path: 'S/Fleet',
    message: expect.stringContaining(message),
  });
});

const visions = (count: number): Record<string, QuotaShareProps> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`vision-${index}`, vision]));

test.each<[string, Partial<SageMakerQueueProps>, number | Record<string, number>, string, string]>([
  ['a priority that no queue has', { priority: 1001 }, 16, 'OUT_OF_RANGE', 'priority is 1001'],
  [
    'to terminate too soon',
    { terminateUnplaceableAfter: Duration.minutes(9) },
    16,
    'OUT_OF_RANGE',
    'terminateUnplaceableAfter is 540; expected a whole number from 600',
  ],
  [
    'to wait for capacity too long',
    { terminateWithoutCapacityAfter: Duration.hours(25) },
    16,
    'OUT_OF_RANGE',
    'terminateWithoutCapacityAfter is 90000',
  ],
  ['shares that overlap', { shares: { a: 1, 'a*': 1 } }, 16, 'INVALID_SHARES', 'overlap'],
  ['quota shares of a plain number', { quotaShares: { vision } }, 16, 'INVALID_QUOTA_SHARE', 'capacity is one number'],
  ['fair share of quotas', { shares: { a: 1 } }, gpus, 'INVALID_QUOTA_SHARE', 'a queue has one of the two'],
  ['quotas that nobody has', {}, gpus, 'INVALID_QUOTA_SHARE', 'quotaShares has 0 entries; expected 1 to 20'],
  ['21 quota shares', { quotaShares: visions(21) }, gpus, 'INVALID_QUOTA_SHARE', 'quotaShares has 21 entries'],
  ['a name with a space', { quotaShares: { 'a b': vision } }, gpus, 'INVALID_NAME', '"a b"; expected 1 to 128'],
  [
    'a type that the environment lacks',
    { quotaShares: { vision: { ...vision, capacity: { 'ml.m5.large': 1 } } } },
    gpus,
    'INVALID_QUOTA_SHARE',
    'quotaShares.vision.capacity has 1 of ml.m5.large, and the environment has 0',
  ],
  [
    'more than the environment has',
    { quotaShares: { vision: { ...vision, capacity: { 'ml.g6.xlarge': 9 } } } },
    gpus,
    'INVALID_QUOTA_SHARE',
    'has 9 of ml.g6.xlarge, and the environment has 8',
  ],
  [
    'a limit on what is not borrowed',
    { quotaShares: { vision: { ...vision, sharing: 'LEND', borrowLimit: 10 } } },
    gpus,
    'INVALID_QUOTA_SHARE',
    'borrowLimit is set and sharing is LEND',
  ],
  [
    'a negative limit',
    { quotaShares: { vision: { ...vision, borrowLimit: -1 } } },
    gpus,
    'OUT_OF_RANGE',
    'quotaShares.vision.borrowLimit is -1',
  ],
  [
    'a strategy that the service does not know',
    { quotaShares: { vision: { ...vision, sharing: 'GIVE' as 'LEND' } } },
    gpus,
    'INVALID_QUOTA_SHARE',
    'sharing is "GIVE"; expected one of RESERVE, LEND, LEND_AND_BORROW',
  ],
])('refuses a queue with %s', (_what, props, capacity, code, message) => {
  expect(refusal(() => training(props, capacity))).toMatchObject({
    code,
    path: 'S/Training',
    message: expect.stringContaining(message),
  });
});

test('refuses a second queue on an environment with quota management', () => {
  const { stack, environment } = training({ quotaShares: { vision } }, gpus);
  const second = () => new SageMakerQueue(stack, 'More', { priority: 1, environment, quotaShares: { vision } });
  expect(refusal(second)).toMatchObject({
    code: 'INVALID_QUOTA_SHARE',
    path: 'S/Fleet',
    message: expect.stringContaining('two queues, S/Training and S/More'),
  });
});

test('quota shares pass exactly when each fits into the environment', () => {
  const type = fc.constantFrom('ml.a.large', 'ml.b.large', 'ml.c.large');
  fc.assert(
    fc.property(
      fc.dictionary(type, fc.integer({ min: 1, max: 4 }), { minKeys: 1 }),
      fc.dictionary(type, fc.integer({ min: 0, max: 5 })),
      (available, capacity) => {
        const counts = Object.entries(capacity);
        const fine =
          counts.length > 0 && counts.every(([unit, count]) => count >= 1 && count <= (available[unit] ?? 0));
        expect(quotaSharesProblem({ one: { capacity, sharing: 'LEND' } }, available) === undefined).toBe(fine);
      },
    ),
  );
});
