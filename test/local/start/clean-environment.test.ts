import { type BatchClient, SubmitJobCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Local } from '@batchwright/local';
import { createQueue, ended, register, start } from './service';

/** What a developer's shell may hold, and no job may see. */
const DEVELOPER = {
  AWS_PROFILE: 'production',
  AWS_DEFAULT_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIDEVELOPER',
  AWS_SECRET_ACCESS_KEY: 'developer-secret',
  AWS_SESSION_TOKEN: 'developer-token',
  AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/developer',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/developer/token',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.2/developer',
  AWS_ENDPOINT_URL_S3: 'https://s3.developer.example',
  MARKER_OF_THE_DEVELOPER: 'marker-value',
  NODE_OPTIONS: '--no-deprecation',
};

describe('the environment of a job', () => {
  const before = { ...process.env };
  let local: Local;
  let batch: BatchClient;
  beforeAll(async () => {
    Object.assign(process.env, DEVELOPER);
    ({ local, batch } = await start());
    await createQueue(batch, 'queue');
  });
  afterAll(async () => {
    await local.stop();
    for (const name of Object.keys(DEVELOPER)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });

  async function environmentOf(environment: { name: string; value: string }[]): Promise<Map<string, string>> {
    const jobDefinition = await register(batch, 'env', ['env', '-0']);
    const { jobId } = await batch.send(
      new SubmitJobCommand({ jobName: 'env', jobQueue: 'queue', jobDefinition, containerOverrides: { environment } }),
    );
    const job = await ended(batch, jobId);
    const logs = new CloudWatchLogsClient({ endpoint: local.endpoint, region: local.region, credentials: local });
    const logStreamName = job.container?.logStreamName;
    const { events = [] } = await logs.send(new GetLogEventsCommand({ logGroupName: '/aws/batch/job', logStreamName }));
    const text = events.map(({ message }) => message).join('\n');
    return new Map(
      text.split('\0').flatMap((line) => {
        const at = line.indexOf('=');
        return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
      }),
    );
  }

  test('holds what was asked for and what the service sets, and nothing of the developer but PATH', async () => {
    const environment = await environmentOf([{ name: 'MINE', value: 'yes' }]);
    expect(Object.fromEntries(environment)).toEqual({
      MINE: 'yes',
      PATH: process.env.PATH,
      HOME: expect.stringMatching(/batchwright-/),
      TMPDIR: expect.stringMatching(/batchwright-/),
      AWS_BATCH_JOB_ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      AWS_BATCH_JOB_ATTEMPT: '1',
      AWS_BATCH_JQ_NAME: 'queue',
      AWS_BATCH_CE_NAME: 'queue-compute',
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ENDPOINT_URL: local.endpoint,
      AWS_ACCESS_KEY_ID: local.accessKeyId,
      AWS_SECRET_ACCESS_KEY: local.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    });
    const developers = Object.values(DEVELOPER);
    expect([...environment.values()].filter((value) => developers.includes(value))).toEqual([]);
  });

  test('keeps the local endpoint and credentials whatever a submission sets', async () => {
    const elsewhere = 'http://127.0.0.1:9';
    const environment = await environmentOf([
      { name: 'AWS_ENDPOINT_URL', value: elsewhere },
      { name: 'AWS_ENDPOINT_URL_S3', value: elsewhere },
      { name: 'AWS_PROFILE', value: 'production' },
      { name: 'AWS_EC2_METADATA_DISABLED', value: 'false' },
      { name: 'AWS_REGION', value: 'eu-west-1' },
    ]);
    expect(environment.get('AWS_ENDPOINT_URL')).toBe(local.endpoint);
    expect(environment.has('AWS_ENDPOINT_URL_S3')).toBe(false);
    expect(environment.has('AWS_PROFILE')).toBe(false);
    expect(environment.get('AWS_EC2_METADATA_DISABLED')).toBe('true');
    expect(environment.get('AWS_REGION')).toBe('eu-west-1');
  });
});
