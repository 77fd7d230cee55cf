import { isJobFailure, type JobFailure } from '@batchwright/runtime';
import { readLogs } from '@batchwright/runtime/logs';
import { startPlatform, type TestSetup } from './platform';
import { probe, touch } from './platform/contracts';

let setup: TestSetup;
beforeAll(async () => {
  setup = await startPlatform();
}, 60_000);
afterAll(() => setup?.stop());
jest.setTimeout(120_000);

test('a job runs with what was given, after defaults, coercions, transforms and codecs, and gives its output', async () => {
  const job = await setup.batch.submit(probe, { day: '2026-01-31', size: '12', name: 'x' }, { queue: 'slow' });
  expect(job.name).toMatch(/^probe-/);
  const result = await job.result();
  expect(result).toEqual({ index: 0, attempt: 1, size: 12, name: 'X', day: new Date('2026-01-31'), blob: 0 });
});

test('defaults are the worker’s', async () => {
  expect(await (await setup.batch.submit(probe, {})).result()).toMatchObject({ size: 7, name: 'ANON' });
});

test('an input that does not fit into the request travels by the workspace', async () => {
  const blob = '"'.repeat(20_000);
  expect(await (await setup.batch.submit(probe, { blob })).result()).toMatchObject({ blob: 20_000 });
});

test('a job without an output gives nothing, and its snapshot tells how it went', async () => {
  const job = await setup.batch.submit(touch, {});
  await expect(job.result()).resolves.toBeUndefined();
  expect(await job.status()).toMatchObject({ status: 'SUCCEEDED', queue: 'test-fast', name: job.name, attempts: 1 });
});

const failureOf = async (
  input: { how: 'throw' | 'retry' | 'network' | 'flaky' | 'bad-output' | 'date-output' },
  options = {},
) => {
  const job = await setup.batch.submit(probe, input, options);
  const outcome = await job.outcome();
  await expect(job.result()).rejects.toMatchObject({ code: outcome.ok ? '' : outcome.failure.code });
  return outcome.ok ? undefined : outcome.failure;
};
const linesOf = async (failure: JobFailure | undefined) => {
  const lines: string[] = [];
  for await (const { text } of readLogs(failure ?? {}, { client: setup.logs })) lines.push(text);
  return lines;
};

test('a handler that throws fails its job with 1, without a retry, and the log says why', async () => {
  const failure = await failureOf({ how: 'throw' });
  expect(failure).toMatchObject({ code: 'EXITED', exitCode: 1, attempts: 1, retryable: false });
  expect(await linesOf(failure)).toContainEqual(expect.stringMatching(/^probe: the photo is broken \[exit 1/));
});

test.each(['retry', 'network'] as const)('a passing fault (%s) is retried to the last attempt', async (how) => {
  expect(await failureOf({ how })).toMatchObject({ code: 'EXITED', exitCode: 75, attempts: 2, retryable: true });
});

test('a retry that succeeds makes the job succeed', async () => {
  expect(await (await setup.batch.submit(probe, { how: 'flaky' })).result()).toMatchObject({ attempt: 2 });
});

test('attempts of a submission replace those of the definition, and what is tried again stays the same', async () => {
  expect(await failureOf({ how: 'flaky' }, { attempts: 1 })).toMatchObject({ exitCode: 75, attempts: 1 });
  expect(await failureOf({ how: 'retry' }, { attempts: 3 })).toMatchObject({ exitCode: 75, attempts: 3 });
  expect(await failureOf({ how: 'throw' }, { attempts: 3 })).toMatchObject({ exitCode: 1, attempts: 1 });
  expect(await failureOf({ how: 'bad-output' }, { attempts: 3 })).toMatchObject({ exitCode: 70, attempts: 1 });
});

test.each(['bad-output', 'date-output'] as const)(
  'an output that does not fit (%s) fails its job with 70',
  async (how) => {
    expect(await failureOf({ how })).toMatchObject({ code: 'EXITED', exitCode: 70 });
  },
);

test('a job that is cancelled while it runs is stopped, and says who said so', async () => {
  const job = await setup.batch.submit(probe, { how: 'wait' });
  for await (const { status } of setup.batch.watch(job)) if (status === 'RUNNING') break;
  await job.cancel('no longer needed');
  const outcome = await job.outcome();
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'CANCELLED', statusReason: 'no longer needed' } });
});

test('a submission from elsewhere is found by its id', async () => {
  const { id } = await setup.batch.submit(probe, { name: 'y' });
  const job = setup.batch.attach(probe, id);
  expect((await job.result()).name).toBe('Y');
  expect(await setup.batch.describe(id)).toMatchObject([{ id, status: 'SUCCEEDED' }]);
});

