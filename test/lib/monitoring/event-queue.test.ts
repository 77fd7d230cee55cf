import { assembleManifest, type Manifest } from '@batchwright/model/contract';
import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountRootPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { align, emptyStack, genomesPlatform, jobProps, only, refusal } from '../fixture';

function followed(props: Parameters<typeof genomesPlatform>[0] = { eventQueue: true }, at = emptyStack()) {
  const of = genomesPlatform(props, at);
  of.platform.addJob(align, jobProps());
  const role = new Role(of.stack, 'Watcher', { assumedBy: new AccountRootPrincipal() });
  of.platform.grants.watch(role);
  return { ...of, role };
}
const QUEUE = expect.stringMatching(/^GenomesEventQueue/);
const DEAD = expect.stringMatching(/^GenomesEventDeadLetters/);
const head = (template: Template): string =>
  JSON.stringify(
    Object.values(template.findResources('AWS::SSM::Parameter')).find(({ Properties }) =>
      Properties.Name.endsWith('/platform'),
    )?.Properties.Value,
  );
const watcher = (template: Template): string =>
  JSON.stringify(
    Object.values(template.findResources('AWS::IAM::Policy')).filter(({ Properties }) =>
      JSON.stringify(Properties.Roles).includes('Watcher'),
    ),
  );

test.each([undefined, false])('a platform with eventQueue %s has none, and says nothing of one', (eventQueue) => {
  const template = Template.fromStack(followed(eventQueue === undefined ? {} : { eventQueue }).stack);
  template.resourceCountIs('AWS::SQS::Queue', 0);
  template.resourceCountIs('AWS::Events::Rule', 0);
  expect(head(template)).not.toContain('events');
  expect(watcher(template)).not.toContain('sqs:');
});

describe('an event queue', () => {
  const { stack, platform } = followed();
  const template = Template.fromStack(stack);

  test('gets every event of the jobs of all queues', () => {
    expect(only(template, 'AWS::Events::Rule')).toMatchObject({
      EventPattern: {
        source: ['aws.batch'],
        'detail-type': ['Batch Job State Change'],
        detail: {
          status: ['PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED'],
          jobQueue: [
            stack.resolve(platform.queues.urgent.jobQueueArn),
            stack.resolve(platform.queues.nightly.jobQueueArn),
          ],
        },
      },
      Targets: [{ Arn: { 'Fn::GetAtt': [QUEUE, 'Arn'] }, DeadLetterConfig: { Arn: { 'Fn::GetAtt': [DEAD, 'Arn'] } } }],
    });
  });

  test('is encrypted, waits for events, and puts aside what nobody understands', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      ReceiveMessageWaitTimeSeconds: 20,
      RedrivePolicy: { maxReceiveCount: 5, deadLetterTargetArn: { 'Fn::GetAtt': [Match.anyValue(), 'Arn'] } },
    });
    template.resourceCountIs('AWS::SQS::Queue', 2);
  });

  test('takes TLS only, and events of its rule only', () => {
    const policies = Object.values(template.findResources('AWS::SQS::QueuePolicy')).filter(({ Properties }) =>
      JSON.stringify(Properties.Queues).includes('EventQueue'),
    );
    expect(policies.map(({ Properties }) => Properties.PolicyDocument.Statement)).toEqual([
      expect.arrayContaining([
        expect.objectContaining({
          Effect: 'Deny',
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        expect.objectContaining({
          Effect: 'Allow',
          Principal: { Service: 'events.amazonaws.com' },
          Condition: { ArnEquals: { 'aws:SourceArn': { 'Fn::GetAtt': [expect.stringMatching(/Followed/), 'Arn'] } } },
        }),
      ]),
    ]);
  });

  test('stands in the manifest by its URL', () => {
    expect(head(template)).toMatch(/\\"events\\":\\"\$\{GenomesEventQueue\w+\}/);
  });

  test('may be received from by those who watch, and by nobody else', () => {
    expect(watcher(template)).toMatch(
      /"Action":\["sqs:DeleteMessage","sqs:ReceiveMessage"\],"Effect":"Allow","Resource":\{"Fn::GetAtt":\["GenomesEventQueue/,
    );
    const roles = JSON.stringify(template.findResources('AWS::IAM::Role'));
    expect(roles).not.toContain('sqs:');
  });
});

test('a queue with a key of its own lets EventBridge and watchers use the key', () => {
  const at = emptyStack();
  const template = Template.fromStack(
    followed(
      { eventQueue: { encryptionKey: new Key(at.stack, 'Key'), states: ['FAILED'], retention: Duration.days(1) } },
      at,
    ).stack,
  );
  template.hasResourceProperties('AWS::SQS::Queue', {
    KmsMasterKeyId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Key'), 'Arn'] },
    MessageRetentionPeriod: 86_400,
  });
  expect(JSON.stringify(only(template, 'AWS::KMS::Key').KeyPolicy)).toContain('events.amazonaws.com');
  expect(watcher(template)).toContain('"kms:Decrypt"');
  expect(only(template, 'AWS::Events::Rule')).toMatchObject({ EventPattern: { detail: { status: ['FAILED'] } } });
});

test('a manifest keeps what it says of events and tags when it is put together', () => {
  const text = JSON.stringify({
    batchwright: 'manifest-head',
    version: 1,
    platform: 'genomes',
    region: 'eu-west-1',
    account: '111122223333',
    workspace: 's3://bucket',
    queues: {},
    events: 'https://sqs.example/queue',
    tags: { team: 'genomics' },
  });
  const manifest: Manifest = assembleManifest('/p', new Map([['/p/platform', text]]));
  expect(manifest).toMatchObject({ events: 'https://sqs.example/queue', tags: { team: 'genomics' } });
});

test.each([
  [{ retention: Duration.days(15) }, 'OUT_OF_RANGE'],
  [{ states: [] }, 'UNKNOWN_STATUS'],
] as const)('refuses an event queue %#', (eventQueue, code) => {
  expect(refusal(() => genomesPlatform({ eventQueue }))).toMatchObject({ code, path: 'Test/Genomes/EventQueue' });
});
