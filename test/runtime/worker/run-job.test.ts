import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { encodeItems } from '@batchwright/model/contract';
import { defineJob, EXIT } from '@batchwright/runtime/contract';
import { type Attempt, type Handler, RetryableError, type runJob } from '@batchwright/runtime/worker';
import { z } from 'zod';
import { runWorker } from './run-worker';

let local: Local;
let s3: S3Client;
beforeAll(async () => {
  local = await startLocal();
  s3 = new S3Client({ endpoint: local.endpoint, region: local.region, credentials: local, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'workspace' }));
});
afterAll(async () => {
  s3.destroy();
  await local.stop();
});

const silent = defineJob('silent', { input: z.object({ n: z.number().default(1) }) });
const square = defineJob('square', {
  input: z.object({ n: z.number() }),
  output: z.object({ n: z.number(), at: z.string().transform((text) => new Date(text)) }),
});
const at = '2026-01-31T00:00:00.000Z';
const env = { AWS_BATCH_JOB_ID: 'job-1', BATCHWRIGHT_WORKSPACE: 's3://workspace/here' };

const put = (Key: string, Body: string | Uint8Array) =>
  s3.send(new PutObjectCommand({ Bucket: 'workspace', Key, Body }));
const stored = async (Key: string) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'workspace', Key }));
  return JSON.parse((await Body?.transformToString()) ?? '');
};

const run = <Received, Returned>(
  job: Parameters<typeof runJob<Received, Returned>>[0],
  handler: Handler<Received, Returned>,
  environment: Record<string, string>,
  io: Parameters<typeof runJob>[2] = {},
) => runWorker(s3, job, handler, environment, io);

test('the handler gets the parsed input and what is known of the attempt', async () => {
  let seen: unknown;
  const handler = (input: unknown, attempt: Attempt) => {
    seen = { input, attempt };
  };
  const environment = { ...env, AWS_BATCH_JOB_ATTEMPT: '2', BATCHWRIGHT_INPUT: '{}', BATCHWRIGHT_JOB: 'silent' };
  const { code } = await run(silent, handler, environment);
  expect(code).toBe(EXIT.OK.code);
  expect(seen).toEqual({
    input: { n: 1 },
    attempt: {
      jobId: 'job-1',
      index: 0,
      arraySize: undefined,
      attempt: 2,
      signal: expect.any(AbortSignal),
      checkpoint: expect.objectContaining({ load: expect.any(Function), save: expect.any(Function) }),
      log: expect.objectContaining({ info: expect.any(Function) }),
      complete: expect.any(Function),
    },
  });
});

const NODE = { AWS_BATCH_JOB_NUM_NODES: '4', AWS_BATCH_JOB_MAIN_NODE_INDEX: '0', BATCHWRIGHT_INPUT: '{"n":3}' };

test('the main node of a job on several nodes stores the output of the whole job', async () => {
  let seen: unknown;
  const { code } = await run(
    square,
    ({ n }, { node }) => {
      seen = node;
      return { n, at };
    },
    { ...env, ...NODE, AWS_BATCH_JOB_ID: 'mpi-1#0', AWS_BATCH_JOB_NODE_INDEX: '0' },
  );
  expect(code).toBe(EXIT.OK.code);
  expect(seen).toEqual({ index: 0, count: 4, main: true, mainAddress: undefined });
  expect(await stored('here/outputs/square/mpi-1.json')).toMatchObject({ output: { n: 3, at } });
});

