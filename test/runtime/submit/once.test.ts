import { SubmitJobCommand } from '@aws-sdk/client-batch';
import { sendOnce } from '../../../runtime/src/aws';
import { isBatchError } from '../../../runtime/src/errors';
import { findByName } from '../../../runtime/src/submit/find';
import { submitOnce } from '../../../runtime/src/submit/once';
import { virtualClock } from '../clock';
import { type Answer, type Call, type ScriptedServer, scriptedServer, testClient } from '../scripted-server';

let server: ScriptedServer | undefined;
afterEach(() => server?.close());

/** Jobs that the scripted service has taken, by name. */
interface Service {
  readonly taken: { jobId: string; jobName: string; createdAt: number }[];
}

async function submit(answer: (call: Call, service: Service) => Answer, options: { clientOptions?: object } = {}) {
  const service: Service = { taken: [] };
  server = await scriptedServer((call) => answer(call, service));
  const client = testClient(server.endpoint, options.clientOptions);
  const clock = virtualClock();
  const request = { jobName: 'thumbnail-1', jobQueue: 'urgent', jobDefinition: 'thumbnail' };
  const outcome = await submitOnce({
    jobName: request.jobName,
    queue: request.jobQueue,
    clock,
    random: () => 0.5,
    send: () => sendOnce(client, request),
    find: async () => (await findByName(client, 'urgent', request.jobName))[0]?.id,
  }).then(
    (id) => ({ id, error: undefined }),
    (error: unknown) => ({ id: undefined, error }),
  );
  return { ...outcome, service, clock, server };
}

/** Takes the job, as the service may have done before its answer was lost. */
function take({ body }: Call, { taken }: Service): string {
  const jobId = `id-${taken.length + 1}`;
  taken.push({ jobId, jobName: String(body.jobName), createdAt: taken.length + 1 });
  return jobId;
}

const codeOf = (error: unknown) => (isBatchError(error) ? error.code : error);
const listing = ({ taken }: Service): Answer => ({ body: { jobSummaryList: taken } });

test('a job is submitted by one request when all is well', async () => {
  const { id, server } = await submit((call, service) => ({ body: { jobId: take(call, service), jobName: 'x' } }));
  expect(id).toBe('id-1');
  expect(server.calls.map(({ operation }) => operation)).toEqual(['submitjob']);
});

test.each<[string, Answer]>([
  ['a connection that breaks', 'reset'],
  ['a 500', { status: 500, type: 'ServerException', body: { message: 'oops' } }],
  ['a 503 of a proxy', { status: 503, body: 'busy' }],
  ['an answer without an id', { body: {} }],
])('a job that was taken before %s is found and not sent again', async (_what, lost) => {
  const { id, service, server } = await submit((call, service) => {
    if (call.operation === 'listjobs') return listing(service);
    take(call, service);
    return lost;
  });
  expect(id).toBe('id-1');
  expect(server.count('submitjob')).toBe(1);
  expect(service.taken.length).toBe(1);
});

test('a job that was taken before a time-out is found and not sent again', async () => {
  const { id, service } = await submit(
    (call, service) => {
      if (call.operation === 'listjobs') return listing(service);
      take(call, service);
      return 'hang';
    },
    { clientOptions: { requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true } } },
  );
  expect(id).toBe('id-1');
  expect(service.taken).toHaveLength(1);
});

test('the listing may lag behind: the job is looked for more than once', async () => {
  const { id, server, service } = await submit((call, service) => {
    if (call.operation === 'listjobs') return call.before < 2 ? { body: { jobSummaryList: [] } } : listing(service);
    take(call, service);
    return 'reset';
  });
  expect(id).toBe('id-1');
  expect(service.taken).toHaveLength(1);
  expect(server.count('listjobs')).toBe(3);
});

test('a request that was lost on its way is sent again, after several looks', async () => {
  const { id, server } = await submit((call, service) => {
    if (call.operation === 'listjobs') return listing(service);
    return call.before === 0 ? 'reset' : { body: { jobId: take(call, service) } };
  });
  expect(id).toBe('id-1');
  expect(server.count('submitjob')).toBe(2);
  expect(server.count('listjobs')).toBeGreaterThan(2);
});

test('of two jobs of one name the older is taken', async () => {
  const { id } = await submit((call, service) => {
    if (call.operation === 'listjobs') return { body: { jobSummaryList: [...service.taken].reverse() } };
    take(call, service);
    take(call, service);
    return 'reset';
  });
  expect(id).toBe('id-1');
});

