import { CfnParameter, Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as fc from 'fast-check';
import { alarmsProblem } from '../../../lib/src/monitoring/alarm-rules';
import { align, genomesPlatform, jobProps, only, refusal } from '../fixture';

const ALARM = 'AWS::CloudWatch::Alarm';

function monitored() {
  const of = genomesPlatform();
  of.platform.addJob(align, jobProps());
  return { ...of, notify: new Topic(of.stack, 'Topic') };
}
type Options = Omit<Parameters<ReturnType<typeof monitored>['platform']['alarms']>[1], 'notify'>;

/** The template of a platform with these alarms, and their properties by description. */
function alarmsOf(options: Options = {}) {
  const { platform, stack, notify } = monitored();
  platform.alarms('Ops', { notify, ...options });
  const template = Template.fromStack(stack);
  const alarms = Object.values(template.findResources(ALARM)).map(({ Properties }) => Properties);
  const alarm = (description: string) => alarms.find((one) => one.AlarmDescription.startsWith(description));
  return { template, alarms, alarm, stack, platform };
}
const none = { failures: false, blocked: false, timeInRunnable: false, deadLetters: false } as const;

test('there are alarms for each queue, for blocked queues and for dead letters', () => {
  expect(
    alarmsOf()
      .alarms.map(({ AlarmDescription }) => AlarmDescription)
      .sort(),
  ).toEqual([
    'Events or submissions of genomes failed for good',
    'Jobs failed on the queue nightly of genomes',
    'Jobs failed on the queue urgent of genomes',
    'Jobs waited long in RUNNABLE on the queue nightly of genomes',
    'Jobs waited long in RUNNABLE on the queue urgent of genomes',
    'The first job of a queue of genomes cannot be placed',
  ]);
});

test('every alarm tells the topic, and stays still while nothing is published', () => {
  const { template } = alarmsOf();
  template.allResourcesProperties(ALARM, {
    AlarmActions: [{ Ref: Match.stringLikeRegexp('^Topic') }],
    TreatMissingData: 'notBreaching',
    ComparisonOperator: 'GreaterThanOrEqualToThreshold',
    EvaluationPeriods: 1,
    Period: 300,
  });
});

test('failures are counted for the queue', () => {
  const { alarm, stack, platform } = alarmsOf();
  expect(alarm('Jobs failed on the queue urgent')).toMatchObject({
    Namespace: 'AWS/Batch',
    MetricName: 'JobsMovedToFailed',
    Dimensions: [
      {
        Name: 'JobQueueName',
        Value: { 'Fn::Select': [1, { 'Fn::Split': ['/', stack.resolve(platform.queues.urgent.jobQueueArn)] }] },
      },
    ],
    Statistic: 'Sum',
    Threshold: 1,
  });
});

test('time in RUNNABLE is the longest, in milliseconds, from an hour', () => {
  expect(alarmsOf().alarm('Jobs waited long in RUNNABLE on the queue nightly')).toMatchObject({
    Namespace: 'AWS/Batch',
    MetricName: 'JobAttemptRunnableToStartingDuration',
    Statistic: 'Maximum',
    Threshold: 3_600_000,
  });
});

test('blocked queues are counted by a rule, which tells the topic the event too', () => {
  const { alarm, template } = alarmsOf();
  const [rule] = Object.entries(template.findResources('AWS::Events::Rule'));
  expect(alarm('The first job')).toMatchObject({
    Namespace: 'AWS/Events',
    MetricName: 'MatchedEvents',
    Dimensions: [{ Name: 'RuleName', Value: { Ref: rule?.[0] } }],
    Statistic: 'Sum',
    Threshold: 1,
  });
  expect(rule?.[1].Properties).toMatchObject({
    EventPattern: { 'detail-type': ['Batch Job Queue Blocked'], resources: [{}, {}] },
    Targets: [{ Arn: { Ref: expect.stringMatching(/^Topic/) }, DeadLetterConfig: {} }],
  });
});

test('dead letters are counted as they lie there', () => {
  const { alarm, template } = alarmsOf();
  const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
  expect(alarm('Events or submissions of genomes')).toMatchObject({
    Namespace: 'AWS/SQS',
    MetricName: 'ApproximateNumberOfMessagesVisible',
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
    Statistic: 'Maximum',
    Threshold: 1,
  });
});

test('the topic lets CloudWatch of this account in beside EventBridge', () => {
  expect(only(alarmsOf().template, 'AWS::SNS::TopicPolicy')).toMatchObject({
    PolicyDocument: {
      Statement: [
        {
          Action: 'sns:Publish',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
        },
        { Action: 'sns:Publish', Principal: { Service: 'events.amazonaws.com' } },
      ],
    },
  });
});

test('a topic with a key of its own lets CloudWatch use it', () => {
  const { platform, stack } = monitored();
  platform.alarms('Ops', {
    ...none,
    failures: {},
    notify: new Topic(stack, 'Secret', { masterKey: new Key(stack, 'Key') }),
  });
  expect(JSON.stringify(only(Template.fromStack(stack), 'AWS::KMS::Key').KeyPolicy)).toContain(
    'cloudwatch.amazonaws.com',
  );
});

test.each([
  ['failures', 'Jobs failed'],
  ['blocked', 'The first job'],
  ['deadLetters', 'Events or submissions of'],
] as const)('%s take a threshold, a period and a number of periods', (name, description) => {
  const options = { [name]: { threshold: 7, period: Duration.minutes(10), evaluationPeriods: 3 } };
  expect(alarmsOf(options).alarm(description)).toMatchObject({ Threshold: 7, Period: 600, EvaluationPeriods: 3 });
});

test('time in RUNNABLE takes a duration, a period and a number of periods', () => {
  const timeInRunnable = { threshold: Duration.minutes(2), period: Duration.minutes(1), evaluationPeriods: 2 };
  expect(alarmsOf({ timeInRunnable }).alarm('Jobs waited')).toMatchObject({
    Threshold: 120_000,
    Period: 60,
    EvaluationPeriods: 2,
  });
});

test.each([
  ['failures', 4, 'Jobs failed'],
  ['timeInRunnable', 4, 'Jobs waited'],
  ['deadLetters', 5, 'Events or submissions of'],
  // No rule is left then that could have dead letters.
  ['blocked', 4, 'The first job'],
] as const)('without %s, %i alarms are left', (name, left, description) => {
  const { alarms, alarm } = alarmsOf({ [name]: false });
  expect(alarms).toHaveLength(left);
  expect(alarm(description)).toBeUndefined();
});

test('without any there are no rule and no dead-letter queue', () => {
  const { template } = alarmsOf(none);
  template.resourceCountIs(ALARM, 0);
  template.resourceCountIs('AWS::Events::Rule', 0);
  template.resourceCountIs('AWS::SQS::Queue', 0);
});

test('dead letters of events that are asked for later are watched too', () => {
  const { platform, stack, notify } = monitored();
  const alarms = platform.alarms('Ops', { ...none, deadLetters: {}, notify });
  expect(alarms.all).toEqual([]);
  platform.onJobs('Failed', { states: ['FAILED'] }, notify);
  expect(alarms.all).toHaveLength(1);
  Template.fromStack(stack).resourceCountIs(ALARM, 1);
});

test('queues can have alarms of their own', () => {
  const { platform, stack, notify } = monitored();
  platform.alarms('Urgent', { ...none, notify, queues: ['urgent'], failures: { threshold: 1 } });
  platform.alarms('Nightly', { ...none, notify, queues: ['nightly'], failures: { threshold: 20 } });
  const thresholds = Object.values(Template.fromStack(stack).findResources(ALARM)).map(
    ({ Properties }) => `${Properties.AlarmDescription} ${Properties.Threshold}`,
  );
  expect(thresholds.sort()).toEqual([
    'Jobs failed on the queue nightly of genomes 20',
    'Jobs failed on the queue urgent of genomes 1',
  ]);
});

test('a threshold may come from a parameter of the stack', () => {
  const { platform, stack, notify } = monitored();
  const threshold = new CfnParameter(stack, 'Most', { type: 'Number' }).valueAsNumber;
  platform.alarms('Ops', { ...none, notify, queues: ['urgent'], failures: { threshold } });
  expect(only(Template.fromStack(stack), ALARM)).toMatchObject({ Threshold: { Ref: 'Most' } });
});

test('alarms have no names, so that they can be replaced, and are the same at every synthesis', () => {
  const { alarms, template } = alarmsOf();
  for (const alarm of alarms) expect(alarm).not.toHaveProperty('AlarmName');
  expect(alarmsOf().template.toJSON()).toEqual(template.toJSON());
});

describe('refuses', () => {
  const { stack } = genomesPlatform();
  const token = Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);

  test.each([
    [{ failures: { threshold: 0 } }, 'OUT_OF_RANGE', 'failures.threshold is 0; expected a whole number from 1'],
    [{ blocked: { threshold: 1.5 } }, 'OUT_OF_RANGE', 'blocked.threshold is 1.5; expected a whole number from 1'],
    [{ deadLetters: { threshold: -1 } }, 'OUT_OF_RANGE', 'deadLetters.threshold is -1; expected'],
    [{ timeInRunnable: { threshold: Duration.seconds(0) } }, 'OUT_OF_RANGE', 'timeInRunnable.threshold (seconds) is 0'],
    [{ timeInRunnable: { threshold: token } }, 'OUT_OF_RANGE', 'timeInRunnable.threshold is a token; expected'],
    [
      { failures: { period: Duration.seconds(90) } },
      'OUT_OF_RANGE',
      'failures.period is 90 seconds; expected whole minutes',
    ],
    [{ failures: { period: token } }, 'OUT_OF_RANGE', 'failures.period is a token; expected a duration that is known'],
    [
      { failures: { evaluationPeriods: 0 } },
      'OUT_OF_RANGE',
      'failures.evaluationPeriods is 0; expected a whole number from 1 to 288',
    ],
    [{ failures: { evaluationPeriods: 289 } }, 'OUT_OF_RANGE', 'failures.evaluationPeriods is 289; expected'],
    [{ queues: ['weekly'] }, 'UNKNOWN_QUEUE', 'queues names "weekly"; expected some of urgent, nightly'],
    [{ queues: [] }, 'MISSING_QUEUE', 'queues is empty; expected some of urgent, nightly'],
  ])('alarms %#', (options, code, message) => {
    const { platform, notify } = monitored();
    expect(refusal(() => platform.alarms('Ops', { notify, ...(options as Options) }))).toMatchObject({
      code,
      path: 'Test/Genomes/Alarms/Ops',
      message: expect.stringContaining(message),
    });
  });

  test('a FIFO topic, which alarms cannot publish to', () => {
    const { platform } = monitored();
    const notify = new Topic(platform, 'Fifo', { fifo: true });
    expect(refusal(() => platform.alarms('Ops', { notify })).code).toBe('UNSUPPORTED_TARGET');
  });
});

test('periods pass exactly when they are whole minutes and their range is one that CloudWatch evaluates', () => {
  const notify = undefined as unknown as Topic;
  fc.assert(
    fc.property(
      fc.oneof(
        fc.integer({ min: 0, max: 700_000 }),
        fc.integer({ min: 0, max: 11_000 }).map((minutes) => minutes * 60),
      ),
      fc.integer({ min: 0, max: 400 }),
      (period, evaluationPeriods) => {
        const fine =
          period > 0 &&
          period % 60 === 0 &&
          evaluationPeriods > 0 &&
          period * evaluationPeriods <= (period >= 3600 ? 7 * 24 * 3600 : 24 * 3600);
        const problem = alarmsProblem({ notify, failures: { period: Duration.seconds(period), evaluationPeriods } });
        expect(problem === undefined).toBe(fine);
      },
    ),
  );
});
