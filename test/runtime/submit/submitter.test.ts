import { indexRange, itemRange, parseTrailer, TRAILER_BYTES } from '@batchwright/model/contract';
import { LIMITS } from '@batchwright/model/service';
import { defineJob, ENV, unchecked } from '@batchwright/runtime/contract';
import { openWorkspace, type Store } from '../../../runtime/src/store';
import { createSubmitter } from '../../../runtime/src/submit';
import { virtualClock } from '../clock';
import { MANIFEST } from '../manifest';
import { type Answer, type Call, type ScriptedServer, scriptedServer, testClient } from '../scripted-server';

const thumbnail = defineJob('thumbnail', { input: unchecked<number>() });
let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** A store that is a map: what is tested is what is asked of it. */
function mapStore(): Store & { readonly objects: Map<string, string> } {
  const objects = new Map<string, string>();
  return {
    objects,
    async put(uri, body) {
      objects.set(uri, typeof body === 'string' ? body : new TextDecoder().decode(body));
    },
    get: async (uri) => objects.get(uri),
  };
}

async function submitterOf(answer: (call: Call) => Answer, store: Store | undefined = mapStore()) {
  server = await scriptedServer(answer);
  const submitter = createSubmitter({
    manifest: MANIFEST,
    client: testClient(server.endpoint),
    workspace: store === undefined ? undefined : openWorkspace(store, MANIFEST.workspace),
    clock: virtualClock(),
    random: () => 0,
  });
  return { submitter, server };
}

const jsons = (count: number) => Array.from({ length: count }, (_, i) => String(i));
const MAX = LIMITS.arraySize.max;
const environmentOf = ({ body }: Call): Record<string, string> =>
  Object.fromEntries(
    (body.containerOverrides as { environment: { name: string; value: string }[] }).environment.map((e) => [
      e.name,
      e.value,
    ]),
  );

test('an array of more items than the service takes is several, of which each child finds its own item', async () => {
  const store = mapStore();
  const { submitter, server } = await submitterOf(({ before }) => ({ body: { jobId: `id-${before}` } }), store);
  const count = 2 * MAX + 1;
  const { parts, name } = await submitter(thumbnail, jsons(count), {});
  const calls = server.calls.filter(({ operation }) => operation === 'submitjob');
  const base = name.replace(/-0$/, '');
  expect(calls.map(({ body }) => body.jobName)).toEqual([`${base}-0`, `${base}-1`, `${base}-2`]);
  expect(parts.map(({ id }) => id)).toEqual(['id-0', 'id-1', 'id-2']);
  expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(count);
  const [[uri, file]] = [...store.objects] as [[string, string]];
  expect(store.objects.size).toBe(1);
  for (const [p, call] of calls.entries()) {
    const { offset, size } = parts[p]!;
    expect(call.body.arrayProperties).toEqual({ size });
    expect(size).toBeLessThanOrEqual(MAX);
    const env = environmentOf(call);
    expect(env[ENV.INPUT_URI]).toBe(uri);
    const trailer = parseTrailer(file.slice(-TRAILER_BYTES), uri);
    for (const child of [0, size - 1]) {
      const index = child + Number(env[ENV.INDEX_OFFSET]);
      const { start, end } = indexRange(trailer, index, uri);
      const item = itemRange(trailer, file.slice(start, end), 'here');
      expect(JSON.parse(file.slice(item.start, item.end))).toBe(offset + child);
    }
  }
});

test('a sequential array that is split keeps its order over the parts', async () => {
  const { submitter, server } = await submitterOf(({ before }) => ({ body: { jobId: `id-${before}` } }));
  await submitter(thumbnail, jsons(MAX + 1), { sequential: true, after: 'up' });
  expect(server.calls.map(({ body }) => body.dependsOn)).toEqual([
    [{ jobId: 'up' }, { type: 'SEQUENTIAL' }],
    [{ jobId: 'up' }, { type: 'SEQUENTIAL' }, { jobId: 'id-0' }],
  ]);
});

const refusal: Answer = { status: 400, type: 'ClientException', body: { message: 'no more' } };

