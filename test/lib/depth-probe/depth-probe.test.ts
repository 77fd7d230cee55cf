import { CfnParameter, Duration, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as fc from 'fast-check';
import { intervalProblem } from '../../../lib/src/depth-probe/depth-probe';
import { depthProblem } from '../../../lib/src/monitoring/alarm-rules';
import { align, genomesPlatform, jobProps, only, refusal } from '../fixture';

function platformWithJob() {
  const of = genomesPlatform();
  of.platform.addJob(align, jobProps());
  return of;
}
const NAME = (stack: Stack, queue: { readonly jobQueueArn: string }) => ({
  'Fn::Select': [1, { 'Fn::Split': ['/', stack.resolve(queue.jobQueueArn)] }],
});

test('a platform without a probe has nothing of it', () => {
  const template = Template.fromStack(platformWithJob().stack);
  for (const type of ['AWS::Lambda::Function', 'AWS::Events::Rule']) template.resourceCountIs(type, 0);
});

describe('a probe', () => {
  const { platform, stack } = platformWithJob();
  const probe = platform.depthProbe();
  const template = Template.fromStack(stack);

  test('is a function of this package, called every minute with the queues', () => {
    expect(only(template, 'AWS::Lambda::Function')).toMatchObject({
      Code: { S3Key: expect.stringMatching(/^[0-9a-f]{64}\.zip$/) },
      Handler: 'index.handler',
      Runtime: 'nodejs24.x',
      Timeout: 55,
    });
    expect(only(template, 'AWS::Events::Rule')).toMatchObject({
      ScheduleExpression: 'rate(1 minute)',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [expect.stringMatching(/^GenomesDepthProbeFunction/), 'Arn'] },
          Input: {
            'Fn::Join': [
              '',
              [
                '{"queues":["',
                stack.resolve(platform.queues.urgent.jobQueueArn),
                '","',
                stack.resolve(platform.queues.nightly.jobQueueArn),
                '"]}',
              ],
            ],
          },
        },
      ],
    });
  });

  test('is not tried again: the next count comes anyway', () => {
    expect(only(template, 'AWS::Lambda::EventInvokeConfig')).toMatchObject({
      MaximumRetryAttempts: 0,
      MaximumEventAgeInSeconds: 60,
    });
  });

  test('may count, publish in one namespace and write its log, and nothing else', () => {
    const [role] = Object.values(template.findResources('AWS::IAM::Role')).filter(({ Properties }) =>
      Properties.Description.startsWith('Counts'),
    );
    expect(role?.Properties).not.toHaveProperty('ManagedPolicyArns');
    expect(role?.Properties.Policies).toEqual([
      {
        PolicyName: 'Count',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: ['batch:DescribeJobs', 'batch:ListJobs'], Resource: '*' },
            {
              Effect: 'Allow',
              Action: 'cloudwatch:PutMetricData',
              Resource: '*',
              Condition: { StringEquals: { 'cloudwatch:namespace': 'Batchwright' } },
            },
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: { 'Fn::GetAtt': [expect.stringMatching(/^GenomesDepthProbeLog/), 'Arn'] },
            },
          ],
        },
      },
    ]);
    expect(
      Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
        JSON.stringify(Properties.Roles).includes('DepthProbe'),
      ),
    ).toEqual([]);
  });

  test('has its metrics by the name of the queue', () => {
    expect(stack.resolve(probe.metric('urgent', 'JobsWaiting'))).toMatchObject({
      namespace: 'Batchwright',
      metricName: 'JobsWaiting',
      statistic: 'Maximum',
      dimensions: { JobQueueName: NAME(stack, platform.queues.urgent) },
    });
    expect(probe.metric('urgent', 'JobsRunning').period.toSeconds()).toBe(60);
    expect(probe.metric('urgent', 'JobsRunning', { statistic: 'Average' }).statistic).toBe('Average');
  });

  test('refuses a second one, other metrics and other queues', () => {
    expect(refusal(() => platform.depthProbe())).toMatchObject({ code: 'DUPLICATE_PROBE', path: 'Test/Genomes' });
    expect(refusal(() => probe.metric('weekly', 'JobsWaiting')).code).toBe('UNKNOWN_QUEUE');
    expect(refusal(() => probe.metric('urgent', 'JobsFailed' as 'JobsWaiting')).code).toBe('UNKNOWN_METRIC');
  });
});