test('rejects as unknown, naming the job, when it is lost again and again', async () => {
  const { error, server } = await submit((call) => (call.operation === 'listjobs' ? { body: {} } : 'reset'));
  expect(error).toMatchObject({ code: 'SUBMIT_UNKNOWN', retryable: true, jobName: 'thumbnail-1', queue: 'urgent' });
  expect(server.count('submitjob')).toBe(3);
});

test('rejects as unknown and sends nothing more when looking is impossible', async () => {
  const { error, server } = await submit((call) =>
    call.operation === 'listjobs' ? { status: 403, type: 'AccessDeniedException', body: { message: 'no' } } : 'reset',
  );
  expect(codeOf(error)).toBe('SUBMIT_UNKNOWN');
  expect(server.count('submitjob')).toBe(1);
});

test('too many requests are waited out with growing waits', async () => {
  const { id, clock, server } = await submit((call, service) =>
    call.before < 3
      ? { status: 429, type: 'TooManyRequestsException', body: { message: 'Too Many Requests' } }
      : { body: { jobId: take(call, service) } },
  );
  expect(id).toBe('id-1');
  expect(server.count('submitjob')).toBe(4);
  expect(server.count('listjobs')).toBe(0);
  expect(clock.slept).toEqual([...clock.slept].sort((a, b) => a - b));
});

test('rejects as throttled when too many requests do not end, and has submitted nothing', async () => {
  const { error, service } = await submit(() => ({ status: 429, type: 'TooManyRequestsException', body: {} }));
  expect(error).toMatchObject({ code: 'THROTTLED', retryable: true, retryAfterMs: expect.any(Number) });
  expect(service.taken).toEqual([]);
});

test.each([
  [400, 'ClientException', 'Job Queue is attached to Compute Environment that can not run Jobs with capability EC2.'],
  [403, 'AccessDeniedException', 'User: x is not authorized to perform: batch:SubmitJob'],
])('rejects a refusal (%i %s) at once, in the words of the service', async (status, type, message) => {
  const { error, server } = await submit(() => ({ status, type, body: { message } }));
  expect(error).toMatchObject({ code: 'REFUSED', status, awsCode: type, operation: 'SubmitJob' });
  expect((error as Error).message).toContain(message);
  expect(server.calls).toHaveLength(1);
});

test('rejects as unavailable, not as unknown, when nothing listens', async () => {
  const closed = await scriptedServer(() => ({}));
  await closed.close();
  const client = testClient(closed.endpoint);
  const clock = virtualClock();
  const submitting = submitOnce({
    jobName: 'x',
    queue: 'q',
    clock,
    random: () => 0,
    send: () => sendOnce(client, { jobName: 'x', jobQueue: 'q', jobDefinition: 'd' }),
    find: () => Promise.reject(new Error('must not look')),
  });
  await expect(submitting).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  expect(clock.slept).toHaveLength(3);
});

test('rejects as unavailable, and looks for nothing, when the request never left', async () => {
  const clientOptions = { credentials: () => Promise.reject(new Error('the vault is sealed')) };
  const { error, server, clock } = await submit(() => ({}), { clientOptions });
  expect(error).toMatchObject({ code: 'UNAVAILABLE', cause: { message: 'the vault is sealed' } });
  expect(server.calls).toEqual([]);
  expect(clock.slept).toEqual([]);
});

test('an abort ends the waiting between tries', async () => {
  server = await scriptedServer(() => ({ status: 429, type: 'TooManyRequestsException', body: {} }));
  const client = testClient(server.endpoint);
  const controller = new AbortController();
  const submitting = submitOnce({
    jobName: 'x',
    queue: 'q',
    clock: { now: () => 0, sleep: async (_ms, signal) => signal?.throwIfAborted() },
    random: () => 0,
    signal: controller.signal,
    async send() {
      controller.abort(new Error('enough'));
      return sendOnce(client, { jobName: 'x', jobQueue: 'q', jobDefinition: 'd' });
    },
    find: async () => undefined,
  });
  await expect(submitting).rejects.toThrow('enough');
});

test('the client of the caller sends SubmitJob three times by default: what sendOnce is for', async () => {
  server = await scriptedServer(() => 'reset');
  const client = testClient(server.endpoint);
  const input = { jobName: 'x', jobQueue: 'q', jobDefinition: 'd' };
  await expect(client.send(new SubmitJobCommand(input))).rejects.toThrow();
  expect(server.count('submitjob')).toBe(3);
  await expect(sendOnce(client, input)).rejects.toThrow();
  expect(server.count('submitjob')).toBe(4);
});
