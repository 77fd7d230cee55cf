import { Scheduled } from '@batchwright/cdk';
import { ENV, retryRules } from '@batchwright/model/contract';
import { CfnParameter, Duration, Fn, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type CfnSchedule, ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue as SqsQueue } from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { emptyStack, only } from '../fixture';
import { reportJob, scheduled, scheduleProps, textOf } from './scheduled-job';
import { CONTEXT } from './universal-target';

/** The input that a worker would read. */
const inputOf = ({ request }: ReturnType<typeof scheduled>): string | undefined =>
  request().containerOverrides?.environment?.find(({ name }) => name === ENV.INPUT)?.value;

/** Statements of the schedule's role, as `action on resource`. */
const statementsOf = ({ template }: ReturnType<typeof scheduled>): string[] => {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => /SchedulesNightly/.test(id));
  return roles
    .flatMap(([, { Properties }]) => Properties.Policies)
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((one) => `${action} on ${textOf(one)}`)),
    )
    .map((line) => line.replace(/arn:\{AWS::Partition\}:batch:\{AWS::Region\}:\{AWS::AccountId\}:/, ''))
    .sort();
};

describe('the request of a schedule', () => {
  test('submits the job to its first queue, by the definition without a revision', () => {
    const of = scheduled();
    expect(of.request()).toEqual({
      jobName: 'report-Nightly',
      jobQueue: expect.stringMatching(/^\{ReportsQueuesurgent\w+\.JobQueueArn\}$/),
      jobDefinition: of.job.definitionNames.EC2,
      containerOverrides: { environment: [{ name: ENV.INPUT, value: '{"day":"monday"}' }] },
    });
  });

  test('goes through the universal target', () => {
    expect(textOf(scheduled().properties.Target.Arn)).toBe('arn:{AWS::Partition}:scheduler:::aws-sdk:batch:submitJob');
  });

  test('takes the definition of the kind of compute that its queue has', () => {
    const of = scheduled({ queue: 'nightly' });
    expect(of.request().jobQueue).toMatch(/ReportsQueuesnightly/);
    expect(of.request().jobDefinition).toBe(of.job.definitionNames.FARGATE);
  });

  test('says whose share it is, on a queue with fair share', () => {
    const { request } = scheduled({ queue: 'shared', shareIdentifier: 'science', schedulingPriority: 7 });
    expect(request()).toMatchObject({ shareIdentifier: 'science', schedulingPriorityOverride: 7 });
  });

  test('has tags with their keys as they are', () => {
    const tags = { Team: 'science', 'cost center': 'a/b' };
    expect(scheduled({ tags }).request().tags).toEqual(tags);
  });

  test("sends the contract's rules with attempts of its own, which would replace them", () => {
    expect(scheduled({ attempts: 5, queue: 'nightly' }).request().retryStrategy).toEqual({
      attempts: 5,
      evaluateOnExit: retryRules('FARGATE'),
    });
  });

  test("sends the job's own rules with attempts of its own, when it has some", () => {
    const retry = [{ action: 'EXIT', onExitCode: '1*' }] as const;
    expect(scheduled({ attempts: 2 }, reportJob({ retry })).request().retryStrategy?.evaluateOnExit).toEqual(retry);
  });

  test('says how long an attempt may run', () => {
    expect(scheduled({ timeout: Duration.minutes(3) }).request().timeout).toEqual({ attemptDurationSeconds: 180 });
  });

  test('has a name that the service takes, whatever the id', () => {
    const of = reportJob();
    of.job.onSchedule(`Jeden Tag, früh ${'x'.repeat(200)}`, scheduleProps());
    const { Target } = only(Template.fromStack(of.stack), 'AWS::Scheduler::Schedule') as { Target: { Input: unknown } };
    expect(JSON.parse(textOf(Target.Input)).JobName).toMatch(/^report-Jeden-Tag--fr-h-x{1,}$/);
    expect(JSON.parse(textOf(Target.Input)).JobName).toHaveLength(128);
  });
});

