import { blockedReason, STATUS_REASONS, timeLimitCanceled } from '@batchwright/model/service';
import { Bench } from './bench';

const MAX_RESOURCE = 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE';

describe('a plain job', () => {
  test('goes from RUNNABLE over STARTING and RUNNING to SUCCEEDED', () => {
    const bench = new Bench({ maxvCpus: 1 });
    const first = bench.submit();
    const second = bench.submit();
    expect([first.status, second.status]).toEqual(['STARTING', 'RUNNABLE']);
    bench.run(first);
    expect(first.status).toBe('RUNNING');
    bench.end(first);
    expect([first.status, second.status]).toEqual(['SUCCEEDED', 'STARTING']);
    expect(first.statusReason).toBe(STATUS_REASONS.containerExited);
  });

  test('fails with the reason of the task when its process never was', () => {
    const bench = new Bench();
    const job = bench.submit();
    bench.end(job, { reason: 'CannotPullContainerError: no' });
    expect(job).toMatchObject({ status: 'FAILED', statusReason: STATUS_REASONS.startFailed });
    expect(job.attempts[0]).toMatchObject({ reason: 'CannotPullContainerError: no', startedAt: undefined });
  });

  test('ignores what is reported of an attempt before its last', () => {
    const bench = new Bench();
    const job = bench.submit({ attempts: 2 });
    bench.finish(job, { exitCode: 1 });
    bench.apply({ type: 'ended', job, attempt: 1, exitCode: 0 });
    expect(job.status).toBe('STARTING');
  });
});

describe('placement', () => {
  test('is first in, first out: a head without room blocks those behind it', () => {
    const bench = new Bench({ maxvCpus: 4 });
    const small = bench.submit({ vcpus: 2 });
    const large = bench.submit({ vcpus: 3 });
    const last = bench.submit({ vcpus: 1 });
    expect([small.status, large.status, last.status]).toEqual(['STARTING', 'RUNNABLE', 'RUNNABLE']);
    bench.finish(small);
    expect([large.status, last.status]).toEqual(['STARTING', 'STARTING']);
  });

  test('serves the queue of higher priority first', () => {
    const bench = new Bench({ maxvCpus: 1 });
    bench.queue('urgent', ['compute'], 100);
    const running = bench.submit();
    const ordinary = bench.submit();
    const urgent = bench.submit({ queue: 'urgent' });
    bench.finish(running);
    expect([urgent.status, ordinary.status]).toEqual(['STARTING', 'RUNNABLE']);
  });

  test('tries the compute environments of a queue in their order', () => {
    const bench = new Bench({ maxvCpus: 1 });
    bench.compute('second', 8);
    bench.queue('both', ['compute', 'second']);
    const jobs = [1, 2, 3].map(() => bench.submit({ queue: 'both' }));
    expect(jobs.map((job) => job.attempts[0]?.computeEnvironment)).toEqual(['compute', 'second', 'second']);
  });

  test('places nothing on a disabled compute environment, and goes on when it is enabled', () => {
    const bench = new Bench();
    bench.compute('compute', 4, false);
    const job = bench.submit();
    expect(job.status).toBe('RUNNABLE');
    bench.compute('compute', 4, true);
    expect(job.status).toBe('STARTING');
  });

  test('keeps to the slots of the machine', () => {
    const bench = new Bench({ slots: 2, maxvCpus: 512 });
    const jobs = [1, 2, 3].map(() => bench.submit());
    expect(jobs.map(({ status }) => status)).toEqual(['STARTING', 'STARTING', 'RUNNABLE']);
  });

  test('says why a job that fits no compute environment is blocked, until one grows', () => {
    const bench = new Bench({ maxvCpus: 4 });
    const job = bench.submit({ vcpus: 5 });
    expect(job).toMatchObject({ status: 'RUNNABLE', statusReason: blockedReason(MAX_RESOURCE) });
    bench.compute('compute', 8);
    expect(job).toMatchObject({ status: 'STARTING', statusReason: undefined });
  });

  test('cancels a blocked job when the time limit of its queue has passed', () => {
    const bench = new Bench({ maxvCpus: 4 });
    bench.queue('limited', ['compute'], 1, { timeLimits: [{ reason: MAX_RESOURCE, seconds: 600 }] });
    const large = bench.submit({ queue: 'limited', vcpus: 5 });
    const behind = bench.submit({ queue: 'limited' });
    bench.pass(599);
    expect(large.status).toBe('RUNNABLE');
    bench.pass(1);
    expect(large).toMatchObject({ status: 'FAILED', statusReason: timeLimitCanceled(MAX_RESOURCE) });
    expect(behind.status).toBe('STARTING');
  });

  test('takes the share that uses least, by its weight, and the higher priority within a share', () => {
    const bench = new Bench({ maxvCpus: 2 });
    bench.queue('fair', ['compute'], 1, { weight: (share: string) => (share === 'light' ? 0.5 : 1) });
    const submit = (share: string, priority = 0) => bench.submit({ queue: 'fair', share, priority });
    const jobs = [
      submit('a'),
      submit('a'),
      submit('a', 1),
      submit('a', 9),
      submit('light'),
      submit('light'),
      submit('light'),
    ];
    const order = () => bench.started.map((id) => jobs.findIndex((job) => job.id === id));
    expect(order()).toEqual([0, 1]);
    for (let ends = 0; bench.running.size > 0 && ends < 100; ends++) {
      const [job] = bench.running;
      bench.now += 1000;
      if (job !== undefined) bench.finish(job);
    }
    expect(order().slice(2, 3)).toEqual([4]);
    expect(order().indexOf(3)).toBeLessThan(order().indexOf(2));
    expect(order()).toHaveLength(7);
  });
});

