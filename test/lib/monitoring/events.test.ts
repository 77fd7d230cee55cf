import { type App, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { align, emptyStack, fargatePlatform, genomesPlatform, jobProps, only, refusal } from '../fixture';

const RULE = 'AWS::Events::Rule';

/** A platform with its job, and a topic to tell. */
function monitored(of = genomesPlatform()) {
  of.platform.addJob(align, jobProps());
  return { ...of, topic: new Topic(of.stack, 'Topic') };
}
const failed = { states: ['FAILED'] } as const;
const arnOf = (stack: Stack, queue: { readonly jobQueueArn: string }) => stack.resolve(queue.jobQueueArn);

test('a platform without events has nothing of them', () => {
  const { stack } = monitored();
  const template = Template.fromStack(stack);
  for (const type of [RULE, 'AWS::SQS::Queue', 'AWS::Logs::ResourcePolicy', 'AWS::CloudWatch::Alarm']) {
    template.resourceCountIs(type, 0);
  }
});

test('jobs of all queues are told by their status', () => {
  const { platform, stack, topic } = monitored();
  platform.onJobs('Ended', { states: ['FAILED', 'SUCCEEDED', 'FAILED'] }, topic);
  expect(only(Template.fromStack(stack), RULE)).toMatchObject({
    Description: 'Jobs of genomes that are SUCCEEDED or FAILED',
    EventPattern: {
      source: ['aws.batch'],
      'detail-type': ['Batch Job State Change'],
      detail: {
        status: ['SUCCEEDED', 'FAILED'],
        jobQueue: [arnOf(stack, platform.queues.urgent), arnOf(stack, platform.queues.nightly)],
      },
    },
    State: 'ENABLED',
  });
});

test('jobs are told of the queues that are named', () => {
  const { platform, stack, topic } = monitored();
  platform.onJobs('Failed', { ...failed, queues: ['nightly', 'nightly'] }, topic);
  expect(only(Template.fromStack(stack), RULE)).toMatchObject({
    EventPattern: { detail: { status: ['FAILED'], jobQueue: [arnOf(stack, platform.queues.nightly)] } },
  });
});

test('a job is told by any revision of its definition, and not by one whose name begins alike', () => {
  const { platform, stack, topic } = monitored();
  platform.onJobs('Failed', { ...failed, jobs: ['align'] }, topic);
  const name = platform.jobs.get('align')?.definitionNames.EC2;
  const arn = (account: unknown) => ({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':batch:', { Ref: 'AWS::Region' }, ':', account, `:job-definition/${name}:`],
    ],
  });
  expect(only(Template.fromStack(stack), RULE)).toMatchObject({
    EventPattern: { detail: { jobDefinition: [{ prefix: arn({ Ref: 'AWS::AccountId' }) }] } },
  });
});

test('a job on Fargate is told by its own definition', () => {
  const { platform, stack, topic } = monitored(fargatePlatform());
  platform.onJobs('Failed', { ...failed, jobs: ['align'] }, topic);
  expect(JSON.stringify(only(Template.fromStack(stack), RULE))).toContain('align_fargate:');
});

test('blocked queues are told by the resources of their events', () => {
  const { platform, stack, topic } = monitored();
  platform.onQueueBlocked('Blocked', { queues: ['urgent'] }, topic);
  expect(only(Template.fromStack(stack), RULE)).toMatchObject({
    EventPattern: {
      source: ['aws.batch'],
      'detail-type': ['Batch Job Queue Blocked'],
      resources: [arnOf(stack, platform.queues.urgent)],
    },
  });
});

test('a topic gets the whole event and may be published to', () => {
  const { platform, stack, topic } = monitored();
  platform.onJobs('Failed', failed, topic);
  platform.onQueueBlocked('Blocked', {}, topic);
  const template = Template.fromStack(stack);
  template.allResourcesProperties(RULE, {
    Targets: [{ Arn: { Ref: Match.stringLikeRegexp('^Topic') }, Id: 'Target0' }],
  });
  expect(only(template, 'AWS::SNS::TopicPolicy')).toMatchObject({
    PolicyDocument: {
      Statement: [{ Action: 'sns:Publish', Effect: 'Allow', Principal: { Service: 'events.amazonaws.com' } }],
    },
  });
});

