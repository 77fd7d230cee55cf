import { SubmitJobCommand } from '@aws-sdk/client-batch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  GetLogEventsCommand,
  PutRetentionPolicyCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import type { Local } from '@batchwright/local';
import { clientOf, createQueue, ended, register, startLocal } from '../start/service';

let local: Local;
let ssm: SSMClient;
let logs: CloudWatchLogsClient;
beforeAll(async () => {
  local = await startLocal({ settleMs: 0 });
  const options = { endpoint: local.endpoint, region: local.region, credentials: local, maxAttempts: 1 };
  ssm = new SSMClient(options);
  logs = new CloudWatchLogsClient(options);
});
afterAll(() => local.stop());

describe('SSM', () => {
  test('keeps parameters with type, version and ARN', async () => {
    expect(await ssm.send(new PutParameterCommand({ Name: '/a/one', Value: '1', Type: 'String' }))).toMatchObject({
      Version: 1,
    });
    await expect(
      ssm.send(new PutParameterCommand({ Name: '/a/one', Value: '2', Type: 'String' })),
    ).rejects.toMatchObject({
      name: 'ParameterAlreadyExists',
    });
    await ssm.send(new PutParameterCommand({ Name: '/a/one', Value: '2', Overwrite: true }));
    const arn = 'arn:aws:ssm:us-east-1:000000000000:parameter/a/one';
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/a/one' }));
    expect(Parameter).toMatchObject({ Name: '/a/one', Value: '2', Type: 'String', Version: 2, ARN: arn });
    expect(Parameter?.LastModifiedDate).toBeInstanceOf(Date);
    expect((await ssm.send(new GetParameterCommand({ Name: arn }))).Parameter?.Value).toBe('2');
    expect(await ssm.send(new GetParametersCommand({ Names: ['/a/one', '/a/none'] }))).toMatchObject({
      Parameters: [{ Name: '/a/one' }],
      InvalidParameters: ['/a/none'],
    });
    await ssm.send(new DeleteParameterCommand({ Name: '/a/one' }));
    await expect(ssm.send(new GetParameterCommand({ Name: '/a/one' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('gives a secure string only when it is to be decrypted', async () => {
    await ssm.send(new PutParameterCommand({ Name: 'secure', Value: 'secret', Type: 'SecureString' }));
    const plain = await ssm.send(new GetParameterCommand({ Name: 'secure', WithDecryption: true }));
    const sealed = await ssm.send(new GetParameterCommand({ Name: 'secure' }));
    expect(plain.Parameter?.Value).toBe('secret');
    expect(sealed.Parameter?.Value).not.toContain('secret');
  });

  test('lists a path by ten, recursively or not', async () => {
    for (let index = 0; index < 11; index++) {
      await ssm.send(new PutParameterCommand({ Name: `/tree/leaf-${index}`, Value: 'x', Type: 'String' }));
    }
    await ssm.send(new PutParameterCommand({ Name: '/tree/branch/leaf', Value: 'x', Type: 'String' }));
    await ssm.send(new PutParameterCommand({ Name: '/treehouse/leaf', Value: 'x', Type: 'String' }));
    const names: unknown[] = [];
    let NextToken: string | undefined;
    do {
      const page = await ssm.send(new GetParametersByPathCommand({ Path: '/tree', Recursive: true, NextToken }));
      expect(page.Parameters?.length).toBeLessThanOrEqual(10);
      names.push(...(page.Parameters ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    expect(new Set(names).size).toBe(12);
    expect(names).toHaveLength(12);
    const flat = await ssm.send(new GetParametersByPathCommand({ Path: '/tree' }));
    expect(flat.Parameters?.map(({ Name }) => Name)).not.toContain('/tree/branch/leaf');
  });

  test('refuses a value of more than 4 KiB in the standard tier, and takes it in the advanced one', async () => {
    const input = { Name: 'long', Value: 'x'.repeat(4097), Type: 'String' as const };
    await expect(ssm.send(new PutParameterCommand(input))).rejects.toMatchObject({ name: 'ValidationException' });
    await ssm.send(new PutParameterCommand({ ...input, Tier: 'Advanced' }));
  });
});

describe('CloudWatch Logs', () => {
  const logGroupName = '/aws/batch/job';
  let stream: string | undefined;
  beforeAll(async () => {
    const batch = clientOf(local);
    await createQueue(batch, 'queue');
    const jobDefinition = await register(batch, 'writer', ['sh', '-c', 'for i in 1 2 3 4 5; do echo "line $i"; done']);
    const { jobId } = await batch.send(new SubmitJobCommand({ jobName: 'w', jobQueue: 'queue', jobDefinition }));
    stream = (await ended(batch, jobId)).container?.logStreamName;
  });

  test('gives lines page by page from the head or the tail', async () => {
    const read = async (more: object) => {
      const page = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName: stream, limit: 2, ...more }));
      return { lines: page.events?.map(({ message }) => message), next: page.nextForwardToken };
    };
    const first = await read({ startFromHead: true });
    expect(first.lines).toEqual(['line 1', 'line 2']);
    expect((await read({ nextToken: first.next })).lines).toEqual(['line 3', 'line 4']);
    expect((await read({})).lines).toEqual(['line 4', 'line 5']);
    await expect(read({ nextToken: 'x' })).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  test('finds groups, streams and words', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/mine' }));
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName: '/mine' }))).rejects.toMatchObject({
      name: 'ResourceAlreadyExistsException',
    });
    const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/m' }));
    expect(logGroups?.map((group) => group.logGroupName)).toEqual(['/mine']);
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName, logStreamNamePrefix: 'writer/' }),
    );
    expect(logStreams).toEqual([
      expect.objectContaining({ logStreamName: stream, firstEventTimestamp: expect.any(Number) }),
    ]);
    const { events } = await logs.send(new FilterLogEventsCommand({ logGroupName, filterPattern: '"line 3"' }));
    expect(events?.map(({ message, logStreamName }) => [message, logStreamName])).toEqual([['line 3', stream]]);
  });

  test('refuses what does not exist, and answers 501 to what is not served', async () => {
    await expect(
      logs.send(new GetLogEventsCommand({ logGroupName: '/none', logStreamName: 'x' })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'The specified log group does not exist.' });
    await expect(
      logs.send(new PutRetentionPolicyCommand({ logGroupName: '/mine', retentionInDays: 1 })),
    ).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
      message: expect.stringContaining('PutRetentionPolicy'),
    });
  });
});
