import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SubmitJobCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { LocalError, LocalServerError } from '@batchwright/local';
import { createQueue, ended, inStatus, register, start, startLocal, until } from './service';

describe('startLocal', () => {
  test.each<[string, object]>([
    ['port', { port: 70_000 }],
    ['slots', { slots: 0 }],
    ['region', { region: 'here' }],
    ['accountId', { accountId: '12' }],
    ['accessKeyId', { accessKeyId: 'a b' }],
    ['secretAccessKey', { secretAccessKey: '' }],
    ['stopGraceMs', { stopGraceMs: -1 }],
  ])('refuses a bad %s by its name', async (name, options) => {
    const error = await startLocal(options).catch((reason: unknown) => reason);
    expect(LocalError.isLocalError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'INVALID_OPTION',
      retryable: false,
      message: expect.stringContaining(`${name}: expected`),
    });
  });

  test('refuses a port that is taken', async () => {
    const { local } = await start();
    const error = await startLocal({ port: local.port }).catch((reason: unknown) => reason);
    expect(LocalServerError.isLocalServerError(error)).toBe(true);
    await local.stop();
  });

  test('takes region, account and credentials, and gives them out as variables', async () => {
    const options = { region: 'eu-west-1', accountId: '123456789012', accessKeyId: 'LOCAL', secretAccessKey: 'secret' };
    const { local, batch } = await start(options);
    expect(local).toMatchObject(options);
    expect(local.env).toEqual({
      AWS_ENDPOINT_URL: local.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'LOCAL',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(await register(batch, 'def', ['true'])).toBe('arn:aws:batch:eu-west-1:123456789012:job-definition/def:1');
    await local.stop();
  });

  test('makes other credentials each time', async () => {
    const [{ local: one }, { local: other }] = [await start(), await start()];
    expect(one.accessKeyId).not.toBe(other.accessKeyId);
    expect(one.secretAccessKey).not.toBe(other.secretAccessKey);
    await Promise.all([one.stop(), other.stop()]);
  });

  test('tells of each request', async () => {
    const seen: unknown[] = [];
    const { local, batch } = await start({ onRequest: (info) => seen.push(info) });
    await register(batch, 'def', ['true']);
    await local.stop();
    expect(seen).toEqual([{ service: 'batch', method: 'POST', rawPath: '/v1/registerjobdefinition', status: 200 }]);
  });
});

describe('stop()', () => {
  test('ends every job, frees the port and removes its data, as often as it is called', async () => {
    const { local, batch } = await start({ slots: 3 });
    await createQueue(batch, 'queue');
    const jobDefinition = await register(batch, 'sleep', ['sh', '-c', 'echo $$ $PWD; exec sleep 1000']);
    const { jobId } = await batch.send(
      new SubmitJobCommand({ jobName: 'many', jobQueue: 'queue', jobDefinition, arrayProperties: { size: 5 } }),
    );
    const job = await inStatus(batch, `${jobId}:2`, 'RUNNING');
    const logs = new CloudWatchLogsClient({ endpoint: local.endpoint, region: local.region, credentials: local });
    const logStreamName = job.container?.logStreamName;
    const [pid, directory] = await until(async () => {
      const { events } = await logs.send(new GetLogEventsCommand({ logGroupName: '/aws/batch/job', logStreamName }));
      return events?.[0]?.message?.split(' ');
    });
    expect(existsSync(directory ?? '')).toBe(true);
    await Promise.all([local.stop(), local.stop()]);
    expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/);
    expect(existsSync(directory ?? '')).toBe(false);
    await expect(fetch(local.endpoint)).rejects.toThrow();
    const again = await startLocal({ port: local.port });
    await again[Symbol.asyncDispose]();
  });

  test.each(['exit', 'SIGINT', 'SIGTERM'])(
    'is not needed for jobs to end with a program that ends by %s',
    async (how) => {
      const directory = mkdtempSync(join(tmpdir(), 'exit-'));
      const file = join(directory, 'pid');
      const args = [
        '--conditions=@batchwright/source',
        '--import=tsx',
        join(__dirname, 'fixtures', 'end-with-job.ts'),
        file,
        how,
      ];
      // In its own directory for temporary files, to see that nothing stays there.
      const env = { ...process.env, TMPDIR: directory };
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'pipe'], env, timeout: 28_000 });
      const end = await new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
      expect(end).toBe(how === 'exit' ? 0 : how);
      const pid = Number(readFileSync(file, 'utf8'));
      expect(readdirSync(directory).filter((name) => name.startsWith('batchwright-'))).toEqual([]);
      rmSync(directory, { recursive: true });
      await until(async () => {
        try {
          process.kill(pid, 0);
          return /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) ? true : undefined;
        } catch {
          return true;
        }
      });
    },
    30_000,
  );
});

test('a job reaches the local services by its environment, and gets a clear answer from those that are not served', async () => {
  const { local, batch } = await start();
  await createQueue(batch, 'queue');
  const script = `
    const { BatchClient, DescribeJobsCommand, ListServiceJobsCommand } = require(${JSON.stringify(require.resolve('@aws-sdk/client-batch'))});
    const batch = new BatchClient({});
    (async () => {
      const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [process.env.AWS_BATCH_JOB_ID] }));
      console.log(jobs[0].status);
      await batch.send(new ListServiceJobsCommand({})).catch((error) => console.log(error.$metadata.httpStatusCode));
    })();`;
  const jobDefinition = await register(batch, 'node', [process.execPath, '-e', script]);
  const { jobId } = await batch.send(new SubmitJobCommand({ jobName: 'node', jobQueue: 'queue', jobDefinition }));
  const job = await ended(batch, jobId);
  const logs = new CloudWatchLogsClient({ endpoint: local.endpoint, region: local.region, credentials: local });
  const logStreamName = job.container?.logStreamName;
  const { events = [] } = await logs.send(new GetLogEventsCommand({ logGroupName: '/aws/batch/job', logStreamName }));
  expect(events.map(({ message }) => message)).toEqual(expect.arrayContaining(['RUNNING', '501']));
  await local.stop();
}, 30_000);
