import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { defineJob, EXIT, unchecked } from '@batchwright/runtime/contract';
import { type Handler, RetryableError, type WorkerIo } from '@batchwright/runtime/worker';
import { z } from 'zod';
import { runWorker } from './run-worker';

let local: Local;
let s3: S3Client;
const puts: string[] = [];
beforeAll(async () => {
  local = await startLocal({
    onRequest: ({ method, rawPath }) => {
      if (method === 'PUT') puts.push(rawPath);
    },
  });
  s3 = new S3Client({ endpoint: local.endpoint, region: local.region, credentials: local, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'workspace' }));
});
afterAll(async () => {
  s3.destroy();
  await local.stop();
});

const job = defineJob('align', { input: unchecked<object>() });
const Progress = z.object({ done: z.number() });
const KEY = 'here/checkpoints/align';

const stored = async (Key: string): Promise<unknown> => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'workspace', Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
};
/** Until somebody has stored it. */
async function until(Key: string, done: number): Promise<void> {
  for (;;) {
    const found = (await stored(Key).catch(() => undefined)) as { checkpoint?: { done: number } } | undefined;
    if (found?.checkpoint?.done === done) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const attempt = (jobId: string, handler: Handler<object, void>, io: WorkerIo = {}, more: Record<string, string> = {}) =>
  runWorker(
    s3,
    job,
    handler,
    { AWS_BATCH_JOB_ID: jobId, BATCHWRIGHT_WORKSPACE: 's3://workspace/here', BATCHWRIGHT_INPUT: '{}', ...more },
    io,
  );

test('a later attempt loads what an earlier one has saved, and the first one nothing', async () => {
  const seen: unknown[] = [];
  const first = await attempt('plain', async (_, { checkpoint }) => {
    seen.push(await checkpoint.load(Progress));
    await checkpoint.save({ done: 3 });
    await checkpoint.save({ done: 4 });
    throw new RetryableError('busy');
  });
  expect(first.code).toBe(EXIT.RETRYABLE.code);
  const second = await attempt(
    'plain',
    async (_, { checkpoint }) => void seen.push(await checkpoint.load(Progress)),
    {},
    { AWS_BATCH_JOB_ATTEMPT: '2' },
  );
  expect(second.code).toBe(0);
  expect(seen).toEqual([undefined, { done: 4 }]);
  expect(await stored(`${KEY}/plain.json`)).toEqual({
    batchwright: 'checkpoint',
    version: 1,
    attempt: 1,
    checkpoint: { done: 4 },
  });
});

test('children of an array and nodes each have their own', async () => {
  const save: Handler<object, void> = (_, { checkpoint, index, node }) =>
    checkpoint.save({ done: index + 100 * (node?.index ?? 0) });
  const array = (index: string) => ({ AWS_BATCH_JOB_ARRAY_INDEX: index, BATCHWRIGHT_INDEX_OFFSET: '50' });
  await attempt('many:0', save, {}, array('0'));
  await attempt('many:7', save, {}, array('7'));
  await attempt('mpi#2', save, {}, { AWS_BATCH_JOB_NODE_INDEX: '2', AWS_BATCH_JOB_NUM_NODES: '3' });
  expect(await stored(`${KEY}/many/0.json`)).toMatchObject({ checkpoint: { done: 50 } });
  expect(await stored(`${KEY}/many/7.json`)).toMatchObject({ checkpoint: { done: 57 } });
  expect(await stored(`${KEY}/mpi/node-2.json`)).toMatchObject({ checkpoint: { done: 200 } });
});

test('saves that nobody waits for end in their order, and one that changes nothing makes no call', async () => {
  const before = puts.length;
  await attempt('order', async (_, { checkpoint }) => {
    await Promise.all([1, 2, 3, 3, 3].map((done) => checkpoint.save({ done })));
  });
  expect(await stored(`${KEY}/order.json`)).toMatchObject({ checkpoint: { done: 3 } });
  expect(puts.length - before).toBe(3);
});

test('what is kept is saved now and then', async () => {
  let done = 0;
  await attempt('periodic', async (_, { checkpoint }) => {
    checkpoint.keep(() => ({ done }), { everySeconds: 0.01 });
    for (done = 1; done <= 3; done++) await until(`${KEY}/periodic.json`, done);
  });
  expect(done).toBe(4);
});

test('saves of what is kept do not pile up behind one that is slow', async () => {
  let calls = 0;
  let whileSlow = 0;
  let release: () => void = () => undefined;
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = {
    send: async (...request: Parameters<S3Client['send']>) => {
      await released;
      return s3.send(...request);
    },
  } as unknown as S3Client;
  const { code } = await attempt(
    'slow',
    async (_, { checkpoint }) => {
      checkpoint.keep(() => ({ done: ++calls }), { everySeconds: 0.001 });
      while (calls === 0) await new Promise((resolve) => setTimeout(resolve, 1));
      // Time for many more, had they not to wait.
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setTimeout(resolve, 1));
      whileSlow = calls;
      release();
      while (calls < 3) await new Promise((resolve) => setTimeout(resolve, 1));
    },
    { s3: slow },
  );
  expect({ code, whileSlow }).toEqual({ code: 0, whileSlow: 1 });
});

test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 10 ** 9])('keep refuses %p seconds', async (everySeconds) => {
  const result = await attempt('seconds', (_, { checkpoint }) => checkpoint.keep(() => 1, { everySeconds }));
  expect(result).toMatchObject({ code: EXIT.FAILED.code, reason: expect.stringContaining(`got ${everySeconds}`) });
});

