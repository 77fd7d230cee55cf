import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  CreateSchedulingPolicyCommand,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import type { Io } from '../../bin/src/io';
import { recordRunning } from '../../bin/src/service';
import { runCli } from './run-cli';

let local: Local;
let client: BatchClient;
let scratch: string;
let forget: () => void;
const environment = { ...process.env };

async function cli(args: readonly string[], more: Partial<Io> = {}) {
  const run = await runCli(args, { cwd: scratch, poll: { minMs: 20, maxMs: 100 }, ...more });
  const lines = () => run.out.trim().split('\n');
  return { ...run, rows: () => lines().map((line) => JSON.parse(line)) };
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'batchwright-cli-'));
  process.env.XDG_STATE_HOME = scratch;
  local = await startLocal({ slots: 4, settleMs: 0 });
  const { endpoint, s3Endpoint, region, accountId, accessKeyId, secretAccessKey } = local;
  const facts = { endpoint, s3Endpoint, region, accountId, accessKeyId, secretAccessKey };
  forget = recordRunning(process.env, { pid: process.pid, startedAt: 1, ...facts, platforms: [] });
  const options = { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
  await new S3Client({ ...options, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: 'workspace' }));
  client = new BatchClient(options);
  await client.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'ce',
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        maxvCpus: 8,
        minvCpus: 0,
        instanceTypes: ['m7i'],
        subnets: ['subnet-1'],
        securityGroupIds: ['sg-1'],
        instanceRole: 'arn:aws:iam::000000000000:instance-profile/x',
      },
    }),
  );
  const { jobQueueArn } = await client.send(
    new CreateJobQueueCommand({
      jobQueueName: 'main',
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce' }],
    }),
  );
  const { arn: schedulingPolicyArn } = await client.send(
    new CreateSchedulingPolicyCommand({
      name: 'teams',
      fairsharePolicy: { shareDistribution: [{ shareIdentifier: 'genomics', weightFactor: 0.5 }] },
    }),
  );
  const shared = await client.send(
    new CreateJobQueueCommand({
      jobQueueName: 'shared',
      priority: 1,
      schedulingPolicyArn,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce' }],
    }),
  );
  const program = `
    const input = process.env.BATCHWRIGHT_INPUT ?? 'item ' + process.env.AWS_BATCH_JOB_ARRAY_INDEX;
    console.log('got', input);
    if (input.includes('bad') || input === 'item 1') { console.error('cannot work with this'); process.exit(3); }
    if (input.includes('slow')) setTimeout(() => {}, 60000);`;
  await client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'work',
      type: 'container',
      containerProperties: {
        image: 'node',
        command: [process.execPath, '-e', program],
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '128' },
        ],
      },
    }),
  );
  writeFileSync(
    join(scratch, 'manifest.json'),
    JSON.stringify({
      batchwright: 'manifest',
      version: 1,
      platform: 'test',
      region,
      account: accountId,
      workspace: 's3://workspace',
      queues: {
        main: { arn: jobQueueArn, compute: 'EC2', priority: 1 },
        shared: { arn: shared.jobQueueArn, compute: 'EC2', priority: 1, fairShare: true },
      },
      jobs: { work: { definitions: { EC2: 'work' }, queues: ['main', 'shared'] } },
    }),
  );
  process.env.BATCHWRIGHT_MANIFEST = `file:${join(scratch, 'manifest.json')}`;
});

afterAll(async () => {
  forget();
  await local.stop();
  process.env = environment;
  rmSync(scratch, { recursive: true, force: true });
});

test('submit says where it writes, waits, and prints the id alone on standard output', async () => {
  const { code, out, err } = await cli(['submit', 'work', '--local', '--input', '{"a":1}', '--wait']);
  expect(out).toMatch(/^[0-9a-f-]{36}\n$/);
  expect(err).toContain(
    `submitting work in account ${local.accountId}, region ${local.region}, at ${local.endpoint}\n`,
  );
  expect(err).toMatch(/work-\S+\s+SUCCEEDED/);
  expect(code).toBe(0);
});

test('a failed job is explained with the last lines it wrote', async () => {
  const { code, err } = await cli(['submit', 'work', '--local', '--input', '"bad"', '--wait']);
  expect(code).toBe(1);
  expect(err).toMatch(/failed \S+ \(work-\S+\): .*exit(ed)? .*3/i);
  expect(err).toContain('| got "bad"\n');
  expect(err).toContain('| cannot work with this\n');
});

test('submit says whose share a job is, and its place within the share', async () => {
  const to = ['submit', 'work', '--local', '--queue', 'shared', '--input', '1'];
  const { code, out } = await cli([...to, '--share', 'genomics', '--priority', '40']);
  expect(code).toBe(0);
  const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [out.trim()] }));
  expect(jobs).toEqual([expect.objectContaining({ shareIdentifier: 'genomics', schedulingPriority: 40 })]);
});

