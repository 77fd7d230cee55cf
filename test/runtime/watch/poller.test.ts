import { LIMITS } from '@batchwright/model/service';
import { batchError } from '../../../runtime/src/errors';
import { describeJobs, isFinal, type JobSnapshot, Poller, watchChanges } from '../../../runtime/src/watch';
import { virtualClock } from '../clock';
import { scriptedServer, testClient } from '../scripted-server';

const at = (id: string, status: JobSnapshot['status'], more: Partial<JobSnapshot> = {}): JobSnapshot => ({
  id,
  status,
  attempts: 0,
  ...more,
});

/** A poller over a script: look n sees `script(n)`. */
function polling(script: (look: number, ids: readonly string[]) => readonly JobSnapshot[]) {
  const clock = virtualClock();
  const looks: (readonly string[])[] = [];
  const poller = new Poller({
    clock,
    minMs: 1000,
    maxMs: 12_000,
    goneAfterMs: 30_000,
    async describe(ids) {
      looks.push(ids);
      return new Map(script(looks.length - 1, ids).map((snapshot) => [snapshot.id, snapshot]));
    },
  });
  return { poller, clock, looks };
}

async function changesOf(poller: Poller, ids: readonly string[]) {
  const changes: string[] = [];
  for await (const { id, status } of watchChanges(poller, ids)) changes.push(`${id} ${status}`);
  return changes;
}

test('only changes are shown, beginning with the first sight', async () => {
  const script = ['RUNNABLE', 'RUNNABLE', 'RUNNING', 'RUNNING', 'SUCCEEDED'] as const;
  const { poller } = polling((look) => [at('a', script[look] as 'RUNNING')]);
  expect(await changesOf(poller, ['a'])).toEqual(['a RUNNABLE', 'a RUNNING', 'a SUCCEEDED']);
});

test('the wait grows while nothing changes, to its limit, and starts over when something does', async () => {
  const { poller, clock } = polling((look) => [at('a', look < 10 ? 'RUNNABLE' : look < 12 ? 'RUNNING' : 'SUCCEEDED')]);
  await changesOf(poller, ['a']);
  const quiet = clock.slept.slice(0, 10);
  expect(quiet[0]).toBe(1000);
  expect(quiet.at(-1)).toBe(12_000);
  expect(quiet).toEqual([...quiet].sort((a, b) => a - b));
  expect(clock.slept[10]).toBe(1000);
});

test('a job that is not visible yet is waited for, and is gone after a while', async () => {
  const late = polling((look) => (look < 3 ? [] : [at('a', 'SUCCEEDED')]));
  expect(await changesOf(late.poller, ['a'])).toEqual(['a SUCCEEDED']);
  const never = polling(() => []);
  expect(await changesOf(never.poller, ['a'])).toEqual(['a GONE']);
  expect(never.clock.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(30_000);
});

test('a job that vanishes while it is watched is gone, not a hang', async () => {
  const { poller } = polling((look) => (look === 0 ? [at('a', 'RUNNING')] : []));
  expect(await changesOf(poller, ['a'])).toEqual(['a RUNNING', 'a GONE']);
});

test('jobs that have ended are not looked at any more', async () => {
  const { poller, looks } = polling((look, ids) =>
    ids.map((id) => at(id, id === 'a' || look > 1 ? 'SUCCEEDED' : 'RUNNING')),
  );
  await changesOf(poller, ['a', 'b']);
  expect(looks).toEqual([['a', 'b'], ['b'], ['b']]);
});

test('several watchers of one connection share each look', async () => {
  const { poller, looks } = polling((look, ids) => ids.map((id) => at(id, look < 2 ? 'RUNNING' : 'SUCCEEDED')));
  await Promise.all([changesOf(poller, ['a']), changesOf(poller, ['a', 'b']), changesOf(poller, ['c'])]);
  expect(looks).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
    ['a', 'b', 'c'],
  ]);
});

