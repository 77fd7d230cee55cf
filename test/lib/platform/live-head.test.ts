import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import * as fc from 'fast-check';
import { LiveHead } from '../../../lib/src/platform/live-head';
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
const live = new LiveHead(stack, '/batchwright/genomes');
const read = (token: string, head: object) => evaluate(stack.resolve(token), JSON.stringify(head));

const name = fc.stringMatching(/^[a-z](-?[a-z0-9]){0,20}$/);
const bucket = fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,40}[a-z0-9]$/);
const folder = fc.stringMatching(/^[A-Za-z0-9!_.*'()/-]{0,30}$/);
const heads = fc.record({
  platform: name,
  bucket,
  folder,
  queues: fc.uniqueArray(name, { minLength: 1, maxLength: 8 }),
});

test('CloudFormation finds each queue and the workspace in the text of a head', () => {
  fc.assert(
    fc.property(heads, ({ platform, bucket, folder, queues }) => {
      const arnOf = (queue: string) => `arn:aws:batch:eu-west-1:111122223333:job-queue/${platform}-${queue}`;
      const head = {
        batchwright: 'manifest-head',
        version: 1,
        platform,
        region: 'eu-west-1',
        account: '111122223333',
        workspace: folder === '' ? `s3://${bucket}` : `s3://${bucket}/${folder}`,
        workspaceKey: 'arn:aws:kms:eu-west-1:111122223333:key/1',
        definitions: `${platform}-0a1b2c3d-`,
        queues: Object.fromEntries(queues.map((queue) => [queue, { arn: arnOf(queue), compute: 'EC2', priority: 1 }])),
      };
      for (const queue of queues) expect(read(live.queueArn(queue), head)).toBe(arnOf(queue));
      expect(read(live.workspaceBucket, head)).toBe(bucket);
      expect(read(live.workspaceKey, head)).toBe(head.workspaceKey);
    }),
  );
});

test('CloudFormation finds them in the head that a platform publishes', () => {
  const at = emptyStack();
  const workspace = new Bucket(at.stack, 'Data', { encryptionKey: new Key(at.stack, 'Key') });
  genomesPlatform({ workspace }, at).platform.addJob(align, jobProps());
  const template = Template.fromStack(at.stack);
  const published = Object.values(template.findResources('AWS::SSM::Parameter')).map(({ Properties }) => Properties);
  const [, parts] = published.find(({ Name }) => Name === '/batchwright/genomes/platform')?.Value['Fn::Join'] ?? [];
  // As it is deployed: each reference has become a text.
  const text = parts
    .map((part: unknown) => (typeof part === 'string' ? part : `<${JSON.stringify(part).replace(/\W+/g, '-')}>`))
    .join('');
  const found = (token: string) => evaluate(stack.resolve(token), text);
  expect(found(live.queueArn('urgent'))).toMatch(/^<-Fn-GetAtt-GenomesQueuesurgent\w+-JobQueueArn->$/);
  expect(found(live.queueArn('nightly'))).toMatch(/^<-Fn-GetAtt-GenomesQueuesnightly\w+-JobQueueArn->$/);
  expect(found(live.workspaceBucket)).toMatch(/^<-Ref-Data\w+->$/);
  expect(found(live.workspaceKey)).toMatch(/^<-Fn-GetAtt-Key\w+-Arn->$/);
});

test('a deployment fails when the platform has lost a queue', () => {
  const head = { workspace: 's3://bucket', queues: { nightly: { arn: 'arn:nightly' } } };
  expect(() => read(live.queueArn('urgent'), head)).toThrow('nonexistent value');
});