test('an array is submitted from lines, watched by its parent, and its failed child explained', async () => {
  const submitted = await cli(['submit', 'work', '--local', '--items', '-', '--json'], {
    stdin: async () => '1\n2\n3\n',
  });
  const [{ id, size }] = submitted.rows();
  expect(size).toBe(3);
  const { code, err } = await cli(['watch', id, '--local']);
  expect(code).toBe(1);
  expect(err).toContain('2/3 done, 1 failed');
  expect(err).toContain(`failed ${id}:1`);
  expect(err).toContain('| cannot work with this');
  const children = await cli(['list', '--local', '--children', id, '--json']);
  expect(children.rows()).toHaveLength(3);
});

test('watch --json prints changes and nothing else', async () => {
  const { out } = await cli(['submit', 'work', '--local', '--input', '1']);
  const watched = await cli(['watch', out.trim(), '--local', '--json']);
  expect(watched.rows().at(-1)).toMatchObject({ id: out.trim(), status: 'SUCCEEDED', final: true });
  expect(watched.code).toBe(0);
});

test('logs prints what a job wrote, all of it or its end', async () => {
  const { out } = await cli(['submit', 'work', '--local', '--input', '7', '--wait']);
  const { out: log } = await cli(['logs', out.trim(), '--local', '--last', '1', '--json']);
  expect(JSON.parse(log)).toMatchObject({ text: 'got 7', at: expect.any(Number) });
});

test('cancel stops a running job, and says what it was', async () => {
  const { out } = await cli(['submit', 'work', '--local', '--input', '"slow"']);
  const id = out.trim();
  const { code, err } = await cli(['cancel', id, '--local', '--reason', 'enough']);
  expect(code).toBe(0);
  expect(err).toMatch(new RegExp(`${id}: was [A-Z]+; it will be FAILED`));
  const watched = await cli(['watch', id, '--local']);
  expect(watched.code).toBe(1);
  expect(watched.err).toContain('enough');
});

test('list shows the jobs of a queue, of any status, up to a limit', async () => {
  await cli(['submit', 'work', '--local', '--input', '1', '--wait']);
  const { out } = await cli(['list', '--local']);
  expect(out.split('\n')[0]).toMatch(/^ID +NAME +QUEUE +STATUS/);
  expect(out).toMatch(/work-\S+ +main +SUCCEEDED/);
  const limited = await cli(['list', '--local', '--limit', '1', '--status', 'SUCCEEDED', '--json']);
  expect(limited.rows()).toHaveLength(1);
  expect(limited.err).toContain('stopped after 1');
});

test('list takes a queue that no platform describes, by its name', async () => {
  const { BATCHWRIGHT_MANIFEST } = process.env;
  delete process.env.BATCHWRIGHT_MANIFEST;
  const { code, err } = await cli(['list', '--local', '--queue', 'main', '--status', 'RUNNABLE']);
  process.env.BATCHWRIGHT_MANIFEST = BATCHWRIGHT_MANIFEST;
  expect({ code, err }).toEqual({ code: 0, err: 'no jobs\n' });
});

test.each<[string, string[], string]>([
  ['an unknown command', ['frobnicate'], "unknown command 'frobnicate'"],
  ['submit without input', ['submit', 'work', '--local'], 'give either --input (one job) or --items (an array)'],
  ['an input that is no JSON', ['submit', 'work', '--local', '--input', '{'], '--input: expected JSON'],
  ['a file that is not there', ['submit', 'work', '--local', '--items', 'none.jsonl'], 'none.jsonl cannot be read'],
  ['an unknown job', ['submit', 'nothing', '--local', '--input', '1'], 'work'],
  ['an unknown queue', ['submit', 'work', '--local', '--queue', 'x', '--input', '1'], 'main'],
  ['no items', ['submit', 'work', '--local', '--items', '-'], 'items'],
  [
    'too many attempts',
    ['submit', 'work', '--local', '--input', '1', '--attempts', '11'],
    '--attempts: expected a whole number from 1 to 10; got "11"',
  ],
  [
    'a queue with fair share and no share',
    ['submit', 'work', '--local', '--queue', 'shared', '--input', '1'],
    'queue "shared" has fair share; name it',
  ],
  [
    'a share on a queue without',
    ['submit', 'work', '--local', '--input', '1', '--share', 'genomics'],
    'queue "main" has no fair share; leave it out',
  ],
  [
    'a priority that no share has',
    ['submit', 'work', '--local', '--queue', 'shared', '--input', '1', '--share', 'genomics', '--priority', '-1'],
    '--priority: expected a whole number from 0 to',
  ],
  ['an unknown status', ['list', '--local', '--status', 'DONE'], '--status: expected some of SUBMITTED'],
  [
    'a job that Batch does not know',
    ['logs', '00000000-0000-0000-0000-000000000000', '--local'],
    'Batch does not know it',
  ],
  ['no service on a port', ['list', '--local', '1'], 'no local service is running on port 1'],
])('refuses %s with exit code 64 and says what is expected', async (_what, args, message) => {
  const { code, err, out } = await cli(args);
  expect(err).toContain(message);
  expect(err).not.toContain('bug');
  expect(out).toBe('');
  expect(code).toBe(64);
});