test('a probe counts the queues that are named, as often as it should', () => {
  const { platform, stack } = platformWithJob();
  platform.depthProbe({ queues: ['nightly'], interval: Duration.minutes(30), logRetention: RetentionDays.ONE_WEEK });
  const template = Template.fromStack(stack);
  expect(only(template, 'AWS::Lambda::Function')).toMatchObject({ Timeout: 900 });
  const rule = only(template, 'AWS::Events::Rule');
  expect(rule).toMatchObject({ ScheduleExpression: 'rate(30 minutes)' });
  expect(JSON.stringify(rule)).not.toContain('urgent');
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
});

test('an alarm on the depth tells the topic when too many wait, and when nobody counts', () => {
  const { platform, stack } = platformWithJob();
  platform.depthProbe({ interval: Duration.minutes(2) });
  platform.alarms('Ops', {
    notify: new Topic(stack, 'Topic'),
    queues: ['urgent'],
    failures: false,
    blocked: false,
    timeInRunnable: false,
    deadLetters: false,
    depth: { over: 100, for: Duration.minutes(10) },
  });
  const topic = [{ Ref: expect.stringMatching(/^Topic/) }];
  const alarm = only(Template.fromStack(stack), 'AWS::CloudWatch::Alarm');
  expect(alarm).toMatchObject({
    AlarmDescription: 'More than 100 jobs wait on the queue urgent of genomes',
    Namespace: 'Batchwright',
    MetricName: 'JobsWaiting',
    Dimensions: [{ Name: 'JobQueueName', Value: NAME(stack, platform.queues.urgent) }],
    Statistic: 'Maximum',
    Threshold: 100,
    ComparisonOperator: 'GreaterThanThreshold',
    Period: 120,
    EvaluationPeriods: 5,
    AlarmActions: topic,
    InsufficientDataActions: topic,
  });
  expect(alarm).not.toHaveProperty('TreatMissingData');
});

describe('refuses', () => {
  const token = (stack: Stack) =>
    Duration.minutes(new CfnParameter(stack, 'Minutes', { type: 'Number' }).valueAsNumber);

  test('an alarm on a depth that nobody counts', () => {
    const { platform, stack } = platformWithJob();
    const notify = new Topic(stack, 'Topic');
    expect(refusal(() => platform.alarms('Ops', { notify, depth: { over: 1 } }))).toMatchObject({
      code: 'NO_DEPTH_PROBE',
      path: 'Test/Genomes/Alarms/Ops',
    });
  });

  test('an alarm on a queue that the probe leaves out', () => {
    const { platform, stack } = platformWithJob();
    platform.depthProbe({ queues: ['nightly'] });
    const notify = new Topic(stack, 'Topic');
    expect(refusal(() => platform.alarms('Ops', { notify, depth: { over: 1 } }))).toMatchObject({
      code: 'UNKNOWN_QUEUE',
      message: expect.stringContaining('the queue "urgent" is not measured; expected one of nightly'),
    });
  });

  test('times that are only known when it is deployed', () => {
    const unknown = token(platformWithJob().stack);
    expect(intervalProblem(unknown)).toMatchObject({ code: 'OUT_OF_RANGE' });
    expect(depthProblem({ over: 1, for: unknown }, Duration.minutes(1))).toMatchObject({ code: 'OUT_OF_RANGE' });
  });

  test('a queue that there is not', () => {
    const { platform } = platformWithJob();
    expect(refusal(() => platform.depthProbe({ queues: ['weekly' as 'urgent'] })).code).toBe('UNKNOWN_QUEUE');
  });
});

test('spans of an alarm pass exactly when they are whole intervals, up to a day', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 2000 }), (interval, span) => {
      const fine = span > 0 && span % interval === 0 && span <= 24 * 60;
      const problem = depthProblem({ over: 0, for: Duration.minutes(span) }, Duration.minutes(interval));
      expect(problem === undefined).toBe(fine);
    }),
  );
});

test('intervals pass exactly when they are whole minutes up to an hour', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5000 }), (seconds) => {
      const fine = seconds >= 60 && seconds <= 3600 && seconds % 60 === 0;
      expect(intervalProblem(Duration.seconds(seconds)) === undefined).toBe(fine);
    }),
  );
});
