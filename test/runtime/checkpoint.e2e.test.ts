import { DescribeJobsCommand } from '@aws-sdk/client-batch';
import { readLogs } from '@batchwright/runtime/logs';
import { startPlatform, type TestSetup } from './platform';
import { steps } from './platform/contracts';

jest.setTimeout(120_000);

/** The steps that all attempts of a job have done, as their lines tell. */
async function stepsOf({ client, logs }: TestSetup, jobId: string) {
  const { jobs } = await client.send(new DescribeJobsCommand({ jobs: [jobId] }));
  const attempts = jobs?.[0]?.attempts ?? [];
  const done: number[][] = [];
  for (const { container } of attempts) {
    const steps: number[] = [];
    const place = { logGroup: '/aws/batch/job', logStream: container?.logStreamName };
    for await (const { text } of readLogs(place, { client: logs })) {
      const { message, step } = text.startsWith('{') ? JSON.parse(text) : {};
      if (message === 'step') steps.push(step);
    }
    done.push(steps);
  }
  return { attempts, done };
}

describe('a worker that is stopped with SIGTERM', () => {
  let setup: TestSetup;
  beforeAll(async () => {
    setup = await startPlatform();
  });
  afterAll(() => setup?.stop());

  test('is repeated by the retry rules and goes on where it was, although its handler returned', async () => {
    const job = await setup.batch.submit(steps, { count: 6, first: 'sigterm' });
    expect(await job.result()).toEqual({ from: 3, attempt: 2 });
    const { attempts, done } = await stepsOf(setup, job.id);
    expect(attempts.map(({ container }) => container?.exitCode)).toEqual([75, 0]);
    expect(done).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('and is the child of an array goes on from its own place', async () => {
    const counts = [2, 4, 8];
    const array = await setup.batch.submitArray(
      steps,
      counts.map((count) => ({ count, first: 'sigterm' as const })),
    );
    expect(await array.results()).toEqual(counts.map((count) => ({ from: count / 2, attempt: 2 })));
  });

  test('is not repeated when somebody has cancelled it', async () => {
    const job = await setup.batch.submit(steps, { count: 6, first: 'wait' });
    for await (const { status } of setup.batch.watch(job)) if (status === 'RUNNING') break;
    await job.cancel('no longer needed');
    expect(await job.outcome()).toMatchObject({ ok: false, failure: { code: 'CANCELLED', attempts: 1 } });
  });
});

describe('a worker whose machine is reclaimed', () => {
  let setup: TestSetup;
  beforeAll(async () => {
    setup = await startPlatform({ inject: { reclaim: 1, attempts: 1, afterMs: 1500 } });
  });
  afterAll(() => setup?.stop());

  // Whenever the reclaim strikes: no step is lost, and none is done twice.
  test.each(['wait', 'deaf'] as const)('does each step once (%s)', async (first) => {
    const job = await setup.batch.submit(steps, { count: 8, first });
    const { from, attempt } = await job.result();
    const { attempts, done } = await stepsOf(setup, job.id);
    expect(attempt).toBe(2);
    expect(attempts[0]?.statusReason).toMatch(/^Host EC2 \(instance i-\w+\) terminated\.$/);
    expect(done.flat()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(done[0]).toHaveLength(from);
  });
});