describe('the input of a schedule', () => {
  test.each([
    ['quotes', 'say "hi" and \'ho\''],
    ['backslashes', 'C:\\temp\\"new"\\n'],
    ['spaces and line breaks', ' a\tb\r\nc  '],
    ['letters of all scripts', 'Größe 写真 🦒 \u2028'],
    ['what looks like a template', '$' + '{AWS::Region} {"Ref":"x"} %s $1'],
  ])('arrives as it is with %s', (_what, text) => {
    expect(inputOf(scheduled({ input: { text, [text]: [text] } }))).toBe(JSON.stringify({ text, [text]: [text] }));
  });

  /** The input's text in the template, without the other parts of a schedule. */
  const textIn = (of: ReturnType<typeof reportJob>, id: number, input: unknown): string => {
    const { schedule } = of.job.onSchedule(`Any${id}`, scheduleProps({ input }));
    const target = schedule.target as CfnSchedule.TargetProperty;
    const request = JSON.parse(textOf(of.stack.resolve(target.input)));
    return request.ContainerOverrides.Environment[0].Value;
  };
  // Through JSON once, because JSON has one zero. The CDK cannot resolve an object with the key __proto__,
  // and takes numbers of one exponent for tokens of its own.
  const json = fc.jsonValue({ maxDepth: 4 }).map((value) => JSON.stringify(value));
  const fitting = json.filter((text) => text.length < 1500 && !/__proto__|e\+28\d/.test(text));

  test('arrives as it is, whatever it is', () => {
    const of = reportJob();
    let id = 0;
    fc.assert(
      fc.property(fitting, (text) => expect(textIn(of, id++, JSON.parse(text))).toBe(text)),
      { numRuns: 60 },
    );
  });

  test('arrives as it is beside what only the deployment knows', () => {
    const of = reportJob();
    let id = 0;
    fc.assert(
      fc.property(fitting, (text) => {
        const input = { region: of.stack.region, value: JSON.parse(text) };
        expect(textIn(of, id++, input)).toBe(`{"region":"{AWS::Region}","value":${text}}`);
      }),
      { numRuns: 60 },
    );
  });

  test('leaves out what is undefined', () => {
    expect(inputOf(scheduled({ input: { day: 'monday', night: undefined, none: null } }))).toBe(
      '{"day":"monday","none":null}',
    );
  });

  test('may hold texts and numbers that only the deployment knows', () => {
    const at = emptyStack();
    const size = new CfnParameter(at.stack, 'Size', { type: 'Number' }).valueAsNumber;
    const stackName = Fn.ref('AWS::StackName');
    const input = { text: `"${stackName}" \\ ${stackName}`, size, none: null, gone: undefined, [stackName]: [1, 'ü"'] };
    const of = scheduled({ input }, reportJob({}, at));
    expect(inputOf(of)?.replace('{Size}', '12')).toBe(
      '{"text":"\\"{AWS::StackName}\\" \\\\ {AWS::StackName}","size":12,"none":null,"{AWS::StackName}":[1,"ü\\""]}',
    );
    of.template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('gets the context of the schedule in the place of keywords', () => {
    const input = {
      at: Scheduled.TIME,
      key: `reports/"${Scheduled.TIME}".csv`,
      from: Scheduled.SCHEDULE_ARN,
      id: Scheduled.EXECUTION_ID,
      attempt: Scheduled.ATTEMPT_NUMBER,
    };
    expect(JSON.parse(inputOf(scheduled({ input })) ?? '')).toEqual({
      at: CONTEXT['<aws.scheduler.scheduled-time>'],
      key: `reports/"${CONTEXT['<aws.scheduler.scheduled-time>']}".csv`,
      from: CONTEXT['<aws.scheduler.schedule-arn>'],
      id: CONTEXT['<aws.scheduler.execution-id>'],
      attempt: '1',
    });
  });
});

describe('the times of a schedule', () => {
  test('are those asked for, in UTC and at the minute, unless told otherwise', () => {
    expect(scheduled().properties).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'Etc/UTC',
      FlexibleTimeWindow: { Mode: 'OFF' },
      State: 'ENABLED',
    });
    expect(scheduled().properties).not.toHaveProperty('StartDate');
    expect(scheduled().properties).not.toHaveProperty('EndDate');
  });

  test('may be a rate', () => {
    const schedule = ScheduleExpression.rate(Duration.hours(6));
    expect(scheduled({ schedule }).properties.ScheduleExpression).toBe('rate(6 hours)');
  });

  test('have a time zone, given beside the expression or in it', () => {
    const timeZone = TimeZone.EUROPE_BERLIN;
    const own = ScheduleExpression.cron({ hour: '3', timeZone });
    for (const props of [{ timeZone }, { schedule: own }, { schedule: own, timeZone }]) {
      expect(scheduled(props).properties.ScheduleExpressionTimezone).toBe('Europe/Berlin');
    }
  });

  test('may be flexible', () => {
    expect(scheduled({ flexibleWindow: Duration.hours(1) }).properties.FlexibleTimeWindow).toEqual({
      Mode: 'FLEXIBLE',
      MaximumWindowInMinutes: 60,
    });
  });

  test('may begin and end', () => {
    const start = new Date('2026-01-01T00:00:00Z');
    const end = new Date('2027-01-01T00:00:00Z');
    expect(scheduled({ start, end }).properties).toMatchObject({
      StartDate: '2026-01-01T00:00:00.000Z',
      EndDate: '2027-01-01T00:00:00.000Z',
    });
  });

  test('may be switched off', () => {
    expect(scheduled({ enabled: false }).properties.State).toBe('DISABLED');
    expect(scheduled({ enabled: true }).properties.State).toBe('ENABLED');
  });
});