describe('a retry', () => {
  test('goes to the front of its queue and stays within its attempts', () => {
    const bench = new Bench({ maxvCpus: 1 });
    const job = bench.submit({ attempts: 2 });
    const other = bench.submit();
    bench.finish(job, { exitCode: 1 });
    expect([job.status, other.status]).toEqual(['STARTING', 'RUNNABLE']);
    bench.finish(job, { exitCode: 1 });
    expect([job.status, other.status]).toEqual(['FAILED', 'STARTING']);
    expect(job.attempts.map(({ number, exitCode }) => [number, exitCode])).toEqual([
      [1, 1],
      [2, 1],
    ]);
  });

  test('is what the first matching rule says', () => {
    const bench = new Bench();
    const exitRules = [{ onExitCode: '65', action: 'EXIT' }];
    const [wrong, passing] = [bench.submit({ attempts: 3, exitRules }), bench.submit({ attempts: 3, exitRules })];
    bench.finish(wrong, { exitCode: 65 });
    bench.finish(passing, { exitCode: 75 });
    expect([wrong.status, passing.status]).toEqual(['FAILED', 'STARTING']);
  });
});

describe('a time-out', () => {
  test('counts from the start of each attempt, stops it and is never retried', () => {
    const bench = new Bench();
    const job = bench.submit({ timeoutSeconds: 60, attempts: 3 });
    bench.pass(1000);
    bench.run(job);
    bench.pass(59);
    expect(bench.stopped).toEqual([]);
    bench.pass(1);
    expect(bench.stopped).toEqual([job.id]);
    bench.end(job, { exitCode: 0 });
    expect(job).toMatchObject({ status: 'FAILED', statusReason: STATUS_REASONS.timedOut });
  });

  test('does not reach into the next attempt', () => {
    const bench = new Bench();
    const job = bench.submit({ timeoutSeconds: 60, attempts: 2 });
    bench.run(job);
    bench.pass(30);
    bench.end(job, { exitCode: 1 });
    bench.run(job);
    bench.pass(40);
    expect(bench.stopped).toEqual([]);
  });
});

