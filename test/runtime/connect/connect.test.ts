import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { type Local, startLocal } from '@batchwright/local';
import { connect } from '@batchwright/runtime';
import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { MANIFEST } from '../manifest';
import { scriptedServer, testClient } from '../scripted-server';

const text = JSON.stringify(MANIFEST);
const quiet = { client: testClient('http://127.0.0.1:1') };
const thumbnail = defineJob('thumbnail', { input: unchecked<object>() });
const env = (BATCHWRIGHT_MANIFEST: string) => ({ env: { BATCHWRIGHT_MANIFEST } });

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'batchwright-connect-'));
  await writeFile(join(directory, 'manifest.json'), text);
});
afterAll(() => rm(directory, { recursive: true }));

test('the manifest is its JSON, from the option or the environment', async () => {
  expect((await connect({ ...quiet, manifest: text })).manifest).toEqual(MANIFEST);
  expect((await connect({ ...quiet, ...env(`  ${text}`) })).manifest).toEqual(MANIFEST);
});

test('the option comes before the environment', async () => {
  const other = JSON.stringify({ ...MANIFEST, platform: 'other' });
  expect((await connect({ ...quiet, ...env(other), manifest: text })).manifest.platform).toBe('photos');
});

test('the manifest is a file, by path or URL', async () => {
  const path = join(directory, 'manifest.json');
  for (const named of [path, `file:${path}`, `file://${path}`]) {
    expect((await connect({ ...quiet, ...env(named) })).manifest).toEqual(MANIFEST);
  }
});

test.each([
  ['nothing is named', {}, 'MANIFEST_MISSING', 'BATCHWRIGHT_MANIFEST'],
  ['an empty text is named', env(' '), 'MANIFEST_MISSING', 'ssm:'],
  ['the file is not there', env('file:/nowhere.json'), 'MANIFEST_MISSING', '/nowhere.json'],
  ['the text is no JSON', env('{'), 'MANIFEST_INVALID', 'as JSON'],
  ['the text is something else', env('{"a":1}'), 'MANIFEST_INVALID', 'manifest'],
  ['a part is missing', env(JSON.stringify({ ...MANIFEST, queues: undefined })), 'MANIFEST_INVALID', 'queues'],
  [
    'a job is spoilt',
    env(JSON.stringify({ ...MANIFEST, jobs: { a: null } })),
    'MANIFEST_INVALID',
    'jobs.a.definitions',
  ],
  ['the path of parameters is none', env('ssm:batchwright/photos'), 'MANIFEST_MISSING', 'begins with "/"'],
  ['the region is empty', { manifest: text, region: '', client: undefined }, 'INVALID_OPTION', 'AWS_REGION'],
  ['it is of a newer version', env(JSON.stringify({ ...MANIFEST, version: 99 })), 'MANIFEST_TOO_NEW', 'update'],
])('rejects when %s, and says what to do', async (_what, options, code, says) => {
  await expect(connect({ env: {}, ...quiet, ...options })).rejects.toMatchObject({
    code,
    retryable: false,
    message: expect.stringContaining(says),
  });
});

test('rejects a poll that cannot be', async () => {
  await expect(connect({ ...quiet, manifest: text, poll: { minMs: 0, maxMs: 1 } })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'poll',
  });
});

test('rejects a workspace that is no place in S3, when a store is to use it', async () => {
  const store = { put: async () => undefined, get: async () => undefined };
  const manifest = JSON.stringify({ ...MANIFEST, workspace: '/tmp' });
  await expect(connect({ ...quiet, store, manifest })).rejects.toMatchObject({ code: 'MANIFEST_INVALID' });
});

test('names are checked against the manifest before any call, whatever the types say', async () => {
  const batch = await connect({ ...quiet, manifest: text });
  const stray = defineJob('stray', { input: unchecked<object>() });
  await expect(batch.submit(stray, {})).rejects.toMatchObject({ code: 'NOT_ON_PLATFORM', kind: 'job', got: 'stray' });
  expect(() => batch.attach(stray, 'id')).toThrow(expect.objectContaining({ code: 'NOT_ON_PLATFORM' }));
  await expect(batch.submit(thumbnail, {}, { queue: 'other' })).rejects.toMatchObject({ kind: 'pair' });
  expect(() => batch.list({ queue: 'x' })).toThrow(expect.objectContaining({ kind: 'queue' }));
});

