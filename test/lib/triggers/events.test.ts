import { prefix } from '@batchwright/cdk';
import { type App, Aws, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { QueueEncryption, Queue as SqsQueue } from 'aws-cdk-lib/aws-sqs';
import * as fc from 'fast-check';
import { emptyStack, only, refusal } from '../fixture';
import { evaluated } from './run-workflow';
import { reportJob, textOf } from './scheduled-job';
import { bucketOf, machines, machinesOf, triggered } from './triggered-job';

interface Rule {
  readonly EventPattern: { readonly detail: { readonly object?: { readonly key: unknown } } };
  readonly Targets: readonly Record<string, never>[];
}
const ruleOf = (template: Template) => only(template, 'AWS::Events::Rule') as unknown as Rule;
const templateOf = ({ stack }: { readonly stack: ReturnType<typeof reportJob>['stack'] }) => Template.fromStack(stack);
const inputOf = (build: string): string => JSON.parse(build).States.Start.Arguments.Input.payload;

describe('the rule of a trigger', () => {
  test('matches the created objects of its bucket', () => {
    expect(ruleOf(templateOf(triggered())).EventPattern).toEqual({
      source: ['aws.s3'],
      'detail-type': ['Object Created'],
      detail: { bucket: { name: [{ Ref: expect.stringMatching(/^Uploads/) }] } },
    });
  });

  test.each([
    ['a prefix', { prefix: 'in/' }, { prefix: 'in/' }],
    ['a suffix', { suffix: '.jpg' }, { suffix: '.jpg' }],
    ['both, which a list would not mean', { prefix: 'in/', suffix: '.jpg' }, { wildcard: 'in/*.jpg' }],
    ['both with stars in them', { prefix: 'a*\\', suffix: '*' }, { wildcard: 'a\\*\\\\*\\*' }],
  ])('matches keys by %s', (_what, props, expected) => {
    expect(ruleOf(templateOf(triggered(props))).EventPattern.detail.object).toEqual({ key: [expected] });
  });

  test("tries for a day, and keeps what failed in the platform's dead-letter queue", () => {
    const [target] = ruleOf(templateOf(triggered())).Targets;
    expect(target).toMatchObject({
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^ReportsEventDeadLetters/), 'Arn'] } },
      RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
    });
  });

  test('tries as long as it is told, and keeps what failed where it is told', () => {
    const of = reportJob();
    const deadLetterQueue = new SqsQueue(of.stack, 'Given');
    const template = templateOf(
      triggered({ retryAttempts: 3, maxEventAge: Duration.hours(2), deadLetterQueue, enabled: false }, of),
    );
    const [target] = ruleOf(template).Targets;
    expect(target).toMatchObject({
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': [expect.stringMatching(/^Given/), 'Arn'] } },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 7200 },
    });
    expect(only(template, 'AWS::Events::Rule')).toMatchObject({ State: 'DISABLED' });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } }),
        ]),
      },
    });
  });

  test('lets the rule of each trigger send to a queue that they share, and EventBridge use its key', () => {
    const of = reportJob();
    const encryptionMasterKey = new Key(of.stack, 'Key');
    const deadLetterQueue = new SqsQueue(of.stack, 'Given', { encryptionMasterKey });
    triggered({ deadLetterQueue }, of);
    const input = () => ({ key: 'a' });
    of.job.onEvent('Ordered', { eventPattern: { source: ['shop'] }, input, deadLetterQueue });
    const template = Template.fromStack(of.stack);
    const rules = Object.keys(template.findResources('AWS::Events::Rule'));
    expect(rules).toHaveLength(2);
    const allow = { Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } };
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: rules.map((rule) => ({
          ...allow,
          Action: 'sqs:SendMessage',
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Given'), 'Arn'] },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [rule, 'Arn'] } } },
        })),
      },
    });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: [
          Match.anyValue(),
          { ...allow, Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: '*', Condition: Match.absent() },
        ],
      },
    });
  });

  test('takes a dead-letter queue of another stack, which then waits for nothing of this one', () => {
    const of = reportJob();
    const shared = new Stack(of.stack.node.root as App, 'Shared');
    triggered({ deadLetterQueue: new SqsQueue(shared, 'Given', { encryption: QueueEncryption.KMS }) }, of);
    const template = Template.fromStack(shared);
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
        ],
      },
    });
    expect(shared.dependencies).toEqual([]);
    expect(of.stack.dependencies).toEqual([shared]);
  });

  test('warns that the key of a dead-letter queue is left alone when it is imported', () => {
    const of = reportJob();
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-0000-0000-000000000000';
    const encryptionMasterKey = Key.fromKeyArn(of.stack, 'Key', arn);
    const { trigger } = triggered({ deadLetterQueue: new SqsQueue(of.stack, 'Given', { encryptionMasterKey }) }, of);
    Annotations.fromStack(of.stack).hasWarning(`/${trigger.node.path}`, Match.stringLikeRegexp('KEY_LEFT_ALONE'));
  });
});