test('what is kept is saved when the job is asked to stop, also while the handler does not listen', async () => {
  const controller = new AbortController();
  let done = 1;
  const result = await attempt(
    'reclaimed',
    async (_, { checkpoint }) => {
      checkpoint.keep(() => ({ done }), { everySeconds: 3600 });
      controller.abort(new Error('the machine goes'));
      await until(`${KEY}/reclaimed.json`, 1);
      done = 2;
      await new Promise(() => undefined);
    },
    { stop: controller.signal, graceMs: 500 },
  );
  expect(result).toMatchObject({ code: EXIT.RETRYABLE.code, stopped: true });
  expect(await stored(`${KEY}/reclaimed.json`)).toMatchObject({ checkpoint: { done: 2 } });
});

test('what is kept is saved before another attempt, and not after a failure that is final', async () => {
  const failing =
    (error: Error): Handler<object, void> =>
    (_, { checkpoint }) => {
      checkpoint.keep(() => ({ done: 9 }), { everySeconds: 3600 });
      throw error;
    };
  expect(await attempt('again', failing(new RetryableError('busy')))).toMatchObject({ code: EXIT.RETRYABLE.code });
  expect(await stored(`${KEY}/again.json`)).toMatchObject({ checkpoint: { done: 9 } });
  expect(await attempt('final', failing(new Error('broken')))).toMatchObject({ code: EXIT.FAILED.code });
  await expect(stored(`${KEY}/final.json`)).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test.each([
  ['another shape', '{"batchwright":"checkpoint","version":1,"attempt":1,"checkpoint":{"finished":3}}', 'schema'],
  ['a newer format', '{"batchwright":"checkpoint","version":99}', 'cannot be read'],
  ['no JSON', '{', 'cannot be read'],
])('a checkpoint of %s is not used, and the log says so', async (_what, Body, says) => {
  await s3.send(new PutObjectCommand({ Bucket: 'workspace', Key: `${KEY}/odd.json`, Body }));
  let seen: unknown = 'never called';
  const { code, log } = await attempt('odd', async (_, { checkpoint }) => {
    seen = await checkpoint.load(Progress);
  });
  expect({ code, seen }).toEqual({ code: 0, seen: undefined });
  expect(log).toEqual([expect.objectContaining({ level: 'warn', message: expect.stringContaining(says) })]);
});

test('a state that is not JSON is refused where it is saved, and told where it is kept', async () => {
  const state = { when: new Date() };
  const saved = await attempt('no-json', (_, { checkpoint }) => checkpoint.save(state));
  expect(saved).toMatchObject({ code: EXIT.FAILED.code, reason: expect.stringContaining('state.when') });
  const kept = await attempt('no-json', (_, { checkpoint }) => {
    checkpoint.keep(() => state);
    throw new RetryableError('busy');
  });
  expect(kept.log).toEqual([expect.objectContaining({ level: 'warn', message: 'the checkpoint was not saved' })]);
});

test('a job without a workspace is told so when it saves, and does without when it does not', async () => {
  const nowhere = { BATCHWRIGHT_WORKSPACE: '' };
  expect(await attempt('none', () => undefined, {}, nowhere)).toMatchObject({ code: 0 });
  for (const use of [
    (_: object, { checkpoint }: Parameters<Handler<object, void>>[1]) => checkpoint.save({ done: 1 }),
    (_: object, { checkpoint }: Parameters<Handler<object, void>>[1]) => checkpoint.keep(() => 1),
    async (_: object, { checkpoint }: Parameters<Handler<object, void>>[1]) => void (await checkpoint.load(Progress)),
  ]) {
    expect(await attempt('none', use, {}, nowhere)).toMatchObject({
      code: EXIT.BAD_INPUT.code,
      reason: expect.stringContaining('BATCHWRIGHT_WORKSPACE'),
    });
  }
});