test('without a store, JavaScript that calls submitArray is told what is missing', async () => {
  const batch = await connect({ ...quiet, manifest: text });
  const { submitArray } = batch as unknown as { submitArray(job: unknown, items: unknown): Promise<unknown> };
  await expect(submitArray(thumbnail, [{}, {}])).rejects.toMatchObject({
    code: 'STORE_MISSING',
    message: expect.stringContaining('@batchwright/runtime/s3'),
  });
});

test('missing credentials are an error of their own', async () => {
  const credentials = async () => {
    throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
  };
  const batch = await connect({ manifest: text, credentials, endpoint: 'http://127.0.0.1:1' });
  await expect(batch.submit(thumbnail, {})).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
  await expect(batch.describe('id')).rejects.toMatchObject({ code: 'CREDENTIALS_MISSING' });
});

test('a client of our own does not send SubmitJob again either', async () => {
  const server = await scriptedServer(({ operation, body }) => {
    if (operation === 'listjobs')
      return {
        body: { jobSummaryList: [{ jobId: 'one', jobName: (body.filters as { values: string[] }[])[0]?.values[0] }] },
      };
    return 'reset';
  });
  const warnings: string[] = [];
  const batch = await connect({
    manifest: text,
    endpoint: server.endpoint,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    logger: { warn: (message) => warnings.push(message) },
  });
  const { id } = await batch.submit(thumbnail, {});
  await server.close();
  expect(id).toBe('one');
  expect(server.count('submitjob')).toBe(1);
  expect(warnings).toHaveLength(1);
});

describe('from parameters', () => {
  let local: Local;
  let ssm: SSMClient;
  beforeAll(async () => {
    local = await startLocal();
    ssm = new SSMClient({ endpoint: local.endpoint, region: local.region, credentials: local });
    const { jobs, ...head } = MANIFEST;
    const parameters: Record<string, object> = {
      '/batchwright/photos/platform': { ...head, batchwright: 'manifest-head' },
    };
    for (const [job, part] of Object.entries(jobs)) {
      parameters[`/batchwright/photos/jobs/${job}`] = { batchwright: 'manifest-job', version: 1, job, ...part };
    }
    for (let i = 0; i < 30; i++) {
      parameters[`/batchwright/photos/jobs/j${i}`] = {
        batchwright: 'manifest-job',
        version: 1,
        job: `j${i}`,
        definitions: {},
        queues: [],
      };
    }
    parameters['/batchwright/new/platform'] = { ...head, batchwright: 'manifest-head', version: 2 };
    for (const [Name, value] of Object.entries(parameters)) {
      await ssm.send(new PutParameterCommand({ Name, Value: JSON.stringify(value), Type: 'String' }));
    }
  });
  afterAll(async () => {
    ssm.destroy();
    await local.stop();
  });
  const at = (path: string) =>
    connect({ manifest: `ssm:${path}`, endpoint: local.endpoint, region: local.region, credentials: local });

  test('the head and all jobs are put together, over several pages', async () => {
    const { manifest } = await at('/batchwright/photos');
    expect(manifest).toMatchObject({ ...MANIFEST, jobs: MANIFEST.jobs });
    expect(Object.keys(manifest.jobs)).toHaveLength(33);
    expect((await at('/batchwright/photos/')).manifest.platform).toBe('photos');
  });

  test('rejects a path below which there is none', async () => {
    await expect(at('/batchwright/nobody')).rejects.toMatchObject({
      code: 'MANIFEST_MISSING',
      source: 'ssm:/batchwright/nobody',
      message: expect.stringContaining('deploy'),
    });
  });

  test('rejects one of a newer version', async () => {
    await expect(at('/batchwright/new')).rejects.toMatchObject({ code: 'MANIFEST_TOO_NEW' });
  });

  test('rejects wrong credentials in the words of the service', async () => {
    const wrong = { accessKeyId: local.accessKeyId, secretAccessKey: 'wrong' };
    const connecting = connect({
      manifest: 'ssm:/batchwright/photos',
      endpoint: local.endpoint,
      region: local.region,
      credentials: wrong,
    });
    await expect(connecting).rejects.toMatchObject({ code: 'REFUSED', operation: 'GetParametersByPath' });
  });
});