test('a topic and a queue with keys of their own let EventBridge use them', () => {
  const { platform, stack } = monitored();
  const topic = new Topic(stack, 'Secret', { masterKey: new Key(stack, 'TopicKey') });
  const queue = new Queue(stack, 'Inbox', {
    encryptionMasterKey: new Key(stack, 'QueueKey'),
    encryption: QueueEncryption.KMS,
  });
  platform.onJobs('ToTopic', failed, topic);
  platform.onJobs('ToQueue', failed, queue);
  Template.fromStack(stack).allResourcesProperties('AWS::KMS::Key', {
    KeyPolicy: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: ['kms:Decrypt', Match.stringLikeRegexp('^kms:GenerateDataKey')],
          Principal: { Service: 'events.amazonaws.com' },
        }),
      ]),
    },
  });
});

test.each([QueueEncryption.SQS_MANAGED, QueueEncryption.KMS])(
  'a queue with the encryption %s takes messages of its rule only',
  (encryption) => {
    const { platform, stack } = monitored();
    const rule = platform.onJobs('Failed', failed, new Queue(stack, 'Inbox', { encryption }));
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'sqs:SendMessage',
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Inbox'), 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': stack.resolve(rule.ruleArn) } },
          },
        ],
      },
      Queues: [{ Ref: Match.stringLikeRegexp('^Inbox') }],
    });
  },
);

test('a queue of another stack takes messages of the account, and that stack waits for nothing of the platform', () => {
  const { platform, stack } = monitored();
  const shared = new Stack(stack.node.root as App, 'Shared');
  platform.onJobs('Failed', failed, new Queue(shared, 'Inbox'));
  Template.fromStack(shared).hasResourceProperties('AWS::SQS::QueuePolicy', {
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } } }),
      ],
    },
  });
  expect(shared.dependencies).toEqual([]);
});

