import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SubmitJobCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { LocalError } from '@batchwright/local';
import { clientOf, ended, startLocal } from './service';

let assembly: string;
beforeEach(() => {
  assembly = mkdtempSync(join(tmpdir(), 'assembly-'));
});
afterEach(() => rmSync(assembly, { recursive: true }));

const IMAGE = '000000000000.dkr.ecr.us-east-1.amazonaws.com/assets:abc';

const compute = {
  Type: 'AWS::Batch::ComputeEnvironment',
  Properties: {
    Type: 'MANAGED',
    ComputeResources: {
      Type: 'EC2',
      MaxvCpus: 4,
      MinvCpus: 0,
      Subnets: ['subnet-1'],
      InstanceTypes: ['optimal'],
      InstanceRole: 'role',
    },
  },
};
const queue = {
  Type: 'AWS::Batch::JobQueue',
  Properties: {
    JobQueueName: 'standard',
    Priority: 5,
    ComputeEnvironmentOrder: [{ Order: 1, ComputeEnvironment: { Ref: 'Compute' } }],
  },
};
const definition = (image: string) => ({
  Type: 'AWS::Batch::JobDefinition',
  Properties: {
    JobDefinitionName: 'greet',
    Type: 'container',
    ContainerProperties: {
      Image: image,
      ResourceRequirements: [
        { Type: 'VCPU', Value: '1' },
        { Type: 'MEMORY', Value: '64' },
      ],
      LogConfiguration: {
        LogDriver: 'awslogs',
        Options: { 'awslogs-group': { Ref: 'Group' }, 'awslogs-stream-prefix': 'p' },
      },
    },
  },
});

/** A synthesized assembly of one stack. */
function write(resources: object, dockerImages: object = {}, more: object = {}): void {
  writeFileSync(
    join(assembly, 'manifest.json'),
    JSON.stringify({
      version: '48.0.0',
      artifacts: {
        'Stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'Stack.assets.json' } },
        Stack: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/unknown-region',
          properties: { templateFile: 'Stack.template.json' },
          dependencies: ['Stack.assets'],
        },
      },
    }),
  );
  writeFileSync(join(assembly, 'Stack.template.json'), JSON.stringify({ Resources: resources, ...more }));
  writeFileSync(join(assembly, 'Stack.assets.json'), JSON.stringify({ version: '48.0.0', files: {}, dockerImages }));
}

function writeImage(dockerfile: string): object {
  mkdirSync(join(assembly, 'asset.abc'));
  writeFileSync(join(assembly, 'asset.abc', 'Dockerfile'), dockerfile);
  writeFileSync(join(assembly, 'asset.abc', 'greet.js'), `console.log(process.env.WORD, process.argv[2]);`);
  const destination = { repositoryName: 'assets', imageTag: 'abc', region: 'us-east-1' };
  return { abc: { source: { directory: 'asset.abc' }, destinations: { d: destination } } };
}

test('what was synthesized runs: queue, definition, image asset, log group, bucket and parameter', async () => {
  const images = writeImage(
    'FROM node:22\nWORKDIR /app\nENV WORD=hello\nCOPY greet.js .\nENTRYPOINT ["node"]\nCMD ["greet.js", "you"]\n',
  );
  const resources = {
    Compute: compute,
    Queue: queue,
    Definition: definition(IMAGE),
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/photos' } },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'photos-bucket' } },
    Parameter: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Name: '/photos/queue', Type: 'String', Value: { Ref: 'Queue' } },
    },
    Topic: { Type: 'AWS::SNS::Topic' },
  };
  write(resources, images);
  const local = await startLocal({ from: assembly });
  try {
    expect(local.summary).toMatchObject({
      jobQueues: ['standard'],
      jobDefinitions: ['greet'],
      buckets: ['photos-bucket'],
      parameters: ['/photos/queue'],
      logGroups: ['/photos'],
      notServed: new Map([['AWS::SNS::Topic', 1]]),
    });
    expect([...local.summary.images.values()]).toEqual([{ ok: true }]);
    const options = { endpoint: local.endpoint, region: local.region, credentials: local };
    const { Parameter } = await new SSMClient(options).send(new GetParameterCommand({ Name: '/photos/queue' }));
    await new S3Client(options).send(new HeadBucketCommand({ Bucket: 'photos-bucket' }));

    const batch = clientOf(local);
    const jobQueue = Parameter?.Value;
    const { jobId } = await batch.send(new SubmitJobCommand({ jobName: 'greet', jobQueue, jobDefinition: 'greet' }));
    const job = await ended(batch, jobId);
    expect(job.status).toBe('SUCCEEDED');
    const logStreamName = job.container?.logStreamName;
    expect(logStreamName).toMatch(/^p\/default\//);
    const { events } = await new CloudWatchLogsClient(options).send(
      new GetLogEventsCommand({ logGroupName: '/photos', logStreamName }),
    );
    expect(events?.map(({ message }) => message)).toEqual(['hello you']);
  } finally {
    await local.stop();
  }
});

