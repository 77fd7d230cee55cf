import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchClient, SubmitJobCommand } from '@aws-sdk/client-batch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { ENV, EXIT, outputKey } from '@batchwright/model/contract';
import { type BatchOf, connect } from '@batchwright/runtime';
import { readLogs } from '@batchwright/runtime/logs';
import { s3Store } from '@batchwright/runtime/s3';
import { buildSync } from 'esbuild';
import { type Call, recordCalls } from './calls';
import { type Lab, scan } from './contracts';
import { allows, linesOf, textOf } from './iam';
import { type Deployed, deployedLab, synthesizeLab, VERBS, type Verb } from './lab-stack';
import { needsOf } from './needs';

jest.setTimeout(120_000);

/** What the runtime called, by what it was asked to do, and what the workers called. */
const calls: Record<Verb | 'worker', Call[]> = { submit: [], watch: [], cancel: [], readLogs: [], worker: [] };
/** What the service answered, whoever asked. */
const answered: string[] = [];
/** What the test itself sent. */
const own: Call[] = [];
let directory: string;
let local: Local;
let lab: Deployed;

const told = ({ service, method, path, status }: Call): string => `${service} ${method} ${path} ${status}`;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batchwright-grants-'));
  const worker = join(directory, 'worker.js');
  buildSync({
    entryPoints: [join(__dirname, 'worker.ts')],
    outfile: worker,
    bundle: true,
    platform: 'node',
    target: 'node20',
    conditions: ['@batchwright/source'],
  });
  const assembly = synthesizeLab(worker);
  local = await startLocal({
    from: assembly,
    slots: 4,
    stopGraceMs: 500,
    onRequest: ({ service, method, rawPath, status }) => answered.push(`${service} ${method} ${rawPath} ${status}`),
  });
  lab = deployedLab(assembly, local.region, local.accountId);
  rmSync(assembly, { recursive: true });
  await drive();
});
afterAll(async () => {
  await local?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** A service that does one thing; whatever it calls is on that thing's account. */
async function asService(verb: Verb): Promise<BatchOf<Lab>> {
  const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
  const client = new BatchClient(aws);
  const s3 = new S3Client({ ...aws, forcePathStyle: true });
  for (const each of [client, s3]) recordCalls(each, (call) => calls[verb].push(call));
  const store = s3Store({ client: s3 });
  const poll = { minMs: 20, maxMs: 200 };
  return connect<Lab>({ client, manifest: 'ssm:/batchwright/lab', store, poll });
}

async function take<T>(all: AsyncIterable<T>): Promise<T[]> {
  const taken: T[] = [];
  for await (const one of all) taken.push(one);
  return taken;
}

/** Everything that the runtime can be asked to do, and the ways in which its calls differ. */
async function drive(): Promise<void> {
  const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
  const admin = new S3Client({ ...aws, forcePathStyle: true });
  const direct = new BatchClient(aws);
  for (const each of [admin, direct]) recordCalls(each, (call) => own.push(call));
  const bucket = lab.outputs.get('DataName') ?? '';
  await admin.send(new PutObjectCommand({ Bucket: bucket, Key: 'in/a', Body: 'a' }));

  const submitter = await asService('submit');
  const batch = await asService('watch');
  const stopper = await asService('cancel');
  const logs = new CloudWatchLogsClient(aws);
  recordCalls(logs, (call) => calls.readLogs.push(call));

  const plain = await submitter.submit(scan, { bucket }, { queue: 'fast', tags: { team: 'lab' } });
  const keyed = await submitter.submit(scan, { bucket }, { queue: 'slow', key: 'once', after: plain });
  const large = await submitter.submit(scan, { bucket, blob: 'x'.repeat(10 * 1024) });
  const array = await submitter.submitArray(scan, [{ bucket }, { bucket }, { bucket }], {
    tags: { team: 'lab' },
  });
  const long = await submitter.submit(scan, { bucket, wait: true });
  // A submission from elsewhere, whose input somebody forgot to upload.
  const { queues, jobs } = submitter.manifest;
  const missing = `s3://${lab.outputs.get('WorkspaceName')}/items/scan/nowhere.json`;
  const { jobId: forgotten = '' } = await direct.send(
    new SubmitJobCommand({
      jobName: 'forgotten',
      jobQueue: queues.fast?.arn,
      jobDefinition: jobs.scan?.definitions.EC2,
      containerOverrides: { environment: [{ name: ENV.INPUT_URI, value: missing }] },
    }),
  );

  expect(await batch.attach(scan, plain.id).result()).toEqual({ found: 1 });
  for (const { id } of [keyed, large]) expect(await batch.attach(scan, id).result()).toEqual({ found: 1 });
  const attached = await batch.attachArray(scan, array.ids);
  expect(await attached.results()).toHaveLength(3);
  expect(await attached.summary()).toMatchObject({ SUCCEEDED: 3 });
  expect(await take(batch.children(array.id))).toHaveLength(3);
  expect((await take(batch.list({ queue: 'fast', name: plain.name }))).map(({ id }) => id)).toEqual([plain.id]);
  expect((await take(batch.list({ queue: 'fast', status: 'SUCCEEDED' }))).length).toBeGreaterThan(0);
  expect((await batch.attach(scan, forgotten).wait()).failure).toMatchObject({ exitCode: EXIT.BAD_INPUT.code });
  await admin.send(
    new DeleteObjectCommand({ Bucket: lab.outputs.get('WorkspaceName'), Key: outputKey(scan.name, plain.id) }),
  );
  expect(await batch.attach(scan, plain.id).outcome()).toMatchObject({ ok: false, failure: { code: 'BAD_OUTPUT' } });

  for await (const { status } of batch.watch(long.id)) if (status === 'RUNNING') break;
  await stopper.cancel(long.id, 'no longer needed');
  await stopper.cancel(`${array.id}:0`, 'no longer needed');
  expect((await take(batch.watch(long.id))).at(-1)?.failure).toMatchObject({ code: 'CANCELLED' });

  const ids = [plain.id, keyed.id, large.id, forgotten, long.id, ...[0, 1, 2].map((child) => `${array.id}:${child}`)];
  for (const snapshot of await batch.describe(ids)) {
    const lines = await take(readLogs(snapshot, { client: logs }));
    for (const { text } of lines.filter((line) => line.text.startsWith('{"method"')))
      calls.worker.push(JSON.parse(text));
  }
}

test('everything that the service answered was called by the runtime, a worker or this test', () => {
  const known = [...Object.values(calls).flat(), ...own].map(told);
  expect(known.sort()).toEqual(answered.toSorted());
});

const grants: [Verb | 'worker', RegExp][] = [
  ...VERBS.map((verb): [Verb, RegExp] => [verb, new RegExp(`^${verb}DefaultPolicy`)]),
  ['worker', /^PlatformJobsscanRole/],
];

describe.each(grants)('%s', (who, policy) => {
  const lines = () => linesOf([...lab.policies].filter(([id]) => policy.test(id)).flatMap(([, allowed]) => allowed));
  const needs = () => calls[who].flatMap((call) => needsOf(call, local));

  test('may make every call that was made', () => {
    expect(needs().length).toBeGreaterThan(0);
    expect(needs().filter((need) => !lines().some((line) => allows(line, need)))).toEqual([]);
  });

  test('may do nothing that no call needed', () => {
    expect(lines().length).toBeGreaterThan(0);
    const unused = lines().filter((line) => !needs().some((need) => allows(line, need)));
    expect(unused.map(textOf)).toEqual([]);
  });
});
