import { defineJob, unchecked } from '@batchwright/runtime/contract';
import type { Log } from '@batchwright/runtime/worker';
import fc from 'fast-check';
import { runWorker } from './run-worker';

const job = defineJob('render', { input: unchecked<{ readonly scene: string }>() });
const env = {
  AWS_BATCH_JOB_ID: 'array:4',
  AWS_BATCH_JOB_ATTEMPT: '2',
  AWS_BATCH_JOB_ARRAY_INDEX: '4',
  BATCHWRIGHT_INDEX_OFFSET: '10',
  BATCHWRIGHT_INPUT: '{"scene":"sea"}',
};

async function logged(write: (log: Log) => void, more: Record<string, string> = {}) {
  const { code, log } = await runWorker(undefined, job, (_input, { log }) => write(log), { ...env, ...more });
  expect(code).toBe(0);
  return log;
}

test('a line says when, how bad, and which job, attempt and index it is from', async () => {
  const lines = await logged((log) => {
    log.debug('a');
    log.info('frame done', { frame: 7, ms: 12.5 });
    log.warn('b');
    log.error('c');
  });
  const place = { job: 'render', jobId: 'array:4', attempt: 2, index: 14 };
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(lines).toEqual([
    { time, level: 'debug', message: 'a', ...place },
    { time, level: 'info', message: 'frame done', ...place, frame: 7, ms: 12.5 },
    { time, level: 'warn', message: 'b', ...place },
    { time, level: 'error', message: 'c', ...place },
  ]);
});

test('a line of a job on several nodes says which node it is from', async () => {
  const node = { AWS_BATCH_JOB_NODE_INDEX: '2', AWS_BATCH_JOB_NUM_NODES: '4', AWS_BATCH_JOB_MAIN_NODE_INDEX: '0' };
  expect(await logged((log) => log.info('x'), node)).toEqual([expect.objectContaining({ node: 2 })]);
});

test('fields do not replace what a line says of itself', async () => {
  const [line] = await logged((log) => log.info('mine', { message: 'theirs', jobId: 'other', index: 99, job: 'x' }));
  expect(line).toMatchObject({ message: 'mine', jobId: 'array:4', index: 14, job: 'render' });
});

test('errors are told with their causes, cycles and what JSON lacks in words', async () => {
  const cycle: Record<string, unknown> = { name: 'loop' };
  cycle.self = cycle;
  const shared = { a: 1 };
  const error = Object.assign(new Error('outer', { cause: new TypeError('inner') }), { code: 'EBUSY' });
  const [line] = await logged((log) => log.error('x', { error, cycle, big: 12n, twice: [shared, shared] }));
  expect(line).toMatchObject({
    error: {
      name: 'Error',
      message: 'outer',
      code: 'EBUSY',
      stack: expect.stringContaining('outer'),
      cause: { name: 'TypeError', message: 'inner' },
    },
    cycle: { name: 'loop', self: 'contains itself' },
    big: '12',
    twice: [{ a: 1 }, { a: 1 }],
  });
});

test('a field that cannot be read costs only itself and its neighbours, never the job', async () => {
  const hostile = {
    get value(): string {
      throw new Error('not now');
    },
  };
  expect(await logged((log) => log.info('x', { hostile }))).toEqual([
    expect.objectContaining({ message: 'x', unprintable: 'Error: not now' }),
  ]);
});

test('any fields make one line each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.anything()), async (fields) => {
      const [line, ...more] = await logged((log) => log.info('x', fields));
      expect(more).toEqual([]);
      expect(line).toMatchObject({ message: 'x', jobId: 'array:4' });
    }),
    { numRuns: 200 },
  );
});