describe('an array', () => {
  test('is PENDING while its children run and fails only when all have ended', () => {
    const bench = new Bench();
    const array = bench.submit({ arraySize: 3 });
    const [first, second, third] = array.children ?? [];
    expect(array).toMatchObject({ status: 'PENDING', summary: { STARTING: 3 } });
    bench.finish(first!, { exitCode: 1 });
    bench.finish(second!);
    expect(array).toMatchObject({ status: 'PENDING', summary: { FAILED: 1, SUCCEEDED: 1, STARTING: 1 } });
    bench.finish(third!);
    expect(array).toMatchObject({
      status: 'FAILED',
      statusReason: STATUS_REASONS.arrayChildFailed,
      stoppedAt: undefined,
    });
  });

  test('has no reason when it succeeded', () => {
    const bench = new Bench();
    const array = bench.submit({ arraySize: 2 });
    for (const child of array.children ?? []) bench.finish(child);
    expect(array).toMatchObject({ status: 'SUCCEEDED', statusReason: undefined, summary: { SUCCEEDED: 2 } });
  });

  test('finds its children by their ids', () => {
    const bench = new Bench();
    const array = bench.submit({ arraySize: 2 });
    expect(bench.scheduler.find(`${array.id}:1`)).toBe(array.children?.[1]);
    expect(bench.scheduler.find(`${array.id}:2`)).toBeUndefined();
  });
});

describe('a dependency', () => {
  test('on a whole array waits for all of its children', () => {
    const bench = new Bench();
    const array = bench.submit({ arraySize: 2 });
    const merge = bench.submit({ dependencies: [{ type: 'PLAIN', jobId: array.id }] });
    bench.finish(array.children![0]!);
    expect(merge.status).toBe('PENDING');
    bench.finish(array.children![1]!);
    expect(merge.status).toBe('STARTING');
  });

  test('N_TO_N lets each child go when its counterpart has succeeded, and fails the others alone', () => {
    const bench = new Bench();
    const array = bench.submit({ arraySize: 2 });
    const next = bench.submit({ arraySize: 2, dependencies: [{ type: 'N_TO_N', jobId: array.id }] });
    bench.finish(array.children![1]!);
    expect(next.children!.map(({ status }) => status)).toEqual(['PENDING', 'STARTING']);
    bench.finish(array.children![0]!, { exitCode: 1 });
    expect(next.children![0]).toMatchObject({ status: 'FAILED', statusReason: STATUS_REASONS.dependencyFailed });
    expect(next.status).toBe('PENDING');
    bench.finish(next.children![1]!);
    expect(next).toMatchObject({ status: 'FAILED', statusReason: STATUS_REASONS.arrayChildFailed });
  });

  test('SEQUENTIAL runs child after child, and a failure fails the rest of ten thousand', () => {
    const bench = new Bench();
    const array = bench.submit({ arraySize: 10_000, dependencies: [{ type: 'SEQUENTIAL' }] });
    expect(bench.running.size).toBe(1);
    bench.finish(array.children![0]!);
    expect([...bench.running]).toEqual([array.children![1]]);
    bench.finish(array.children![1]!, { exitCode: 1 });
    expect(array).toMatchObject({ status: 'FAILED', summary: { SUCCEEDED: 1, FAILED: 9999 } });
  });

  test('on a job and SEQUENTIAL holds back the first child too', () => {
    const bench = new Bench();
    const first = bench.submit();
    const array = bench.submit({
      arraySize: 2,
      dependencies: [{ type: 'PLAIN', jobId: first.id }, { type: 'SEQUENTIAL' }],
    });
    expect(array.children!.map(({ status }) => status)).toEqual(['PENDING', 'PENDING']);
    bench.finish(first);
    expect(array.children!.map(({ status }) => status)).toEqual(['STARTING', 'PENDING']);
  });

  test('that fails takes all that depend on it along, across queues', () => {
    const bench = new Bench();
    bench.queue('other', ['compute']);
    const first = bench.submit();
    const array = bench.submit({ queue: 'other', arraySize: 3, dependencies: [{ type: 'PLAIN', jobId: first.id }] });
    const last = bench.submit({ dependencies: [{ type: 'PLAIN', jobId: array.id }] });
    bench.finish(first, { exitCode: 1 });
    for (const job of [array, last]) {
      expect(job).toMatchObject({ status: 'FAILED', statusReason: STATUS_REASONS.dependencyFailed });
    }
    expect(array.summary).toMatchObject({ FAILED: 3 });
  });

  test('that has ended already decides at once', () => {
    const bench = new Bench();
    const [good, bad] = [bench.submit(), bench.submit()];
    bench.finish(good);
    bench.finish(bad, { exitCode: 1 });
    expect(bench.submit({ dependencies: [{ type: 'PLAIN', jobId: good.id }] }).status).toBe('STARTING');
    expect(bench.submit({ dependencies: [{ type: 'PLAIN', jobId: bad.id }] }).status).toBe('FAILED');
    expect(bench.submit({ arraySize: 2, dependencies: [{ type: 'PLAIN', jobId: bad.id }] })).toMatchObject({
      status: 'FAILED',
      statusReason: STATUS_REASONS.dependencyFailed,
      summary: { FAILED: 2 },
    });
  });
});