test('a split array that is refused midway says what runs', async () => {
  const { submitter } = await submitterOf(({ before }) => (before < 2 ? { body: { jobId: `id-${before}` } } : refusal));
  const count = 3 * MAX;
  await expect(submitter(thumbnail, jsons(count), {})).rejects.toMatchObject({
    code: 'PARTLY_SUBMITTED',
    size: count,
    submitted: [
      { id: 'id-0', offset: 0, size: MAX },
      { id: 'id-1', offset: MAX, size: MAX },
    ],
    cause: { code: 'REFUSED' },
    message: expect.stringContaining('id-0, id-1'),
  });
});

test('a split array that is refused at once is simply refused', async () => {
  const { submitter } = await submitterOf(() => refusal);
  await expect(submitter(thumbnail, jsons(MAX + 1), {})).rejects.toMatchObject({ code: 'REFUSED' });
});

test('with a key, a split array that broke off is completed: what is there is not sent again', async () => {
  const there: { jobId: string; jobName: unknown }[] = [];
  let broken = true;
  const { submitter, server } = await submitterOf(({ operation, body }) => {
    if (operation === 'listjobs') return { body: { jobSummaryList: there } };
    if (broken && there.length === 1) return refusal;
    there.push({ jobId: `id-${there.length}`, jobName: body.jobName });
    return { body: { jobId: there.at(-1)?.jobId } };
  });
  const items = jsons(2 * MAX);
  await expect(submitter(thumbnail, items, { key: 'k' })).rejects.toMatchObject({ code: 'PARTLY_SUBMITTED' });
  broken = false;
  const { parts } = await submitter(thumbnail, items, { key: 'k' });
  expect(parts.map(({ id }) => id)).toEqual(['id-0', 'id-1']);
  expect(server.count('submitjob')).toBe(3);
});

test('with a key, the submission of another process is found before the first send', async () => {
  const there: { jobId: string; jobName: unknown }[] = [];
  const answer = ({ operation, body }: Call): Answer => {
    if (operation === 'listjobs') return { body: { jobSummaryList: there } };
    there.push({ jobId: 'first', jobName: body.jobName });
    return { body: { jobId: 'first' } };
  };
  const one = await submitterOf(answer);
  await one.submitter(thumbnail, ['1'], { key: 'k' });
  const listed = one.server.calls[0]!;
  expect(listed).toMatchObject({
    operation: 'listjobs',
    body: { jobQueue: MANIFEST.queues.urgent!.arn, filters: [{ name: 'JOB_NAME' }] },
  });
  await one.server.close();
  const two = await submitterOf(answer);
  expect((await two.submitter(thumbnail, ['1'], { key: 'k' })).id).toBe('first');
  await expect(two.submitter(thumbnail, ['2'], { key: 'k', queue: 'light' })).rejects.toMatchObject({
    code: 'KEY_REUSED',
    jobId: 'first',
  });
  expect(two.server.count('submitjob')).toBe(0);
});

test('without a store, an input that is too large is refused with both sizes, before any call', async () => {
  const { submitter, server } = await submitterOf(() => ({}), undefined);
  const submitting = createSubmitter({
    manifest: MANIFEST,
    client: testClient(server.endpoint),
    workspace: undefined,
    clock: virtualClock(),
    random: () => 0,
  })(thumbnail, [JSON.stringify('x'.repeat(LIMITS.overrideCharacters))], {});
  await expect(submitting).rejects.toMatchObject({
    code: 'INPUT_TOO_LARGE',
    bytes: expect.any(Number),
    limit: LIMITS.overrideCharacters - LIMITS.overrideReserve,
  });
  await expect(submitter(thumbnail, ['1'], { key: '' })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'key',
  });
  expect(server.calls).toEqual([]);
});

test('a store that fails is named with its object, and nothing is submitted', async () => {
  const failing: Store = {
    put: () => Promise.reject(Object.assign(new Error('slow down'), { $metadata: { httpStatusCode: 503 } })),
    get: async () => undefined,
  };
  const { submitter, server } = await submitterOf(() => ({}), failing);
  await expect(submitter(thumbnail, ['1', '2'], {})).rejects.toMatchObject({
    code: 'STORE_FAILED',
    retryable: true,
    uri: expect.stringMatching(/^s3:\/\/workspace\/photos\/items\/thumbnail\/thumbnail-.*\.jsonl$/),
  });
  expect(server.calls).toEqual([]);
});