test('an array is one job: its counts are its changes', async () => {
  const summary = (done: number) => ({
    array: {
      size: 2,
      summary: { SUBMITTED: 0, PENDING: 0, RUNNABLE: 0, STARTING: 0, RUNNING: 2 - done, SUCCEEDED: done, FAILED: 0 },
    },
  });
  const { poller } = polling((look) => [at('a', look < 3 ? 'PENDING' : 'SUCCEEDED', summary(Math.min(2, look)))]);
  const counts: (number | undefined)[] = [];
  for await (const { array } of watchChanges(poller, ['a'])) counts.push(array?.summary.SUCCEEDED);
  expect(counts).toEqual([0, 1, 2, 2]);
});

test('leaving the loop ends the looking', async () => {
  const { poller, looks } = polling(() => [at('a', 'RUNNING')]);
  for await (const _ of watchChanges(poller, ['a'])) break;
  const before = looks.length;
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(looks.length).toBeLessThanOrEqual(before + 1);
});

test('watching nothing ends at once', async () => {
  const { poller, looks } = polling(() => []);
  expect(await changesOf(poller, [])).toEqual([]);
  expect(looks).toEqual([]);
});

test('a fault that passes is survived; one that does not reaches every watcher', async () => {
  const unavailable = batchError({ code: 'UNAVAILABLE', operation: 'DescribeJobs' }, 'down');
  const passing = polling((look) => {
    if (look === 1 || look === 2) throw unavailable;
    return [at('a', look === 0 ? 'RUNNING' : 'SUCCEEDED')];
  });
  expect(await changesOf(passing.poller, ['a'])).toEqual(['a RUNNING', 'a SUCCEEDED']);
  const lasting = polling(() => {
    throw unavailable;
  });
  await expect(changesOf(lasting.poller, ['a'])).rejects.toBe(unavailable);
  expect(lasting.looks.length).toBeGreaterThan(3);
  const refused = batchError(
    { code: 'REFUSED', operation: 'DescribeJobs', status: 403, awsCode: 'AccessDenied' },
    'no',
  );
  const forbidden = polling(() => {
    throw refused;
  });
  const both = await Promise.allSettled([changesOf(forbidden.poller, ['a']), changesOf(forbidden.poller, ['b'])]);
  expect(both).toMatchObject([{ reason: refused }, { reason: refused }]);
  expect(forbidden.looks).toHaveLength(1);
});

test('a poller that has failed or come to its end starts again for the next watcher', async () => {
  const { poller } = polling((_look, ids) => ids.map((id) => at(id, 'SUCCEEDED')));
  expect(await changesOf(poller, ['a'])).toEqual(['a SUCCEEDED']);
  expect(await changesOf(poller, ['a'])).toEqual(['a SUCCEEDED']);
});

test('an abort ends the watching with its reason', async () => {
  const { poller } = polling(() => [at('a', 'RUNNING')]);
  const controller = new AbortController();
  const watching = (async () => {
    for await (const _ of watchChanges(poller, ['a'], controller.signal)) controller.abort(new Error('enough'));
  })();
  await expect(watching).rejects.toThrow('enough');
});

test('jobs are described as many a call as the service takes', async () => {
  const server = await scriptedServer(({ body }) => ({
    body: { jobs: (body.jobs as string[]).map((jobId) => ({ jobId, status: 'RUNNING', startedAt: 0 })) },
  }));
  const ids = Array.from({ length: LIMITS.describeIds * 2 + 1 }, (_, i) => `id-${i}`);
  const found = await describeJobs(testClient(server.endpoint), ids);
  await server.close();
  expect([...found.keys()]).toEqual(ids);
  expect(server.calls.map(({ body }) => (body.jobs as string[]).length)).toEqual([
    LIMITS.describeIds,
    LIMITS.describeIds,
    1,
  ]);
  expect(found.get('id-0')).toMatchObject({ startedAt: undefined, status: 'RUNNING' });
  expect([...found.values()].some(isFinal)).toBe(false);
});
