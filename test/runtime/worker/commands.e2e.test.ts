import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { encodeItems, parseOutput } from '@batchwright/model/contract';
import { EXIT } from '@batchwright/runtime/contract';
import { buildSync } from 'esbuild';

jest.setTimeout(60_000);

let local: Local;
let s3: S3Client;
let directory: string;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batchwright-commands-'));
  const commands = ['input', 'output', 'checkpoint'];
  buildSync({
    entryPoints: commands.map((name) => join(__dirname, `../../../runtime/src/worker/commands/${name}.ts`)),
    outdir: directory,
    bundle: true,
    platform: 'node',
    target: 'node20',
    conditions: ['@batchwright/source'],
  });
  local = await startLocal();
  s3 = new S3Client({ endpoint: local.endpoint, region: local.region, credentials: local, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'workspace' }));
});
afterAll(async () => {
  s3.destroy();
  await local.stop();
  rmSync(directory, { recursive: true, force: true });
});

const put = (Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: 'workspace', Key, Body }));
const stored = async (Key: string): Promise<string> =>
  (await (await s3.send(new GetObjectCommand({ Bucket: 'workspace', Key }))).Body?.transformToString()) ?? '';

const plain = {
  AWS_BATCH_JOB_ID: 'job-1',
  BATCHWRIGHT_JOB: 'align',
  BATCHWRIGHT_WORKSPACE: 's3://workspace/here',
  BATCHWRIGHT_INPUT: '{"n":1}',
};
const child = {
  ...plain,
  AWS_BATCH_JOB_ID: 'array:1',
  AWS_BATCH_JOB_ARRAY_INDEX: '1',
  AWS_BATCH_JOB_ARRAY_SIZE: '2',
};

/** Runs one of the commands in the environment of a container. */
async function run(command: string, env: Record<string, string>, stdin = '') {
  const [name = '', ...args] = command.split(' ');
  const started = spawn(process.execPath, ['--no-warnings', join(directory, `${name}.js`), ...args], {
    env: { PATH: process.env.PATH, ...local.env, ...env },
  });
  started.stdin.end(stdin);
  const [[code], out, err] = await Promise.all([once(started, 'exit'), text(started.stdout), text(started.stderr)]);
  return { code, out, reason: err.split('\n')[0] };
}

test('batchwright-input prints what was submitted, as it was submitted', async () => {
  // A number that JavaScript has no room for: the command must not read and write it.
  const json = '{"id": 12345678901234567890, "name": "ü"}';
  expect(await run('input', { ...plain, BATCHWRIGHT_INPUT: json })).toEqual({ code: 0, out: `${json}\n`, reason: '' });
});

test('batchwright-input prints the item of this child', async () => {
  await put('items.jsonl', encodeItems(['{"n":0}', '{"n":"€"}', '{"n":2}']));
  const { BATCHWRIGHT_INPUT: _, ...without } = child;
  const item = { ...without, BATCHWRIGHT_INPUT_URI: 's3://workspace/items.jsonl' };
  expect(await run('input', item)).toMatchObject({ code: 0, out: '{"n":"€"}\n' });
  expect(await run('input', { ...item, BATCHWRIGHT_INDEX_OFFSET: '1' })).toMatchObject({ code: 0, out: '{"n":2}\n' });
});

test('batchwright-output stores what a reader of the job finds', async () => {
  expect(await run('output', plain, '{"bam": "a.bam"}\n')).toMatchObject({ code: 0, out: '' });
  expect(parseOutput(await stored('here/outputs/align/job-1.json'), 'test')).toEqual({ bam: 'a.bam' });
  expect(await run('output', child, '[1]')).toMatchObject({ code: 0 });
  expect(parseOutput(await stored('here/outputs/align/array/1.json'), 'test')).toEqual([1]);
});

test('batchwright-output of a node that is not the main one stores nothing', async () => {
  const node = { AWS_BATCH_JOB_NODE_INDEX: '1', AWS_BATCH_JOB_NUM_NODES: '2', AWS_BATCH_JOB_MAIN_NODE_INDEX: '0' };
  expect(await run('output', { ...plain, ...node, AWS_BATCH_JOB_ID: 'mpi' }, '1')).toMatchObject({ code: 0 });
  await expect(stored('here/outputs/align/mpi.json')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('batchwright-checkpoint gives a later attempt what an earlier one has saved', async () => {
  expect(await run('checkpoint', child)).toEqual({ code: 0, out: '', reason: '' });
  expect(await run('checkpoint save', child, '{"done":3}')).toMatchObject({ code: 0, out: '' });
  expect(await run('checkpoint load', { ...child, AWS_BATCH_JOB_ATTEMPT: '2' })).toMatchObject({
    code: 0,
    out: '{"done":3}\n',
  });
  expect(await run('checkpoint', plain)).toMatchObject({ code: 0, out: '' });
});

const down = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
const { BATCHWRIGHT_INPUT: _none, ...noInput } = plain;
const { BATCHWRIGHT_JOB: _name, ...noJob } = plain;
test.each<[string, string, Record<string, string>, string, { code: number }, RegExp]>([
  ['there is no input', 'input', noInput, '', EXIT.BAD_INPUT, /there is no input/],
  ['the input is no JSON', 'input', { ...plain, BATCHWRIGHT_INPUT: '{' }, '', EXIT.BAD_INPUT, /not JSON/],
  ['the job has no name', 'input', noJob, '', EXIT.BAD_INPUT, /BATCHWRIGHT_JOB is not set/],
  ['the output is no JSON', 'output', plain, 'done', EXIT.BAD_OUTPUT, /not JSON/],
  ['there is no output', 'output', plain, '', EXIT.BAD_OUTPUT, /not JSON/],
  ['nothing says where', 'output', { ...plain, BATCHWRIGHT_WORKSPACE: '' }, '1', EXIT.BAD_INPUT, /WORKSPACE/],
  ['S3 is down', 'output', { ...plain, ...down }, '1', EXIT.RETRYABLE, /ECONNREFUSED/],
  ['it is misused', 'checkpoint delete', plain, '', EXIT.FAILED, /expected load or save; got delete/],
])('a command ends with the exit code of the contract when %s', async (_what, command, env, stdin, { code }, says) => {
  const [name] = command.split(' ');
  const result = await run(command, env, stdin);
  expect(result).toMatchObject({ code, out: '', reason: expect.stringMatching(says) });
  expect(result.reason).toMatch(new RegExp(`^batchwright-${name}: .*\\[exit ${code}: `));
});