describe('cancel and terminate', () => {
  test.each(['cancel', 'terminate'] as const)('%s fails a RUNNABLE job at once', (type) => {
    const bench = new Bench({ maxvCpus: 1 });
    const [running, waiting, third] = [bench.submit(), bench.submit(), bench.submit()];
    bench.stop(type, waiting, 'not needed');
    expect(waiting).toMatchObject({ status: 'FAILED', statusReason: 'not needed', isCancelled: type === 'cancel' });
    bench.finish(running);
    expect(third.status).toBe('STARTING');
  });

  test('cancel does nothing to a running job, terminate stops it', () => {
    const bench = new Bench();
    const job = bench.submit({ attempts: 3 });
    bench.run(job);
    bench.stop('cancel', job);
    expect(job).toMatchObject({ status: 'RUNNING', isCancelled: false });
    expect(bench.stopped).toEqual([]);
    bench.stop('terminate', job, 'stop it');
    bench.stop('terminate', job, 'again');
    expect(bench.stopped).toEqual([job.id]);
    bench.end(job, { exitCode: 143 });
    expect(job).toMatchObject({ status: 'FAILED', statusReason: 'stop it', isTerminated: true });
    expect(job.attempts[0]?.statusReason).toBe('stop it');
  });

  test('a PENDING job ends when its dependencies have', () => {
    const bench = new Bench();
    const first = bench.submit();
    const job = bench.submit({ dependencies: [{ type: 'PLAIN', jobId: first.id }] });
    bench.stop('cancel', job, 'not needed');
    expect(job).toMatchObject({ status: 'PENDING', isCancelled: true });
    bench.finish(first);
    expect(job).toMatchObject({ status: 'FAILED', statusReason: 'not needed', attempts: [] });
  });

  test('terminating an array stops its children and ends with the last of them', () => {
    const bench = new Bench({ maxvCpus: 1 });
    const array = bench.submit({ arraySize: 3, attempts: 5 });
    bench.run(array.children![0]!);
    bench.stop('terminate', array, 'enough');
    expect(array).toMatchObject({ status: 'PENDING', summary: { FAILED: 2, RUNNING: 1 } });
    bench.end(array.children![0]!, { exitCode: 143 });
    expect(array).toMatchObject({ status: 'FAILED', statusReason: 'enough', summary: { FAILED: 3 } });
  });

  test('cancelling one child leaves its siblings alone', () => {
    const bench = new Bench({ maxvCpus: 1 });
    const array = bench.submit({ arraySize: 3 });
    bench.stop('cancel', array.children![1]!);
    bench.finish(array.children![0]!);
    bench.finish(array.children![2]!);
    expect(array).toMatchObject({ status: 'FAILED', summary: { SUCCEEDED: 2, FAILED: 1 } });
  });

  test('does nothing to a job that has ended', () => {
    const bench = new Bench();
    const job = bench.submit();
    bench.finish(job);
    bench.stop('terminate', job);
    expect(job).toMatchObject({ status: 'SUCCEEDED', isTerminated: false });
  });

  test('deleting a queue terminates what is left in it', () => {
    const bench = new Bench({ maxvCpus: 1 });
    const [running, waiting] = [bench.submit(), bench.submit()];
    bench.apply({ type: 'queue-deleted', name: 'queue', reason: 'deleted' });
    expect(bench.stopped).toEqual([running.id]);
    expect(waiting.status).toBe('FAILED');
    bench.end(running, { exitCode: 143 });
    expect(running).toMatchObject({ status: 'FAILED', statusReason: 'deleted' });
  });
});
