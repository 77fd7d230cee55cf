import { ENCRYPTION_KEY, formatNames, queueKey, WORKSPACE_KEY } from '@batchwright/model/contract';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { LiveNames } from '../../../lib/src/platform/live-names';
import { align, emptyStack, genomesPlatform, jobProps } from '../fixture';

/** What CloudFormation makes of the functions that are used. */
function evaluate(value: unknown, parameter: string): unknown {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::Select': select, 'Fn::Split': split } = value as Record<string, [never, never]>;
  if (Ref !== undefined) return parameter;
  if (split !== undefined) return (evaluate(split[1], parameter) as string).split(split[0]);
  if (select === undefined) throw new Error(JSON.stringify(value));
  const found = (evaluate(select[1], parameter) as string[])[select[0]];
  if (found === undefined) throw new Error('Fn::Select cannot select nonexistent value');
  return found;
}

const stack = new Stack(new App(), 'Test');
const live = new LiveNames(stack, '/batchwright/genomes');
const read = (token: string, text: string) => evaluate(stack.resolve(token), text);

const name = fc.stringMatching(/^[a-z](-?[a-z0-9]){0,20}$/);
const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,40}[a-z0-9]$/);

test('CloudFormation finds each queue and the workspace in the text of names', () => {
  fc.assert(
    fc.property(name, bucket, fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), (platform, bucket, queues) => {
      const arnOf = (queue: string) => `arn:aws:batch:eu-west-1:111122223333:job-queue/${platform}-${queue}`;
      const text = formatNames({
        ...Object.fromEntries(queues.map((queue) => [queueKey(queue), arnOf(queue)])),
        [WORKSPACE_KEY]: bucket,
        [ENCRYPTION_KEY]: 'arn:aws:kms:eu-west-1:111122223333:key/1',
      });
      for (const queue of queues) expect(read(live.queueArn(queue), text)).toBe(arnOf(queue));
      expect(read(live.workspaceBucket, text)).toBe(bucket);
      expect(read(live.workspaceKey, text)).toBe('arn:aws:kms:eu-west-1:111122223333:key/1');
    }),
  );
});

test('it finds them as well where the CDK writes JSON, which escapes what it splits by', () => {
  const json = stack.resolve(stack.toJsonString({ queue: live.queueArn('urgent') }));
  const [, parts] = json['Fn::Join'] as [string, unknown[]];
  const text = formatNames({ [queueKey('urgent')]: 'arn:urgent' });
  expect(JSON.parse(parts.map((part) => evaluate(part, text)).join(''))).toEqual({ queue: 'arn:urgent' });
});

test('CloudFormation finds them in what a platform publishes for jobs from elsewhere', () => {
  const at = emptyStack();
  const workspace = new Bucket(at.stack, 'Data', { encryptionKey: new Key(at.stack, 'Key') });
  genomesPlatform({ workspace, jobsElsewhere: true }, at);
  const template = Template.fromStack(at.stack);
  const published = Object.values(template.findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties);
  const sub: string = published.find(({ Name }) => Name === '/batchwright/genomes/names')?.Value['Fn::Sub'];
  // As it is deployed: each reference has become a text.
  const found = (token: string) => read(token, sub.replace(/\$\{([\w.]+)\}/g, '<$1>'));
  expect(found(live.queueArn('urgent'))).toMatch(/^<GenomesQueuesurgent\w+\.JobQueueArn>$/);
  expect(found(live.queueArn('nightly'))).toMatch(/^<GenomesQueuesnightly\w+\.JobQueueArn>$/);
  expect(found(live.workspaceBucket)).toMatch(/^<Data\w+>$/);
  expect(found(live.workspaceKey)).toMatch(/^<Key\w+\.Arn>$/);
});

test('a platform whose jobs are all its own publishes no names', () => {
  const { stack: own, platform } = genomesPlatform();
  platform.addJob(align, jobProps());
  expect(JSON.stringify(Template.fromStack(own).toJSON())).not.toContain('/batchwright/genomes/names');
});

test('a deployment fails when the platform has lost a queue', () => {
  const text = formatNames({ [queueKey('nightly')]: 'arn:nightly' });
  expect(() => read(live.queueArn('urgent'), text)).toThrow('nonexistent value');
});
