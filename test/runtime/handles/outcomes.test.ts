import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { createArrayHandle } from '../../../runtime/src/handles';
import { describeJobs, Poller } from '../../../runtime/src/watch';
import { virtualClock } from '../clock';
import { type Answer, type Call, type ScriptedServer, scriptedServer, testClient } from '../scripted-server';

const job = defineJob('touch', { input: unchecked<object>() });
let server: ScriptedServer | undefined;
afterEach(() => server?.close());

async function arrayOn(answer: (call: Call) => Answer, parts = [{ id: 'a', offset: 0, size: 3 }]) {
  server = await scriptedServer(answer);
  const client = testClient(server.endpoint);
  const poller = new Poller({
    describe: (ids) => describeJobs(client, ids),
    clock: virtualClock(),
    minMs: 1000,
    maxMs: 12_000,
    goneAfterMs: 30_000,
  });
  const [first, ...rest] = parts;
  const array = createArrayHandle({ client, poller, workspace: undefined }, job, [first!, ...rest], 'touch-1');
  const outcomes: string[] = [];
  for await (const item of array.outcomes()) {
    outcomes.push(`${item.index} ${item.jobId} ${item.ok ? 'ok' : item.failure.code}`);
  }
  return { outcomes: outcomes.sort(), server };
}

const parent = (SUCCEEDED: number, FAILED: number, size = 3) => ({
  jobId: 'a',
  status: SUCCEEDED + FAILED < size ? 'PENDING' : FAILED > 0 ? 'FAILED' : 'SUCCEEDED',
  arrayProperties: { size, statusSummary: { SUCCEEDED, FAILED } },
});
const child = (index: number, status: string) => ({ jobId: `a:${index}`, status, arrayProperties: { index } });
const failed = { container: { exitCode: 1 }, attempts: [{ container: { exitCode: 1 } }] };

test('children that the listing does not name, though their parent has ended, are looked at one by one', async () => {
  const { outcomes, server } = await arrayOn(({ operation, body }) => {
    if (operation === 'listjobs') {
      return { body: { jobSummaryList: body.jobStatus === 'SUCCEEDED' ? [child(0, 'SUCCEEDED')] : [] } };
    }
    const ids = body.jobs as string[];
    if (ids.includes('a')) return { body: { jobs: [parent(2, 1)] } };
    return { body: { jobs: [child(1, 'SUCCEEDED'), { ...child(2, 'FAILED'), ...failed }] } };
  });
  expect(outcomes).toEqual(['0 a:0 ok', '1 a:1 ok', '2 a:2 EXITED']);
  expect(server.calls.at(-1)?.body).toEqual({ jobs: ['a:1', 'a:2'] });
});

test('nothing is listed while no child has ended, and no status of which nothing new is known', async () => {
  const looks = [parent(0, 0), parent(0, 0), parent(1, 0), parent(1, 0), parent(3, 0)];
  const { outcomes, server } = await arrayOn(({ operation, before }) => {
    if (operation === 'describejobs') return { body: { jobs: [looks[Math.min(before, looks.length - 1)]] } };
    const ended = before === 0 ? [0] : [2, 1, 0];
    return { body: { jobSummaryList: ended.map((index) => child(index, 'SUCCEEDED')) } };
  });
  expect(outcomes).toEqual(['0 a:0 ok', '1 a:1 ok', '2 a:2 ok']);
  expect(server.calls.filter(({ operation }) => operation === 'listjobs').map(({ body }) => body.jobStatus)).toEqual([
    'SUCCEEDED',
    'SUCCEEDED',
  ]);
});

test('pages of children are read to their end', async () => {
  const { outcomes } = await arrayOn(({ operation, body }) => {
    if (operation === 'describejobs') return { body: { jobs: [parent(3, 0)] } };
    const at = Number(body.nextToken ?? 0);
    return { body: { jobSummaryList: [child(at, 'SUCCEEDED')], ...(at < 2 ? { nextToken: String(at + 1) } : {}) } };
  });
  expect(outcomes).toHaveLength(3);
});

test('an array that Batch has forgotten ends each of its items as gone', async () => {
  const { outcomes } = await arrayOn(() => ({ body: { jobs: [] } }));
  expect(outcomes).toEqual(['0 a:0 GONE', '1 a:1 GONE', '2 a:2 GONE']);
});

test('items of all parts are numbered through', async () => {
  const { outcomes } = await arrayOn(
    ({ operation, body }) => {
      if (operation === 'listjobs') {
        return {
          body: {
            jobSummaryList: [0, 1].map((index) => ({
              ...child(index, 'SUCCEEDED'),
              jobId: `${body.arrayJobId}:${index}`,
            })),
          },
        };
      }
      return { body: { jobs: (body.jobs as string[]).map((jobId) => ({ ...parent(2, 0, 2), jobId })) } };
    },
    [
      { id: 'a', offset: 0, size: 2 },
      { id: 'b', offset: 2, size: 2 },
    ],
  );
  expect(outcomes).toEqual(['0 a:0 ok', '1 a:1 ok', '2 b:0 ok', '3 b:1 ok']);
});