describe('the bucket of a trigger', () => {
  test('sends its events by a property of its own, without a function', () => {
    const template = templateOf(triggered());
    template.hasResourceProperties('AWS::S3::Bucket', {
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test("sends its events through the CDK's notifications, where it has them", () => {
    const of = reportJob();
    bucketOf(of).addEventNotification(EventType.OBJECT_REMOVED, new SqsDestination(new SqsQueue(of.stack, 'Removed')));
    templateOf(triggered({}, of)).hasResourceProperties('Custom::S3BucketNotifications', {
      NotificationConfiguration: Match.objectLike({ EventBridgeConfiguration: {} }),
    });
  });

  test('is refused notifications that would turn its events off', () => {
    const of = reportJob();
    triggered({}, of);
    const removed = new SqsDestination(new SqsQueue(of.stack, 'Removed'));
    bucketOf(of).addEventNotification(EventType.OBJECT_REMOVED, removed);
    expect(() => templateOf(of)).toThrow(/would turn its events off.*BUCKET_EVENTS_OFF/);
  });

  test('is left alone when it is not of this app, and its owner told what to do', () => {
    const of = reportJob();
    triggered({ bucket: Bucket.fromBucketName(of.stack, 'Theirs', 'theirs') }, of);
    const found = Annotations.fromStack(of.stack).findWarning(
      '*',
      Match.stringLikeRegexp('owner must send its events'),
    );
    expect(found).toHaveLength(1);
  });

  test.each([
    ['out/', 'in/', 0],
    ['in/done/', 'in/', 1],
    ['', 'in/', 1],
    ['in/', '', 1],
  ])('is warned of when the job writes to %j and is triggered by %j', (writes, watched, count) => {
    const at = emptyStack();
    const of = reportJob({ writes: [prefix(bucketOf(at), writes)] }, at);
    triggered({ prefix: watched }, of);
    const found = Annotations.fromStack(of.stack).findWarning('*', Match.stringLikeRegexp('would trigger itself'));
    expect(found).toHaveLength(count);
  });
});

describe('the input of a trigger by any event', () => {
  const of = reportJob();
  of.job.onEvent('Any', {
    eventPattern: { source: ['shop'] },
    input: (event) => ({
      all: event.value('detail'),
      text: `<${event.text('detail', 'a b')}> in ${Aws.REGION}`,
      first: event.value('detail', 'list', 0, 'x'),
      odd: event.value('detail', 'a`b'),
      word: event.value('detail', 'and'),
      count: event.number('detail', 'count'),
      constant: { "it's": ['"\\%}', null, true, 1.5] },
      id: event.id,
    }),
  });
  const payload = inputOf(machinesOf(Template.fromStack(of.stack), 'Any').build);
  const built = async (detail: unknown): Promise<Record<string, unknown>> =>
    JSON.parse(String(await evaluated(payload, { input: { id: '1', detail } })));

  test('has what the event has, and constants', async () => {
    const detail = { 'a b': 'x"y', list: [{ x: [1] }], 'a`b': false, and: null, count: '12' };
    expect(await built(detail)).toEqual({
      all: detail,
      text: '<x"y> in {AWS::Region}',
      first: [1],
      odd: false,
      word: null,
      count: 12,
      constant: { "it's": ['"\\%}', null, true, 1.5] },
      id: '1',
    });
  });

  test('lacks what the event has not', async () => {
    expect(await built({})).toEqual({
      all: {},
      text: '<> in {AWS::Region}',
      constant: { "it's": ['"\\%}', null, true, 1.5] },
      id: '1',
    });
  });

  test('has any part of an event as it is', async () => {
    // JSONata writes fifteen digits, which the largest numbers cannot lose; the CDK is not asked about __proto__.
    const rounded = (_key: string, value: unknown) =>
      typeof value === 'number' ? Number((value % 1e300).toPrecision(15)) : value;
    const short = fc
      .jsonValue({ maxDepth: 4 })
      .map((value): unknown => JSON.parse(JSON.stringify(value), rounded))
      .filter((value) => !JSON.stringify(value).includes('__proto__'));
    await fc.assert(
      fc.asyncProperty(short, async (clean) => {
        const detail = { 'a`b': clean, and: [clean, clean], list: [{ x: clean }] };
        const { all, odd, word, first } = await built(detail);
        expect(JSON.stringify([all, odd, word, first])).toBe(JSON.stringify([detail, clean, [clean, clean], clean]));
      }),
      { numRuns: 100 },
    );
  });
});

describe('a trigger by parameters', () => {
  const parameters = { mode: 'full' };
  const eventPattern = { source: ['shop'] };

  test('is a rule alone, on a queue without shares', () => {
    const of = reportJob({ command: ['run', 'Ref::mode'], parameters: { mode: 'quick' } });
    of.job.onEvent('Plain', { eventPattern, parameters });
    const template = templateOf(of);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    expect(ruleOf(template).Targets).toMatchObject([
      {
        BatchParameters: { JobDefinition: of.job.definitionNames.EC2, JobName: 'report-Plain' },
        Input: '{"Parameters":{"mode":"full"}}',
      },
    ]);
  });

  test.each([
    ['on a queue with shares', { queue: 'shared', shareIdentifier: 'science' }, { ShareIdentifier: 'science' }],
    ['with attempts, which would replace the rules', { attempts: 2 }, { RetryStrategy: { Attempts: 2 } }],
  ] as const)('goes through state machines %s', async (_what, props, expected) => {
    const of = reportJob();
    of.job.onEvent('Built', { eventPattern, parameters, ...props });
    const { build, submit } = machinesOf(templateOf(of), 'Built');
    expect(JSON.parse(submit).States.Submit.Arguments).toMatchObject({
      ...expected,
      Parameters: '{% $states.input.payload %}',
    });
    expect(await evaluated(inputOf(build), { input: {} })).toEqual(parameters);
  });

  test('goes through state machines when they come from the event', async () => {
    const of = reportJob();
    of.job.onEvent('Built', { eventPattern, parameters: (event) => ({ mode: event.text('detail', 'mode') }) });
    const { build } = machinesOf(templateOf(of), 'Built');
    expect(await evaluated(inputOf(build), { input: { detail: { mode: 'a "b"' } } })).toEqual({ mode: 'a "b"' });
  });
});

test('a trigger takes the event bus that it is given', () => {
  const of = reportJob();
  const eventBus = new EventBus(of.stack, 'Bus');
  of.job.onEvent('Ours', { eventBus, eventPattern: { source: ['shop'] }, input: () => ({}) });
  expect(only(templateOf(of), 'AWS::Events::Rule')).toMatchObject({
    EventBusName: { Ref: expect.stringMatching(/^Bus/) },
  });
});

test('a trigger submits with what it is told', () => {
  const { submit } = machines(
    triggered({
      queue: 'shared',
      shareIdentifier: 'science',
      schedulingPriority: 4,
      tags: { Team: 'x' },
      timeout: Duration.minutes(2),
    }),
  );
  expect(JSON.parse(submit).States.Submit.Arguments).toMatchObject({
    JobQueue: expect.stringMatching(/^\{ReportsQueuesshared\w+\.JobQueueArn\}$/),
    ShareIdentifier: 'science',
    SchedulingPriorityOverride: 4,
    Tags: { Team: 'x' },
    Timeout: { AttemptDurationSeconds: 120 },
  });
});

test('the roles of a trigger may do what it takes, and no more', () => {
  const template = templateOf(triggered({ tags: { Team: 'x' } }));
  const lines = (name: string): string[] =>
    Object.entries(template.findResources('AWS::IAM::Role'))
      .filter(([id]) => new RegExp(`TriggersUpload${name}`).test(id))
      .flatMap(([, { Properties }]) => Properties.Policies)
      .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
      .flatMap(({ Action, Resource }) =>
        [Action].flat().flatMap((action: string) => [Resource].flat().map((one) => `${action} on ${textOf(one)}`)),
      )
      .map((line) => line.replace(/arn:\{AWS::Partition\}:batch:\{AWS::Region\}:\{AWS::AccountId\}:/, ''))
      .filter((line) => !line.startsWith('logs:'))
      .sort();
  expect(lines('Role')).toEqual([
    expect.stringMatching(/^states:StartExecution on \{ReportsJobsreportTriggersUploadBuild/),
  ]);
  expect(lines('Build')).toEqual([
    expect.stringMatching(/^sqs:SendMessage on \{ReportsEventDeadLetters/),
    expect.stringMatching(/^states:StartExecution on \{ReportsJobsreportTriggersUploadSubmit/),
  ]);
  expect(lines('Submit')).toEqual([
    'batch:ListJobs on *',
    expect.stringMatching(/^batch:SubmitJob on job-definition\/reports-\w+-report$/),
    expect.stringMatching(/^batch:SubmitJob on job-definition\/reports-\w+-report:\*$/),
    expect.stringMatching(/^batch:SubmitJob on \{ReportsQueuesurgent/),
    'batch:TagResource on job/*',
    expect.stringMatching(/^sqs:SendMessage on \{ReportsEventDeadLetters/),
  ]);
});

describe('a trigger refuses', () => {
  const path = 'Test/Reports/Jobs/report/Triggers/Upload';
  test.each<[string, Parameters<typeof triggered>[0], string, RegExp]>([
    ['no share on a queue with shares', { queue: 'shared' }, 'MISSING_SHARE', /shareIdentifier/],
    ['a share on a queue without', { shareIdentifier: 'science' }, 'NO_FAIR_SHARE', /"urgent"/],
    ['a queue that the job does not have', { queue: 'weekly' as never }, 'UNKNOWN_QUEUE', /weekly/],
    ['a prefix with a slash before it', { prefix: '/in' }, 'INVALID_EVENT_PATTERN', /begins with a slash/],
    ['ends that are longer than any key', { prefix: 'x'.repeat(1025) }, 'INVALID_EVENT_PATTERN', /1024/],
    ['an input that JSON would change', { input: () => ({ at: new Date(0) }) }, 'INVALID_INPUT', /input\.at: a Date/],
    ['more digits than arrive', { input: () => ({ n: 0.1 + 0.2 }) }, 'INVALID_INPUT', /input\.n: 0\.3.*15 digits/],
    ['a number within a text', { input: (o) => ({ t: `${o.size} bytes` }) }, 'INVALID_INPUT', /input\.t: .*text\(/],
    ['a name of a field that is not known', { input: (o) => ({ [o.key]: 1 }) }, 'INVALID_INPUT', /name of a field/],
    ['a constant that no submission carries', { input: () => 'x'.repeat(7200) }, 'INPUT_TOO_LARGE', /7168/],
    ['too many retries', { retryAttempts: 186 }, 'OUT_OF_RANGE', /retryAttempts is 186/],
  ])('%s, where it stands', (_what, props, code, message) => {
    expect(refusal(() => triggered(props))).toEqual({ code, path, message: expect.stringMatching(message) });
  });

  test('an empty pattern', () => {
    const of = reportJob();
    expect(refusal(() => of.job.onEvent('Upload', { eventPattern: {}, input: () => ({}) }))).toMatchObject({
      code: 'INVALID_EVENT_PATTERN',
      path,
    });
  });
});

test('a reference outside of its input is an error that says so', () => {
  const of = reportJob();
  const leaked: string[] = [];
  triggered({ input: ({ key }) => leaked.push(key) }, of);
  new SqsQueue(of.stack, 'Named', { queueName: leaked[0] ?? '' });
  expect(() => templateOf(of)).toThrow(/known when the trigger fires/);
});
