import { RemovalPolicy } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { align, genomesPlatform, jobProps, only, refusal } from '../fixture';

function platformWithJob() {
  const of = genomesPlatform();
  of.platform.addJob(align, jobProps());
  return of;
}

describe('a history', () => {
  const { platform, stack } = platformWithJob();
  const history = platform.eventHistory('History', { savedQueries: true });
  const template = Template.fromStack(stack);
  const log = stack.resolve(history.logGroup.logGroupName);

  test('keeps events of jobs and of blocked queues for a year', () => {
    expect(template.findResources('AWS::Logs::LogGroup')[log.Ref]).toMatchObject({
      Properties: { RetentionInDays: 365 },
      DeletionPolicy: 'Retain',
    });
    const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
    expect(rules.map(({ EventPattern }) => EventPattern['detail-type'][0]).sort()).toEqual([
      'Batch Job Queue Blocked',
      'Batch Job State Change',
    ]);
    for (const { Targets } of rules) {
      expect(Targets).toHaveLength(1);
      expect(JSON.stringify(Targets[0].Arn)).toContain(log.Ref);
      expect(Targets[0].DeadLetterConfig).toBeDefined();
    }
    expect(history.rules).toHaveLength(2);
  });

  test('lets EventBridge write to it by a native resource', () => {
    expect(JSON.stringify(only(template, 'AWS::Logs::ResourcePolicy'))).toContain(log.Ref);
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('comes with queries of its log group when asked for', () => {
    const queries = Object.values(template.findResources('AWS::Logs::QueryDefinition')).map(
      ({ Properties }) => Properties,
    );
    expect(queries.map(({ Name }) => Name).sort()).toEqual([
      'genomes/BlockedQueues',
      'genomes/Failures',
      'genomes/FailuresByReason',
    ]);
    for (const { LogGroupNames } of queries) expect(LogGroupNames).toEqual([log]);
    expect(queries.find(({ Name }) => Name === 'genomes/Failures')?.QueryString).toMatch(
      /^filter detail\.status = "FAILED"\n\| fields .*\n\| sort @timestamp desc\n\| dedup detail\.jobId$/,
    );
  });
});

test('a history takes a retention, a key, statuses and what happens at its end', () => {
  const { platform, stack } = platformWithJob();
  const history = platform.eventHistory('History', {
    retention: RetentionDays.TEN_YEARS,
    encryptionKey: new Key(stack, 'Key'),
    states: ['FAILED', 'SUCCEEDED'],
    removalPolicy: RemovalPolicy.DESTROY,
    retryAttempts: 3,
  });
  const template = Template.fromStack(stack);
  expect(template.findResources('AWS::Logs::LogGroup')[stack.resolve(history.logGroup.logGroupName).Ref]).toMatchObject(
    {
      Properties: { RetentionInDays: 3653, KmsKeyId: { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] } },
      DeletionPolicy: 'Delete',
    },
  );
  expect(JSON.stringify(only(template, 'AWS::KMS::Key').KeyPolicy)).toMatch(
    /"kms:EncryptionContext:aws:logs:arn":.*:log-group:\*".*"logs\.\$\{AWS::Region\}/,
  );
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { status: ['SUCCEEDED', 'FAILED'] } },
    Targets: [{ RetryPolicy: { MaximumRetryAttempts: 3 } }],
  });
});

test('refuses a history of no status', () => {
  const { platform } = platformWithJob();
  expect(refusal(() => platform.eventHistory('History', { states: [] }))).toMatchObject({
    code: 'UNKNOWN_STATUS',
    path: 'Test/Genomes/History/History',
  });
});

test('a history and alarms share one rule about blocked queues, until a rule has all the targets that it can have', () => {
  const { platform, stack } = platformWithJob();
  platform.eventHistory('History');
  for (let i = 0; i < 6; i++) platform.alarms(`Alarms${i}`, { notify: new Topic(stack, `Topic${i}`) });
  platform.alarms('Some', { notify: new Topic(stack, 'Some'), queues: ['nightly'] });
  const rules = Object.entries(Template.fromStack(stack).findResources('AWS::Events::Rule')).filter(
    ([, { Properties }]) => Properties.EventPattern['detail-type'][0] === 'Batch Job Queue Blocked',
  );
  const shape = rules.map(([, { Properties }]) => [
    Properties.Targets.length,
    new Set(Properties.Targets.map(({ Id }: { Id: string }) => Id)).size,
    Properties.EventPattern.resources.length,
  ]);
  expect(shape).toEqual([
    [5, 5, 2],
    [2, 2, 2],
    [1, 1, 1],
  ]);
});
