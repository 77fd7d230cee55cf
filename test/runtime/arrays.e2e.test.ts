import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ArrayHandle, ItemOutcome } from '@batchwright/runtime';
import { startPlatform, type TestSetup } from './platform';
import { probe, touch } from './platform/contracts';

let setup: TestSetup;
beforeAll(async () => {
  setup = await startPlatform();
}, 60_000);
afterAll(() => setup?.stop());
jest.setTimeout(180_000);

async function outcomesOf<Result>(array: ArrayHandle<Result>): Promise<ItemOutcome<Result>[]> {
  const outcomes: ItemOutcome<Result>[] = [];
  for await (const outcome of array.outcomes()) outcomes.push(outcome);
  return outcomes;
}

const names = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `n${i}` }));

test.each([1, 2, 25])('an array of %i items gives their outputs in order', async (count) => {
  const array = await setup.batch.submitArray(probe, names(count));
  expect(array).toMatchObject({ size: count, parts: [{ offset: 0, size: count }] });
  const results = await array.results();
  expect(results.map(({ name }) => name)).toEqual(names(count).map(({ name }) => name.toUpperCase()));
  expect(results.map(({ index }) => index)).toEqual(names(count).map((_, i) => i));
  expect(await array.summary()).toMatchObject({ SUCCEEDED: count, FAILED: 0 });
});

test('one item is a plain job, and leaves no items file behind', async () => {
  const array = await setup.batch.submitArray(probe, names(1));
  await array.results();
  const [snapshot] = await setup.batch.describe(array);
  expect(snapshot?.array).toBeUndefined();
  const { Contents = [] } = await setup.s3.send(
    new ListObjectsV2Command({ Bucket: 'workspace', Prefix: 'test/items/' }),
  );
  expect(Contents.map(({ Key }) => Key).filter((key) => key?.includes(array.name))).toEqual([]);
});

test('items come from any iterable, and are read to the end before anything is sent', async () => {
  async function* items() {
    for (const item of names(3)) yield item;
  }
  setup.requests.length = 0;
  const array = await setup.batch.submitArray(probe, items());
  expect(setup.requests.map((request) => request.split(' ')[0])).toEqual(['s3', 'batch']);
  expect(await array.results()).toHaveLength(3);
  expect(await (await setup.batch.submitArray(probe, new Set(names(2)))).results()).toHaveLength(2);
});

test('a failed item does not hide the others', async () => {
  const array = await setup.batch.submitArray(probe, [
    { name: 'a' },
    { how: 'throw' },
    { name: 'c' },
    { how: 'retry' },
  ]);
  const outcomes = (await outcomesOf(array)).toSorted((a, b) => a.index - b.index);
  expect(outcomes).toMatchObject([
    { index: 0, ok: true, jobId: `${array.id}:0`, output: { name: 'A' } },
    { index: 1, ok: false, jobId: `${array.id}:1`, failure: { code: 'EXITED', exitCode: 1, attempts: 1 } },
    { index: 2, ok: true, output: { name: 'C' } },
    { index: 3, ok: false, failure: { code: 'EXITED', exitCode: 75, attempts: 2, logStream: expect.any(String) } },
  ]);
  await expect(array.results()).rejects.toMatchObject({
    code: 'CHILDREN_FAILED',
    failed: 2,
    size: 4,
    children: [{ index: 1 }, { index: 3 }],
    message: expect.stringContaining('item 1'),
  });
});

test('outcomes come as the items end, not when all have', async () => {
  const array = await setup.batch.submitArray(probe, [{ name: 'a' }, { how: 'wait' }]);
  for await (const { index, ok } of array.outcomes()) {
    expect({ index, ok }).toEqual({ index: 0, ok: true });
    break;
  }
  await array.cancel('seen enough');
  expect((await outcomesOf(array)).find(({ index }) => index === 1)).toMatchObject({
    ok: false,
    failure: { code: 'CANCELLED', statusReason: 'seen enough' },
  });
});

test('an array is found again by its id, from anywhere', async () => {
  const { id } = await setup.batch.submitArray(probe, names(2));
  const array = await setup.batch.attachArray(probe, id);
  expect(array.size).toBe(2);
  expect((await array.results()).map(({ name }) => name)).toEqual(['N0', 'N1']);
  const statuses: string[] = [];
  for await (const { status } of setup.batch.children(id)) statuses.push(status);
  expect(statuses).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});

test('rejects an array whose id Batch does not know, and one without ids', async () => {
  await expect(setup.batch.attachArray(probe, 'nobody')).rejects.toMatchObject({ code: 'GONE' });
  await expect(setup.batch.attachArray(probe, [])).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});

test('watching an array follows its parent by counts', async () => {
  const array = await setup.batch.submitArray(touch, [{}, {}, {}]);
  const counts: number[] = [];
  for await (const change of setup.batch.watch(array)) counts.push(change.array?.summary.SUCCEEDED ?? -1);
  expect(counts.at(-1)).toBe(3);
  expect(counts).toEqual([...counts].sort((a, b) => a - b));
});