test('explain says what happened, shows what it knows it by, and what to do', async () => {
  const failed = await cli(['submit', 'work', '--local', '--input', '"bad"', '--wait']);
  const id = failed.out.trim();
  const { code, out } = await cli(['explain', id, '--local', '--lines', '1']);
  expect(code).toBe(0);
  expect(out).toMatch(/^Job work-\S+ \(.*\) ended by itself with an exit code other than 0\. {2}APPLICATION_EXIT\n/);
  expect(out).toContain('  DescribeJobs exitCode: 3\n');
  expect(out).toContain('  the end of its log:\n  | cannot work with this\n');
  expect(out).toContain('  -> Read the last lines of its log');
  const json = (await cli(['explain', id, '--local', '--json'])).rows();
  expect(json).toMatchObject([{ jobId: id, cause: 'APPLICATION_EXIT', retry: 'no' }]);
});

test('explain follows a dependency, and counts the children of an array', async () => {
  writeFileSync(join(scratch, 'four.jsonl'), '0\n1\n2\n3\n');
  const array = (await cli(['submit', 'work', '--local', '--items', 'four.jsonl'])).out.trim();
  const after = (await cli(['submit', 'work', '--local', '--input', '1', '--after', array, '--wait'])).out.trim();
  const { out } = await cli(['explain', after, '--local']);
  expect(out).toContain('was never started, because a job that it waited for failed.');
  expect(out).toMatch(/the job that failed first:\n {2}Job .* is an array of which children failed\./);
  expect(out).toMatch(/ {2}child 1:\n {4}Job .* ended by itself/);
});

test('doctor says why a job waits, and why one on a queue by its name in the platform does', async () => {
  const slow = (await cli(['submit', 'work', '--local', '--input', '"slow"'])).out.trim();
  const waits = (await cli(['submit', 'work', '--local', '--input', '1', '--after', slow])).out.trim();
  const { code, out } = await cli(['doctor', waits, '--local']);
  expect(code).toBe(0);
  expect(out).toContain('certain: The job waits for other jobs to succeed.  DEPENDENCIES\n');
  expect(out).toContain(`DescribeJobs of what it waits for: ${slow} is `);
  await cli(['cancel', waits, slow, '--local']);
  const queue = (await cli(['doctor', 'main', '--local', '--json'])).rows();
  expect(queue).toMatchObject([{ queue: 'main', findings: expect.any(Array) }]);
  expect(await cli(['doctor', 'nothing', '--local'])).toMatchObject({ code: 64 });
});

test('preflight ends with 0 where jobs can run, and with 1 and the reason where they cannot', async () => {
  const good = await cli(['preflight', '--local']);
  expect(good).toMatchObject({ code: 0, err: '' });
  expect(good.out).toMatch(/^platform test: 2 queues, 1 job: nothing keeps its jobs from running\n/);
  const text = readFileSync(join(scratch, 'manifest.json'), 'utf8').replace('"EC2":"work"', '"EC2":"wrok"');
  const bad = await cli(['preflight', '--local', '--manifest', text]);
  expect(bad.code).toBe(1);
  expect(bad.out).toContain('certain: job work: The manifest names a job definition that has no active revision.');
  expect(bad.out).toContain('  DescribeJobDefinitions: wrok\n');
});

test('local env prints what a shell can evaluate', async () => {
  const { out } = await cli(['local', 'env']);
  expect(out).toContain('unset AWS_PROFILE');
  expect(out).toContain(`export AWS_ENDPOINT_URL='${local.endpoint}'\n`);
  const asJson = await cli(['local', 'env', '--port', new URL(local.endpoint).port, '--json']);
  expect(JSON.parse(asJson.out)).toMatchObject({ AWS_ACCESS_KEY_ID: local.accessKeyId });
});

test('local starts a service with the credentials it is given and ends on a signal', async () => {
  const stop = new AbortController();
  let first = '';
  const running = cli(
    [
      'local',
      '--port',
      '0',
      '--access-key-id',
      'mine',
      '--secret-access-key',
      'secret',
      '--region',
      'eu-west-1',
      '--account',
      '111122223333',
      '--json',
    ],
    {
      signal: stop.signal,
      out: (text) => {
        first += text;
        stop.abort();
      },
    },
  );
  const { code, err } = await running;
  expect(code).toBe(0);
  expect(JSON.parse(first)).toEqual({
    endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    s3Endpoint: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    region: 'eu-west-1',
    accountId: '111122223333',
    accessKeyId: 'mine',
    secretAccessKey: 'secret',
  });
  expect(err).toContain('stopped');
});

test.each([
  [],
  ['local'],
  ['local', 'env'],
  ['submit'],
  ['watch'],
  ['logs'],
  ['explain'],
  ['doctor'],
  ['preflight'],
  ['list'],
  ['cancel'],
  ['demo'],
  ['prune'],
  ['manifest'],
])('help of %p explains itself and the exit codes', async (...command) => {
  const { code, out } = await cli([...command.filter((part) => typeof part === 'string'), '--help']);
  expect(code).toBe(0);
  expect(out).toContain('Usage: batchwright');
  expect(out).toContain('Exit codes:');
});