test('one caller’s failure is not another’s: each with the same key tries for itself', async () => {
  const controller = new AbortController();
  const there: { jobId: string; jobName: unknown }[] = [];
  const { submitter } = await submitterOf(({ operation, body }) => {
    if (operation === 'listjobs') return { body: { jobSummaryList: there } };
    if (!controller.signal.aborted) {
      controller.abort(new Error('the first gave up'));
      return { status: 429, type: 'TooManyRequestsException', body: {} };
    }
    there.push({ jobId: 'one', jobName: body.jobName });
    return { body: { jobId: 'one' } };
  });
  const [first, second, third] = await Promise.allSettled([
    submitter(thumbnail, ['1'], { key: 'k', signal: controller.signal }),
    submitter(thumbnail, ['1'], { key: 'k' }),
    submitter(thumbnail, ['2'], { key: 'k' }),
  ]);
  expect(first).toMatchObject({ status: 'rejected', reason: new Error('the first gave up') });
  expect(second).toMatchObject({ status: 'fulfilled', value: { id: 'one' } });
  expect(third).toMatchObject({ status: 'rejected', reason: { code: 'KEY_REUSED', jobId: 'one' } });
  expect(there).toHaveLength(1);
});

test('a store that answers 403 is explained by the permission', async () => {
  const denied = Object.assign(new Error('Access Denied'), { $metadata: { httpStatusCode: 403 } });
  const refuse = () => Promise.reject(denied);
  const workspace = openWorkspace({ put: refuse, get: refuse }, MANIFEST.workspace);
  await expect(workspace.put('a', 'x', 'text/plain')).rejects.toMatchObject({
    code: 'STORE_FAILED',
    retryable: false,
    message: expect.stringContaining('s3:PutObject'),
  });
  await expect(workspace.get('a')).rejects.toMatchObject({
    code: 'STORE_FAILED',
    retryable: false,
    message: expect.stringMatching(/s3:GetObject.*s3:ListBucket/),
  });
});

test.each([
  ['after', { after: [undefined] }],
  ['after', { after: '' }],
  ['after', { after: Promise.resolve() }],
  ['each', { each: { id: 'x' } }],
  ['key', { key: '' }],
  ['key', { key: 5 }],
])('refuses %s that cannot be one, before any call', async (option, options) => {
  const { submitter, server } = await submitterOf(() => ({ body: { jobId: 'id' } }));
  await expect(submitter(thumbnail, ['1', '2'], options as never)).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option,
  });
  expect(server.calls).toEqual([]);
});

test('a share identifier for a queue without fair share is refused before any call', async () => {
  const store = mapStore();
  const { submitter, server } = await submitterOf(() => ({ body: { jobId: 'id' } }), store);
  await expect(submitter(thumbnail, jsons(2), { shareIdentifier: 'genomics' })).rejects.toMatchObject({
    code: 'INVALID_OPTION',
    option: 'shareIdentifier',
  });
  expect(server.calls).toEqual([]);
  expect(store.objects.size).toBe(0);
});

test('refuses an array of a job on several nodes before any call, and submits a single one to all its nodes', async () => {
  const { submitter, server } = await submitterOf(() => ({ body: { jobId: 'id' } }));
  const solve = defineJob('solve', { input: unchecked<number>() });
  await expect(submitter(solve, jsons(2), {})).rejects.toMatchObject({ code: 'INVALID_OPTION', option: 'items' });
  expect(server.calls).toEqual([]);
  await submitter(solve, jsons(1), {});
  const environment = [{ name: ENV.INPUT, value: '0' }];
  expect(server.calls.at(-1)?.body).toMatchObject({
    nodeOverrides: {
      nodePropertyOverrides: [
        { targetNodes: '0:0', containerOverrides: { environment } },
        { targetNodes: '1:3', containerOverrides: { environment } },
      ],
    },
  });
});