describe('the role of a schedule', () => {
  test('may submit this job to this queue, and send what failed', () => {
    const of = scheduled();
    const name = of.job.definitionNames.EC2;
    expect(statementsOf(of)).toEqual([
      `batch:SubmitJob on job-definition/${name}`,
      `batch:SubmitJob on job-definition/${name}:*`,
      expect.stringMatching(/^batch:SubmitJob on \{ReportsQueuesurgent\w+\.JobQueueArn\}$/),
      expect.stringMatching(/^sqs:SendMessage on \{ReportsEventDeadLetters\w+\.Arn\}$/),
    ]);
  });

  test('may tag jobs when the schedule has tags', () => {
    const tagging = (tags: Record<string, string>) =>
      statementsOf(scheduled({ tags })).filter((line) => line.startsWith('batch:TagResource'));
    expect(tagging({ team: 'science' })).toEqual(['batch:TagResource on job/*']);
    expect(tagging({})).toEqual([]);
  });

  test("may use a given dead-letter queue's key", () => {
    const of = reportJob();
    const encryptionMasterKey = new Key(of.stack, 'Key');
    const deadLetterQueue = new SqsQueue(of.stack, 'Given', { encryptionMasterKey });
    expect(statementsOf(scheduled({ deadLetterQueue }, of)).filter((line) => /^(kms|sqs)/.test(line))).toEqual([
      expect.stringMatching(/^kms:Decrypt on \{Key/),
      expect.stringMatching(/^kms:GenerateDataKey on \{Key/),
      expect.stringMatching(/^sqs:SendMessage on \{Given/),
    ]);
  });

  test('is lent to schedules of this account and group only', () => {
    const { template, properties } = scheduled();
    const [id] = (properties.Target.RoleArn as { 'Fn::GetAtt': [string] })['Fn::GetAtt'];
    const { Statement } = template.findResources('AWS::IAM::Role')[id]?.Properties.AssumeRolePolicyDocument ?? {};
    expect(Statement).toHaveLength(1);
    expect(Statement[0]).toMatchObject({
      Action: 'sts:AssumeRole',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(textOf(Statement[0].Condition.StringEquals['aws:SourceArn'])).toBe(
      'arn:{AWS::Partition}:scheduler:{AWS::Region}:{AWS::AccountId}:schedule-group/default',
    );
  });

  test('has no policy beside it, which the schedule would not wait for', () => {
    const policies = scheduled().template.findResources('AWS::IAM::Policy');
    expect(Object.keys(policies).filter((id) => /Schedules/.test(id))).toEqual([]);
  });
});

describe('what a schedule could not submit', () => {
  test('is tried again for an hour, unless told otherwise', () => {
    expect(scheduled().properties.Target.RetryPolicy).toEqual({
      MaximumRetryAttempts: 185,
      MaximumEventAgeInSeconds: 3600,
    });
    const { properties } = scheduled({ retryAttempts: 0, maxEventAge: Duration.minutes(1) });
    expect(properties.Target.RetryPolicy).toEqual({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 });
  });

  test("goes to one queue for all of the job's schedules: encrypted, TLS only, kept for 14 days", () => {
    const of = reportJob();
    of.job.onSchedule('Hourly', scheduleProps());
    const { template, properties } = scheduled({}, of);
    expect(only(template, 'AWS::SQS::Queue')).toEqual({ MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
      },
    });
    const [id] = properties.Target.DeadLetterConfig.Arn['Fn::GetAtt'];
    expect(Object.keys(template.findResources('AWS::SQS::Queue'))).toEqual([id]);
  });

  test('goes to a given queue, without another one', () => {
    const of = reportJob();
    const deadLetterQueue = new SqsQueue(of.stack, 'Given');
    const { template, properties, schedule } = scheduled({ deadLetterQueue }, of);
    expect(schedule.deadLetterQueue).toBe(deadLetterQueue);
    expect(properties.Target.DeadLetterConfig.Arn['Fn::GetAtt'][0]).toMatch(/^Given/);
    template.resourceCountIs('AWS::SQS::Queue', 1);
  });
});

test('a schedule takes numbers that only the deployment knows', () => {
  const at = emptyStack();
  const number = (id: string) => new CfnParameter(at.stack, id, { type: 'Number' }).valueAsNumber;
  const { properties } = scheduled(
    {
      queue: 'shared',
      shareIdentifier: new CfnParameter(at.stack, 'Share').valueAsString,
      schedulingPriority: number('Priority'),
      attempts: number('Attempts'),
      timeout: Duration.seconds(number('Timeout')),
      flexibleWindow: Duration.minutes(number('Window')),
      retryAttempts: number('Retries'),
      maxEventAge: Duration.seconds(number('Age')),
    },
    reportJob({}, at),
  );
  expect(properties.FlexibleTimeWindow).toEqual({ Mode: 'FLEXIBLE', MaximumWindowInMinutes: { Ref: 'Window' } });
  expect(properties.Target.RetryPolicy).toEqual({
    MaximumRetryAttempts: { Ref: 'Retries' },
    MaximumEventAgeInSeconds: { Ref: 'Age' },
  });
  const text = textOf(properties.Target.Input);
  expect(text).toContain('"ShareIdentifier":"{Share}","SchedulingPriorityOverride":{Priority}');
  expect(text).toContain('"Attempts":{Attempts}');
  expect(text).toContain('"Timeout":{"AttemptDurationSeconds":{Timeout}}');
});

test('a schedule waits for the definition that it names', () => {
  const { found, template } = scheduled();
  const definitions = Object.keys(template.findResources('AWS::Batch::JobDefinition'));
  expect(found?.DependsOn).toEqual(definitions.filter((id) => /Ec2/.test(id)));
});

test('a schedule adds a role and a schedule to the stack, and a dead-letter queue to the job', () => {
  const count = (of: ReturnType<typeof reportJob>) =>
    Object.keys(Template.fromStack(of.stack).toJSON().Resources).length;
  const twice = reportJob();
  twice.job.onSchedule('Hourly', scheduleProps());
  twice.job.onSchedule('Nightly', scheduleProps());
  expect(count(twice) - count(reportJob())).toBe(2 * 2 + 2);
});

test('a schedule of a job warns of nothing', () => {
  const { stack } = scheduled();
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
});
