import { prefix } from '@batchwright/cdk';
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { emptyStack, genomesPlatform, only, refusal, templateOfJob } from '../fixture';

const BUCKET = 'AWS::S3::Bucket';

/** What workers are told about the workspace. */
const uriOf = (template: ReturnType<typeof templateOfJob>) => {
  const { Environment } = only(template, 'AWS::Batch::JobDefinition').ContainerProperties as {
    readonly Environment: readonly { readonly Name: string; readonly Value: unknown }[];
  };
  return Environment.find(({ Name }) => Name === 'BATCHWRIGHT_WORKSPACE')?.Value;
};

test('an own workspace is encrypted, private, TLS only, kept, and emptied after 30 days', () => {
  const template = templateOfJob();
  expect(only(template, BUCKET)).toEqual({
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    LifecycleConfiguration: {
      Rules: [{ Status: 'Enabled', ExpirationInDays: 30, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  template.hasResource(BUCKET, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })],
    },
  });
});

test('its expiration and what happens to it in the end can be set', () => {
  const of = genomesPlatform({ workspaceExpiration: Duration.days(7), removalPolicy: RemovalPolicy.DESTROY });
  const template = templateOfJob({}, of);
  template.hasResource(BUCKET, {
    DeletionPolicy: 'Delete',
    Properties: { LifecycleConfiguration: { Rules: [{ ExpirationInDays: 7 }] } },
  });
  template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete' });
});

test('a given bucket is used below a folder of the platform', () => {
  const at = emptyStack();
  const of = genomesPlatform({ workspace: Bucket.fromBucketName(at.stack, 'Shared', 'shared-data') }, at);
  const template = templateOfJob({}, of);
  template.resourceCountIs(BUCKET, 0);
  expect(uriOf(template)).toBe('s3://shared-data/batchwright/genomes');
});

test.each(['scratch/batch/', 'scratch/batch'])('a given prefix is used as it is: %p', (text) => {
  const at = emptyStack();
  const of = genomesPlatform({ workspace: prefix(Bucket.fromBucketName(at.stack, 'Shared', 'shared-data'), text) }, at);
  expect(uriOf(templateOfJob({}, of))).toBe('s3://shared-data/scratch/batch');
  const items = of.platform.workspace.objects('items/align/*');
  new CfnOutput(at.stack, 'Items', { value: items });
  expect(JSON.stringify(at.stack.resolve(items))).toContain(':s3:::shared-data/scratch/batch/items/align/*');
});

test('the key of a given bucket can be used by the worker', () => {
  const at = emptyStack();
  const bucket = new Bucket(at.stack, 'Secret', { encryptionKey: new Key(at.stack, 'Key') });
  const of = genomesPlatform({ workspace: bucket }, at);
  templateOfJob({}, of).hasResourceProperties('AWS::IAM::Role', {
    Policies: [
      {
        PolicyDocument: {
          Statement: Match.arrayWith([Match.objectLike({ Action: ['kms:Decrypt', 'kms:GenerateDataKey'] })]),
        },
      },
    ],
  });
});

test('refuses a prefix that a policy would read as a wildcard', () => {
  const at = emptyStack();
  const bucket = Bucket.fromBucketName(at.stack, 'Shared', 'shared-data');
  expect(refusal(() => genomesPlatform({ workspace: prefix(bucket, 'a*/') }, at))).toMatchObject({
    code: 'INVALID_PREFIX',
    path: 'Test/Genomes/Workspace',
  });
});

test.each([
  ['no day', Duration.days(0), '0'],
  ['half a day', Duration.hours(36), '1.5'],
  ['no number of days', Duration.days(Number.NaN), 'NaN'],
])('refuses to keep objects for %s', (_what, workspaceExpiration, got) => {
  expect(refusal(() => genomesPlatform({ workspaceExpiration }))).toMatchObject({
    code: 'OUT_OF_RANGE',
    path: 'Test/Genomes/Workspace',
    message: expect.stringContaining(`workspaceExpiration (days) is ${got}; expected a whole number from 1`),
  });
});