test('another node knows the main node and stores nothing', async () => {
  let seen: unknown;
  const { code } = await run(
    square,
    ({ n }, { node }) => {
      seen = node;
      return { n, at };
    },
    {
      ...env,
      ...NODE,
      AWS_BATCH_JOB_ID: 'mpi-2#3',
      AWS_BATCH_JOB_NODE_INDEX: '3',
      AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS: '10.0.0.7',
    },
  );
  expect(code).toBe(EXIT.OK.code);
  expect(seen).toEqual({ index: 3, count: 4, main: false, mainAddress: '10.0.0.7' });
  await expect(stored('here/outputs/square/mpi-2.json')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a job without an output needs neither a workspace nor S3', async () => {
  const { code } = await run(
    silent,
    () => undefined,
    { AWS_BATCH_JOB_ID: 'x', BATCHWRIGHT_INPUT: '{}' },
    { s3: undefined },
  );
  expect(code).toBe(0);
});

test('an output is stored as it was returned, where its job’s id says', async () => {
  const { code } = await run(square, ({ n }) => ({ n: n * n, at }), { ...env, BATCHWRIGHT_INPUT: '{"n":3}' });
  expect(code).toBe(0);
  expect(await stored('here/outputs/square/job-1.json')).toEqual({
    batchwright: 'output',
    version: 1,
    output: { n: 9, at },
  });
});

test('each child of an array reads its own item, also in a later part', async () => {
  const items = [0, 1, 2, 3, 4].map((n) => JSON.stringify({ n: n + 10, ü: '€' }));
  await put('here/items/square/a.jsonl', encodeItems(items));
  for (const [child, offset] of [
    [0, 0],
    [1, 0],
    [0, 2],
    [2, 2],
  ] as const) {
    let index: number | undefined;
    const { code, text } = await run(
      square,
      ({ n }, attempt: Attempt) => {
        index = attempt.index;
        return { n, at };
      },
      {
        ...env,
        AWS_BATCH_JOB_ID: `array:${child}`,
        AWS_BATCH_JOB_ARRAY_INDEX: String(child),
        AWS_BATCH_JOB_ARRAY_SIZE: '3',
        BATCHWRIGHT_INDEX_OFFSET: String(offset),
        BATCHWRIGHT_INPUT_URI: 's3://workspace/here/items/square/a.jsonl',
      },
    );
    expect({ code, text }).toEqual({ code: 0, text: '' });
    expect(index).toBe(child + offset);
    expect(await stored(`here/outputs/square/array/${child}.json`)).toMatchObject({
      output: { n: 10 + child + offset },
    });
  }
});

test('a large input is read as a whole object', async () => {
  await put('big.json', JSON.stringify({ n: 5 }));
  const { code } = await run(square, ({ n }) => ({ n, at }), {
    ...env,
    BATCHWRIGHT_INPUT_URI: 's3://workspace/big.json',
  });
  expect(code).toBe(0);
});

const handler = () => ({ n: 1, at });
const { code: BAD_INPUT } = EXIT.BAD_INPUT;
test.each<[string, Record<string, string>, string]>([
  ['there is none', env, 'there is no input'],
  ['it is no JSON', { ...env, BATCHWRIGHT_INPUT: '{' }, 'not JSON'],
  ['the contract refuses it', { ...env, BATCHWRIGHT_INPUT: '{"n":"x"}' }, 'does not fit the contract: n:'],
  ['this is no Batch job', { BATCHWRIGHT_INPUT: '{"n":1}' }, 'AWS_BATCH_JOB_ID'],
  ['the container is another job’s', { ...env, BATCHWRIGHT_INPUT: '{"n":1}', BATCHWRIGHT_JOB: 'cube' }, '"cube"'],
  [
    'there is no workspace for the output',
    { AWS_BATCH_JOB_ID: 'x', BATCHWRIGHT_INPUT: '{"n":1}' },
    'BATCHWRIGHT_WORKSPACE',
  ],
  ['its object is not there', { ...env, BATCHWRIGHT_INPUT_URI: 's3://workspace/none.json' }, 'NoSuchKey'],
  ['its place is none', { ...env, BATCHWRIGHT_INPUT_URI: 'https://x/y.json' }, 's3://bucket/key'],
  ['the index is no number', { ...env, BATCHWRIGHT_INPUT: '{"n":1}', AWS_BATCH_JOB_ARRAY_INDEX: 'x' }, 'whole number'],
])('a bad input ends with its own exit code when %s', async (_what, environment, says) => {
  let called = false;
  const noting = () => {
    called = true;
    return handler();
  };
  const result = await run(square, noting, environment);
  expect(result).toMatchObject({ code: BAD_INPUT, reason: expect.stringContaining(says) });
  expect(called).toBe(false);
});

test('an items file without this item, or that is none, is a bad input that names the file', async () => {
  await put('short.jsonl', encodeItems(['{"n":1}']));
  await put('other.jsonl', 'x'.repeat(500));
  for (const [file, says] of [
    ['short.jsonl', 'there is no item 4'],
    ['other.jsonl', 'items'],
  ] as const) {
    const uri = `s3://workspace/${file}`;
    const result = await run(square, handler, { ...env, AWS_BATCH_JOB_ARRAY_INDEX: '4', BATCHWRIGHT_INPUT_URI: uri });
    expect(result).toMatchObject({ code: BAD_INPUT, reason: expect.stringContaining(says) });
    expect(result.reason).toContain(uri);
  }
});

const given = { ...env, BATCHWRIGHT_INPUT: '{"n":1}' };
const failing = (error: unknown) => () => {
  throw error;
};
const reset = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
test.each<[string, () => { n: number; at: string }, { code: number }]>([
  ['it throws', failing(new Error('broken')), EXIT.FAILED],
  ['it throws no error', failing('broken'), EXIT.FAILED],
  ['it asks for a retry', failing(new RetryableError('busy')), EXIT.RETRYABLE],
  ['a connection broke', failing(reset), EXIT.RETRYABLE],
  [
    'fetch failed, and the cause is the network',
    failing(new TypeError('fetch failed', { cause: reset })),
    EXIT.RETRYABLE,
  ],
  [
    'an AWS service failed',
    failing(Object.assign(new Error('x'), { $metadata: { httpStatusCode: 503 } })),
    EXIT.RETRYABLE,
  ],
  [
    'an AWS service refused',
    failing(Object.assign(new Error('x'), { $metadata: { httpStatusCode: 403 } })),
    EXIT.FAILED,
  ],
  ['its output does not fit', () => ({ n: 'x' }) as never, EXIT.BAD_OUTPUT],
  ['its output is no JSON', () => ({ n: 1, at: new Date() }) as never, EXIT.BAD_OUTPUT],
  ['it returns nothing', () => undefined as never, EXIT.BAD_OUTPUT],
])('a handler decides the exit code when %s', async (_what, broken, { code }) => {
  const result = await run(square, broken, given);
  expect(result.code).toBe(code);
  expect(result.reason).toMatch(new RegExp(`^square: .*\\[exit ${code}: `));
});

test('the first line of what is printed names the item, the stack follows', async () => {
  const { text } = await run(silent, failing(new Error('broken\nin two')), {
    ...env,
    AWS_BATCH_JOB_ARRAY_INDEX: '3',
    AWS_BATCH_JOB_ARRAY_SIZE: '5',
    BATCHWRIGHT_INPUT: '{}',
  });
  expect(text.split('\n')[0]).toBe(`silent item 3: broken [exit 1: ${EXIT.FAILED.meaning}]`);
  expect(text).toContain('at ');
});

test.each<[string, unknown, { code: number }]>([
  ['refuses the input', new Error('no such unit'), EXIT.BAD_INPUT],
  ['and the network is to blame asks for another attempt', reset, EXIT.RETRYABLE],
])('a schema that throws %s', async (_what, error, { code }) => {
  const validate = () => Promise.reject(error);
  const odd = { ...silent, input: { '~standard': { version: 1 as const, vendor: 'test', validate } } };
  const result = await run(odd, () => undefined, given);
  expect(result.code).toBe(code);
  expect(result.reason).toContain(`the schema of the input threw: ${error}`);
});

test('a schema of the output that throws refuses the output', async () => {
  const output = { ...square.output, '~standard': { version: 1 as const, vendor: 'test', validate: failing('odd') } };
  const result = await run({ ...square, output } as typeof square, handler, given);
  expect(result).toMatchObject({ code: EXIT.BAD_OUTPUT.code, reason: expect.stringContaining('schema of the output') });
});

test('an output that cannot be stored is told apart: not allowed is final, a fault is not', async () => {
  const client = (httpStatusCode: number) => ({
    send: () => Promise.reject(Object.assign(new Error('x'), { name: 'E', $metadata: { httpStatusCode } })),
  });
  const io = (status: number) => ({ s3: client(status) as unknown as S3Client });
  expect(await run(square, handler, given, io(403))).toMatchObject({
    code: EXIT.FAILED.code,
    reason: expect.stringContaining('needs s3:PutObject'),
  });
  expect(await run(square, handler, given, io(503))).toMatchObject({ code: EXIT.RETRYABLE.code });
});

describe('when the job is asked to stop', () => {
  const controllerFor = () => {
    const controller = new AbortController();
    return { controller, io: { stop: controller.signal, graceMs: 50 } };
  };

  test('a handler that listens ends it at once', async () => {
    const { controller, io } = controllerFor();
    const result = await run(
      silent,
      (_, { signal }) =>
        new Promise<void>((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
          controller.abort(new Error('SIGTERM'));
        }),
      given,
      io,
    );
    expect(result).toMatchObject({ code: EXIT.RETRYABLE.code, stopped: true });
  });

  test('a handler that does not listen is left after the grace', async () => {
    const { controller, io } = controllerFor();
    const result = await run(
      silent,
      () => {
        controller.abort();
        return new Promise<void>(() => undefined);
      },
      given,
      io,
    );
    expect(result).toMatchObject({ code: EXIT.RETRYABLE.code, stopped: true });
    expect(result.reason).toContain('went on');
  });

  test.each([
    ['what a handler then returns does not count', false, EXIT.RETRYABLE.code],
    ['what a handler then returns counts when it says that its work is complete', true, 0],
  ])('%s', async (_what, says, code) => {
    const { controller, io } = controllerFor();
    const environment = { ...given, AWS_BATCH_JOB_ID: `stopped-${says}` };
    const result = await run(
      square,
      async (_, { complete }) => {
        controller.abort(new Error('asked by the test'));
        if (says) complete();
        return handler();
      },
      environment,
      io,
    );
    expect(result).toMatchObject({ code, stopped: true });
    const output = stored(`here/outputs/square/stopped-${says}.json`);
    if (says) expect(await output).toMatchObject({ output: { n: 1 } });
    else await expect(output).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(result.reason).toEqual(says ? undefined : expect.stringContaining('asked by the test'));
  });

  test('an output that cannot be stored then is still told as what it is', async () => {
    const { controller, io } = controllerFor();
    const result = await run(
      square,
      async (_, { complete }) => {
        controller.abort();
        complete();
        return { n: 'x' } as never;
      },
      given,
      io,
    );
    expect(result.code).toBe(EXIT.BAD_OUTPUT.code);
  });

  test.each(['GetObjectCommand', 'PutObjectCommand'])('nor is S3 waited for (%s)', async (command) => {
    const { controller, io } = controllerFor();
    const client = {
      send: (sent: { readonly constructor: { readonly name: string } }) => {
        if (sent.constructor.name !== command) return s3.send(sent as PutObjectCommand);
        controller.abort();
        return new Promise(() => undefined);
      },
    } as unknown as S3Client;
    await put('waits.json', '{"n":1}');
    const { BATCHWRIGHT_INPUT: _, ...without } = given;
    const environment = { ...without, BATCHWRIGHT_INPUT_URI: 's3://workspace/waits.json' };
    const result = await run(square, handler, environment, { ...io, s3: client });
    expect(result).toMatchObject({ code: EXIT.RETRYABLE.code, reason: expect.stringContaining('went on') });
  });

  test('a handler that has not begun does not begin', async () => {
    const { controller, io } = controllerFor();
    controller.abort();
    let called = false;
    const noting = () => {
      called = true;
    };
    const result = await run(silent, noting, given, io);
    expect(result.code).toBe(EXIT.RETRYABLE.code);
    expect(called).toBe(false);
  });
});

test('a RetryableError is known without instanceof', () => {
  expect(RetryableError.isRetryableError(new RetryableError('x', { cause: reset }))).toBe(true);
  expect(RetryableError.isRetryableError(new Error('x'))).toBe(false);
  expect(new RetryableError('x').name).toBe('RetryableError');
});