test('item by item: each follows its own, and fails with its own', async () => {
  const up = await setup.batch.submitArray(touch, [{}, { fail: true }, {}]);
  const down = await setup.batch.submitArray(touch, [{}, {}, {}], { each: up });
  const outcomes = (await outcomesOf(down)).toSorted((a, b) => a.index - b.index);
  expect(outcomes).toMatchObject([{ ok: true }, { ok: false, failure: { code: 'DEPENDENCY_FAILED' } }, { ok: true }]);
});

test('a sequential array runs one item after the other, and ends with the first that fails', async () => {
  const array = await setup.batch.submitArray(touch, [{}, {}, { fail: true }, {}], { sequential: true });
  const outcomes = (await outcomesOf(array)).toSorted((a, b) => a.index - b.index);
  expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, false]);
  const jobs = await setup.batch.describe([0, 1, 2].map((i) => `${array.id}:${i}`));
  expect(jobs[1]?.startedAt).toBeGreaterThanOrEqual(jobs[0]?.stoppedAt as number);
  expect(jobs[2]?.startedAt).toBeGreaterThanOrEqual(jobs[1]?.stoppedAt as number);
});

test('a job waits for all items of arrays, each of which counts once', async () => {
  const arrays = await Promise.all([1, 2].map(() => setup.batch.submitArray(touch, [{}, {}])));
  const merge = await setup.batch.submit(touch, {}, { after: arrays });
  expect((await merge.wait()).status).toBe('SUCCEEDED');
});

test('refuses to follow an array of another size', async () => {
  const up = await setup.batch.submitArray(touch, [{}, {}]);
  await expect(setup.batch.submitArray(touch, [{}, {}, {}], { each: up })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'each',
  });
});

test('rejects an array of no items at once', async () => {
  setup.requests.length = 0;
  await expect(setup.batch.submitArray(probe, [])).rejects.toMatchObject({ code: 'EMPTY_ARRAY', job: 'probe' });
  expect(setup.requests).toEqual([]);
});

test('rejects the whole array for one bad item, with its place, and has sent nothing', async () => {
  setup.requests.length = 0;
  const items = [{ size: '1' }, { size: '2' }, { size: 'three' }];
  await expect(setup.batch.submitArray(probe, items)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    index: 2,
    issues: [{ path: 'size' }],
  });
  expect(setup.requests).toEqual([]);
});

test('an error of the iterable is the caller’s own, and nothing was sent', async () => {
  setup.requests.length = 0;
  async function* broken() {
    yield {};
    throw new Error('the listing broke off');
  }
  await expect(setup.batch.submitArray(probe, broken())).rejects.toThrow('the listing broke off');
  expect(setup.requests).toEqual([]);
});

test('with the same key, an array is one array', async () => {
  const submit = () => setup.batch.submitArray(touch, [{}, {}], { key: 'batch-1' });
  const first = await submit();
  expect((await submit()).ids).toEqual(first.ids);
  await expect(setup.batch.submitArray(touch, [{}, {}, {}], { key: 'batch-1' })).rejects.toMatchObject({
    code: 'KEY_REUSED',
  });
});

test('a schema that throws on an output fails its item, and does not hide the others', async () => {
  const array = await setup.batch.submitArray(probe, names(2));
  let reads = 0;
  const validate = (value: unknown) => {
    if (reads++ === 0) throw new Error('no such unit');
    return { value };
  };
  const odd = { ...probe, output: { '~standard': { version: 1 as const, vendor: 'test', validate } } };
  const outcomes = await outcomesOf(await setup.batch.attachArray(odd, array.ids));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(outcomes.find(({ ok }) => !ok)).toMatchObject({
    failure: { code: 'BAD_OUTPUT', message: expect.stringContaining('no such unit') },
  });
});

test('cancelling goes on after a job that Batch refuses to stop, and tells of it', async () => {
  const job = await setup.batch.submit(probe, { how: 'wait' });
  await expect(setup.batch.cancel(['nobody', job], 'enough')).rejects.toMatchObject({ code: 'REFUSED' });
  expect(await job.outcome()).toMatchObject({ failure: { code: 'CANCELLED' } });
  await expect(async () => setup.batch.attach(probe, '')).rejects.toMatchObject({ code: 'INVALID_OPTION' });
});

test('an output that is gone or spoilt is a failure of its item', async () => {
  const array = await setup.batch.submitArray(probe, names(2));
  await array.results();
  const key = `test/outputs/probe/${array.id}/1.json`;
  const { Body } = await setup.s3.send(new GetObjectCommand({ Bucket: 'workspace', Key: key }));
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({ batchwright: 'output', version: 1 });
  const { PutObjectCommand, DeleteObjectCommand } = await import('@aws-sdk/client-s3');
  await setup.s3.send(
    new PutObjectCommand({
      Bucket: 'workspace',
      Key: key,
      Body: '{"batchwright":"output","version":1,"output":{"size":"x"}}',
    }),
  );
  const other = key.replace('/1.json', '/0.json');
  await setup.s3.send(new DeleteObjectCommand({ Bucket: 'workspace', Key: other }));
  const outcomes = (await outcomesOf(array)).toSorted((a, b) => a.index - b.index);
  expect(outcomes).toMatchObject([
    { ok: false, failure: { code: 'BAD_OUTPUT', uri: `s3://workspace/${other}` } },
    { ok: false, failure: { code: 'BAD_OUTPUT', uri: `s3://workspace/${key}` } },
  ]);
});