test('values of other apps are taken from the options, and outputs are in the summary', async () => {
  const bucket = (name: object) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName: name } });
  write(
    {
      One: bucket({ Ref: 'Given' }),
      Two: bucket({ 'Fn::ImportValue': 'other-bucket' }),
      Three: bucket({ Ref: 'Looked' }),
      Function: { Type: 'AWS::Lambda::Function' },
    },
    {},
    {
      Parameters: {
        Given: { Type: 'String' },
        Looked: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/other/name' },
      },
      Outputs: { OneName: { Value: { Ref: 'One' } }, NotHere: { Value: { 'Fn::Cidr': ['10.0.0.0/8', 2, 8] } } },
    },
  );
  await expect(startLocal({ from: assembly })).rejects.toMatchObject({ code: 'INVALID_ASSEMBLY' });
  await using local = await startLocal({
    from: assembly,
    parameters: { Given: 'bucket-one' },
    exports: { 'other-bucket': 'bucket-two' },
    ssm: { '/other/name': 'bucket-three' },
  });
  expect(local.summary.buckets).toEqual(['bucket-one', 'bucket-two', 'bucket-three']);
  expect(local.summary.outputs).toEqual(new Map([['Stack', new Map([['OneName', 'bucket-one']])]]));
  const ssm = new SSMClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/other/name' }));
  expect(Parameter?.Value).toBe('bucket-three');
});

test('an image that needs a build fails its jobs with the line of the Dockerfile', async () => {
  const images = writeImage('FROM node:22\nRUN npm ci\n');
  const group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/photos' } };
  write({ Compute: compute, Queue: queue, Definition: definition(IMAGE), Group: group }, images);
  const local = await startLocal({ from: [assembly] });
  try {
    const batch = clientOf(local);
    const { jobId } = await batch.send(
      new SubmitJobCommand({ jobName: 'greet', jobQueue: 'standard', jobDefinition: 'greet' }),
    );
    expect(await ended(batch, jobId)).toMatchObject({
      status: 'FAILED',
      statusReason: 'Task failed to start',
      container: { reason: expect.stringMatching(/^CannotPullContainerError: .*line 2, RUN/) },
    });
  } finally {
    await local.stop();
  }
});

test('what AWS Batch would refuse is refused with stack and logical id, all at once', async () => {
  const small = structuredClone(queue);
  small.Properties.JobQueueName = 'not a name';
  const wrong = { ...compute, Properties: { ...compute.Properties, State: 'DISABLED' } };
  write({ Compute: compute, Queue: small, Wrong: wrong });
  const error = await startLocal({ from: assembly }).catch((reason: unknown) => reason);
  expect(LocalError.isLocalError(error)).toBe(true);
  expect(error).toMatchObject({ code: 'PROVISION_REFUSED', retryable: false });
  expect((error as Error).message).toMatch(/Stack, Wrong .*must be created in ENABLED state/);
  expect((error as Error).message).toMatch(/Stack, Queue .*should match a valid pattern/);
});

test('a job on several nodes does not keep the others of its stack from running', async () => {
  const nodes = {
    Type: 'AWS::Batch::JobDefinition',
    Properties: {
      JobDefinitionName: 'solve',
      Type: 'multinode',
      NodeProperties: { NumNodes: 2, MainNode: 0, NodeRangeProperties: [{ TargetNodes: '0:1', Container: {} }] },
    },
  };
  const group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/photos' } };
  write({ Compute: compute, Queue: queue, Definition: definition(IMAGE), Group: group, Solve: nodes });
  const local = await startLocal({ from: [assembly] });
  try {
    expect(local.summary.jobDefinitions).toEqual(['greet']);
    expect(local.summary.notServed.get('AWS::Batch::JobDefinition')).toBe(1);
    await expect(
      clientOf(local).send(new SubmitJobCommand({ jobName: 'x', jobQueue: 'standard', jobDefinition: 'solve' })),
    ).rejects.toMatchObject({ name: 'ClientException' });
  } finally {
    await local.stop();
  }
});