test('an id that Batch does not know is gone', async () => {
  const id = '00000000-0000-4000-8000-000000000000';
  expect(await setup.batch.attach(probe, id).status()).toMatchObject({ status: 'GONE', failure: { code: 'GONE' } });
});

test('with the same key, two calls are one job, one after the other and at once', async () => {
  const submit = () => setup.batch.submit(touch, {}, { key: 'etag-1' });
  const [a, b] = await Promise.all([submit(), submit()]);
  expect(a.id).toBe(b.id);
  expect((await submit()).id).toBe(a.id);
  await a.wait();
});

test('with the same key, another input is refused', async () => {
  const { id, wait } = await setup.batch.submit(touch, { fail: false }, { key: 'etag-2' });
  await expect(setup.batch.submit(touch, { fail: true }, { key: 'etag-2' })).rejects.toMatchObject({
    code: 'KEY_REUSED',
    key: 'etag-2',
    jobId: id,
  });
  await wait();
});

test('a job starts after those that it waits for, and not at all when one of them failed', async () => {
  const ups = await Promise.all(Array.from({ length: 20 }, () => setup.batch.submit(touch, {})));
  const merge = await setup.batch.submit(touch, {}, { after: ups });
  const [ended] = await Promise.all([merge.wait(), ...ups.map((up) => up.wait())]);
  const last = Math.max(...(await setup.batch.describe(ups)).map(({ stoppedAt = 0 }) => stoppedAt));
  expect(ended.status).toBe('SUCCEEDED');
  expect(ended.startedAt).toBeGreaterThanOrEqual(last);

  await expect(setup.batch.submit(touch, {}, { after: [...ups, 'x'] })).rejects.toMatchObject({
    code: 'TOO_MANY_DEPENDENCIES',
    got: 21,
  });

  const failing = await setup.batch.submit(touch, { fail: true });
  const never = await setup.batch.submit(touch, {}, { after: failing });
  expect(await never.outcome()).toMatchObject({
    ok: false,
    failure: { code: 'DEPENDENCY_FAILED', dependencies: [failing.id] },
  });
});

test('watching shows each change of each job, and ends with them', async () => {
  const jobs = [await setup.batch.submit(touch, {}), await setup.batch.submit(touch, { fail: true })];
  const seen = new Map<string, string[]>();
  for await (const { id, status, final, previous, failure } of setup.batch.watch(jobs)) {
    const statuses = seen.get(id) ?? [];
    expect(previous).toBe(statuses.at(-1));
    seen.set(id, [...statuses, status]);
    expect(final).toBe(status === 'SUCCEEDED' || status === 'FAILED');
    expect(isJobFailure(failure)).toBe(status === 'FAILED');
  }
  expect(jobs.map(({ id }) => seen.get(id)?.at(-1))).toEqual(['SUCCEEDED', 'FAILED']);
});

test('the watching ends when it is told to, and the job goes on', async () => {
  const job = await setup.batch.submit(probe, { how: 'wait' });
  const controller = new AbortController();
  const waiting = job.wait({ signal: controller.signal });
  controller.abort(new Error('seen enough'));
  await expect(waiting).rejects.toThrow('seen enough');
  expect(['SUBMITTED', 'RUNNABLE', 'STARTING', 'RUNNING']).toContain((await job.status()).status);
  await job.cancel('over');
});

test('jobs are listed by status and by name', async () => {
  const job = await setup.batch.submit(touch, {}, { queue: 'slow' });
  await job.wait();
  const ids = async (options: object) => {
    const found: string[] = [];
    for await (const { id } of setup.batch.list({ queue: 'slow', ...options })) found.push(id);
    return found;
  };
  expect(await ids({})).toContain(job.id);
  expect(await ids({ status: 'SUCCEEDED' })).toContain(job.id);
  expect(await ids({ status: ['FAILED', 'RUNNING'] })).not.toContain(job.id);
  expect(await ids({ name: job.name })).toEqual([job.id]);
  expect(await ids({ name: 'touch-*' })).toContain(job.id);
  expect(() => setup.batch.list({ queue: 'slow', name: 'x', status: 'FAILED' })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION' }),
  );
});

test('an input that the schema refuses makes no call at all', async () => {
  setup.requests.length = 0;
  await expect(setup.batch.submit(probe, { size: 'many' })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  await expect(setup.batch.submit(probe, {}, { queue: 'fats' as 'fast' })).rejects.toMatchObject({
    code: 'NOT_ON_PLATFORM',
  });
  expect(setup.requests).toEqual([]);
});

test('a refusal of the service is passed on in its words', async () => {
  await expect(setup.batch.submit(touch, {}, { priority: 1 })).rejects.toMatchObject({
    code: 'REFUSED',
    status: 400,
    message: expect.stringContaining('fair share'),
  });
});