test('a function may be invoked by its rule only', () => {
  const { platform, stack } = monitored();
  const handler = new LambdaFunction(stack, 'Handler', {
    runtime: Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
  const rule = platform.onJobs('Failed', failed, handler);
  expect(only(Template.fromStack(stack), 'AWS::Lambda::Permission')).toMatchObject({
    Action: 'lambda:InvokeFunction',
    Principal: 'events.amazonaws.com',
    SourceArn: stack.resolve(rule.ruleArn),
  });
});

test('log groups share one native policy, without a function that writes it', () => {
  const { platform, stack } = monitored();
  const groups = ['A', 'B'].map((id) => new LogGroup(stack, id));
  for (const [index, group] of groups.entries()) {
    platform.onJobs(`Failed${index}`, failed, group);
    platform.onQueueBlocked(`Blocked${index}`, {}, group);
  }
  const template = Template.fromStack(stack);
  const { PolicyName, PolicyDocument } = only(template, 'AWS::Logs::ResourcePolicy') as {
    readonly PolicyName: string;
    readonly PolicyDocument: { readonly 'Fn::Sub': string };
  };
  expect(PolicyName).toMatch(/^[\w-]{1,100}$/);
  const ids: string[] = groups.map(({ logGroupName }) => stack.resolve(logGroupName).Ref);
  const written = PolicyDocument['Fn::Sub'].replace(/\$\{(\w+)\.Arn\}/g, (_, id) => `ARN${ids.indexOf(id)}`);
  expect(JSON.parse(written)).toEqual({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: ['ARN0', 'ARN1'],
      },
    ],
  });
  template.resourceCountIs('AWS::Lambda::Function', 0);
  const [rule] = Object.values(template.findResources(RULE));
  expect(JSON.stringify(rule?.Properties.Targets[0].Arn)).toMatch(/:log-group:\$\{A\w+\}"\}$/);
});

test('policies of log groups in two platforms have two names', () => {
  const names = ['One', 'Two'].map((name) => {
    const { platform, stack } = monitored(genomesPlatform({}, emptyStack(name)));
    platform.onJobs('Failed', failed, new LogGroup(stack, 'Events'));
    return only(Template.fromStack(stack), 'AWS::Logs::ResourcePolicy').PolicyName;
  });
  expect(new Set(names).size).toBe(2);
});

test('what cannot be delivered goes to one queue: encrypted, TLS only, kept for 14 days, open to these rules', () => {
  const { platform, stack, topic } = monitored();
  const rules = [platform.onJobs('Failed', failed, topic), platform.onQueueBlocked('Blocked', {}, topic)];
  const template = Template.fromStack(stack);
  expect(only(template, 'AWS::SQS::Queue')).toEqual({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
  expect(only(template, 'AWS::SQS::QueuePolicy')).toMatchObject({
    PolicyDocument: {
      Statement: [
        { Effect: 'Deny', Action: 'sqs:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
        {
          Effect: 'Allow',
          Action: 'sqs:SendMessage',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': rules.map(({ ruleArn }) => stack.resolve(ruleArn)) } },
        },
      ],
    },
  });
  const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
  template.allResourcesProperties(RULE, {
    Targets: [{ DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } } }],
  });
});

test('a delivery is tried as long as EventBridge does by itself, unless told otherwise', () => {
  const { platform, stack, topic } = monitored();
  platform.onJobs('Patient', failed, topic);
  platform.onJobs('Hasty', { ...failed, retryAttempts: 0, maxEventAge: Duration.minutes(1) }, topic);
  const policies = Object.values(Template.fromStack(stack).findResources(RULE)).map(
    ({ Properties }) => Properties.Targets[0].RetryPolicy,
  );
  expect(policies).toEqual([undefined, { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 }]);
});

test('delivery may be set by parameters of the stack', () => {
  const { platform, stack, topic } = monitored();
  const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  platform.onJobs(
    'Failed',
    { ...failed, retryAttempts: number('Tries'), maxEventAge: Duration.seconds(number('Age')) },
    topic,
  );
  expect(only(Template.fromStack(stack), RULE)).toMatchObject({
    Targets: [{ RetryPolicy: { MaximumRetryAttempts: { Ref: 'Tries' }, MaximumEventAgeInSeconds: { Ref: 'Age' } } }],
  });
});

test('events in another partition name its ARNs', () => {
  const at = emptyStack();
  const { platform, stack, topic } = monitored(genomesPlatform({}, at));
  platform.onJobs('Failed', { ...failed, jobs: ['align'] }, topic);
  platform.onQueueBlocked('Blocked', {}, new LogGroup(stack, 'Log'));
  expect(JSON.stringify(Template.fromStack(stack).findResources(RULE))).not.toContain('arn:aws:');
});

test('the rule is given out, so that its pattern can be narrowed', () => {
  const { platform, stack, topic } = monitored();
  const rule = platform.onJobs('Failed', failed, topic);
  rule.addEventPattern({ account: ['111122223333'] });
  expect(only(Template.fromStack(stack), RULE)).toMatchObject({ EventPattern: { account: ['111122223333'] } });
});

describe('refuses', () => {
  const at = (options: object, target?: Topic) => {
    const { platform, topic } = monitored();
    return refusal(() => platform.onJobs('Failed', { ...failed, ...options }, target ?? topic));
  };

  test.each([
    [{ states: [] }, 'UNKNOWN_STATUS', 'states is empty; expected some of PENDING, RUNNABLE, '],
    [{ states: ['SUBMITTED'] }, 'UNKNOWN_STATUS', 'states has "SUBMITTED", which has no event; expected some of'],
    [{ queues: [] }, 'MISSING_QUEUE', 'queues is empty; expected some of urgent, nightly'],
    [{ queues: ['weekly'] }, 'UNKNOWN_QUEUE', 'queues names "weekly"; expected some of urgent, nightly'],
    [{ jobs: [] }, 'MISSING_JOB', 'jobs is empty; name some, or leave it out for all'],
    [{ jobs: ['stray'] }, 'UNKNOWN_JOB', 'jobs names "stray"; added so far: align. Call addJob first'],
    [{ retryAttempts: 186 }, 'OUT_OF_RANGE', 'retryAttempts is 186; expected a whole number from 0 to 185'],
    [{ maxEventAge: Duration.seconds(59) }, 'OUT_OF_RANGE', 'maxEventAge is 59; expected a whole number from 60 to'],
    [{ maxEventAge: Duration.hours(25) }, 'OUT_OF_RANGE', 'maxEventAge is 90000; expected a whole number from 60 to'],
  ])('%j', (options, code, message) => {
    expect(at(options)).toMatchObject({
      code,
      path: 'Test/Genomes/Events/Failed',
      message: expect.stringContaining(message),
    });
  });

  test('a job that is added later', () => {
    const { platform, stack } = genomesPlatform();
    expect(
      refusal(() => platform.onJobs('Failed', { ...failed, jobs: ['align'] }, new Topic(stack, 'Topic'))).message,
    ).toContain('added so far: none. Call addJob first');
  });

  test('a FIFO topic and a FIFO queue', () => {
    const { platform, stack } = monitored();
    for (const target of [new Topic(stack, 'T', { fifo: true }), new Queue(stack, 'Q', { fifo: true })]) {
      expect(refusal(() => platform.onQueueBlocked('Blocked', {}, target))).toMatchObject({
        code: 'UNSUPPORTED_TARGET',
        path: 'Test/Genomes/Events/Blocked',
        message: expect.stringContaining('is FIFO, but AWS Batch promises no order of its events'),
      });
    }
  });
});
