import { ENV } from '@batchwright/model/contract';
import * as fc from 'fast-check';
import { type Run, TaskError } from './run-workflow';
import { StepFunctions } from './step-functions';
import { created, machines, triggered } from './triggered-job';

const definitions = machines(triggered());

/** AWS Batch: answers as it is told to, and knows its jobs by their names. */
class Batch {
  readonly jobs: Record<string, unknown>[] = [];
  readonly calls: string[] = [];

  constructor(
    private readonly fail: (call: string, count: number) => TaskError | 'lost' | undefined = () => undefined,
  ) {}

  readonly call = async (resource: string, request: Record<string, unknown>): Promise<unknown> => {
    this.calls.push(resource);
    const failure = this.fail(resource, this.calls.filter((one) => one === resource).length);
    if (failure instanceof TaskError) throw failure;
    if (resource === 'aws-sdk:batch:listJobs') {
      const [filter] = request.Filters as { readonly Values: readonly string[] }[];
      return { JobSummaryList: this.jobs.filter(({ JobName }) => JobName === filter?.Values[0]) };
    }
    this.jobs.push(request);
    if (failure === 'lost') throw new TaskError('Batch.SdkClientException', 'Read timed out');
    return { JobId: '1', JobName: request.JobName };
  };

  /** The input that a worker would read. */
  inputs(): unknown[] {
    return this.jobs.map(({ ContainerOverrides }) => {
      const { Environment } = ContainerOverrides as { readonly Environment: { Name: string; Value: string }[] };
      return JSON.parse(Environment.find(({ Name }) => Name === ENV.INPUT)?.Value ?? '');
    });
  }
}

async function deliver(events: readonly unknown[], batch = new Batch()) {
  const aws = new StepFunctions(definitions, batch.call);
  const runs: Run[] = [];
  for (const event of events) runs.push(await aws.deliver(event));
  return { aws, batch, runs, jobs: batch.jobs, executions: [...aws.executions.values()] };
}

describe('the input of a job for an object', () => {
  test.each([
    ['quotes', `say "hi" and 'ho'.jpg`],
    ['backslashes', 'C:\\temp\\"new"\\n\\'],
    ['spaces, plus signs and line breaks', ' a+b%20c\td\r\ne  '],
    ['letters of all scripts', 'Größe/写真/🦒\u2028.jpg'],
    ['what looks like an expression', `{% $states.input %} $' & $uuid() & '\${x} {}`],
    ['1,024 bytes', '🦒'.repeat(256)],
    ['1,024 quotes', '"'.repeat(1024)],
  ])('has the key as it is with %s', async (_what, key) => {
    const { batch } = await deliver([created(key)]);
    expect(batch.inputs()).toEqual([{ bucket: 'uploads', key, version: 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e' }]);
  });

  test('has the key as it is, whatever it is', async () => {
    const keys = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(keys, async (key) => {
        const { batch } = await deliver([created(key)]);
        expect(batch.inputs()).toEqual([expect.objectContaining({ key })]);
      }),
      { numRuns: 150 },
    );
  });

  test('lacks the version where the bucket has none', async () => {
    const { batch } = await deliver([created('a', { 'version-id': undefined })]);
    expect(batch.inputs()).toEqual([{ bucket: 'uploads', key: 'a' }]);
  });

  test('that no submission can carry is kept as a dead letter, and submits nothing', async () => {
    const event = created('\u0001'.repeat(1024));
    const { aws, jobs, runs } = await deliver([event]);
    expect(jobs).toEqual([]);
    expect(runs).toMatchObject([{ status: 'FAILED', error: 'States.QueryEvaluationError' }]);
    expect(aws.sent).toEqual([
      expect.objectContaining({
        body: event,
        attributes: expect.objectContaining({
          ERROR_CODE: 'States.QueryEvaluationError',
          ERROR_MESSAGE: expect.stringContaining('too large'),
          JOB: 'report',
        }),
      }),
    ]);
  });
});

describe('an object', () => {
  test('is one job, however often its event comes', async () => {
    const again = created('a', {}, { id: 'another-id', time: '2026-03-22T19:10:00Z' });
    const { runs, jobs } = await deliver([created('a'), created('a'), again]);
    expect(jobs).toHaveLength(1);
    expect(runs.map(({ status, path }) => `${status} ${path.at(-1)}`)).toEqual([
      'SUCCEEDED Start',
      'SUCCEEDED Known',
      'SUCCEEDED Known',
    ]);
  });

  test.each([
    ['another key', created('b')],
    ['written again', created('a', { sequencer: '00617F08299329D190' })],
    ['of another bucket', { ...created('a'), detail: { ...(created('a').detail as object), bucket: { name: 'b' } } }],
  ])('that is %s is another job', async (_what, other) => {
    const { jobs } = await deliver([created('a'), other]);
    expect(new Set(jobs.map(({ JobName }) => JobName)).size).toBe(2);
  });

  test('without a sequencer is known by its event', async () => {
    const bare = (id: string) => created('a', { sequencer: undefined }, { id });
    const { jobs } = await deliver([bare('1'), bare('1'), bare('2')]);
    expect(jobs).toHaveLength(2);
  });

  test('is submitted once more when somebody says so', async () => {
    const { jobs } = await deliver([created('a'), created('a', {}, { again: 'after the fix' })]);
    expect(jobs).toHaveLength(2);
  });

  test('gives its job a name that the service takes', async () => {
    const { jobs } = await deliver([created('a b/"ü')]);
    expect(jobs[0]?.JobName).toMatch(/^report-[0-9a-f]{40}$/);
  });
});

describe('a submission', () => {
  const submit = 'aws-sdk:batch:submitJob';
  const look = 'aws-sdk:batch:listJobs';
  const throttled = new TaskError('Batch.BatchException', 'Too Many Requests');
  const refused = new TaskError('Batch.ClientException', 'JobQueue is disabled');

  test('whose answer was lost is looked for, and not sent again', async () => {
    const { jobs, batch, executions } = await deliver(
      [created('a')],
      new Batch((call) => (call === submit ? 'lost' : undefined)),
    );
    expect(jobs).toHaveLength(1);
    expect(batch.calls).toEqual([submit, look]);
    expect(executions).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  test('that was not taken is sent again, later and later', async () => {
    const batch = new Batch((call, count) => (call === submit && count <= 4 ? throttled : undefined));
    const { jobs, executions } = await deliver([created('a')], batch);
    expect(jobs).toHaveLength(1);
    const [{ waited } = { waited: [] }] = executions;
    expect(waited).toHaveLength(4);
    for (const [i, seconds] of waited.entries()) {
      expect(seconds).toBeGreaterThanOrEqual(15 * 2 ** i);
      expect(seconds).toBeLessThanOrEqual(30 * 2 ** i);
    }
  });

  test('is not sent again without a look', async () => {
    const batch = new Batch((call, count) => {
      if (call === submit) return 'lost';
      return count <= 3 ? throttled : undefined;
    });
    await deliver([created('a')], batch);
    expect(batch.calls).toEqual([submit, look, look, look, look]);
  });

  test('that is refused is kept as a dead letter at once, with its event and the reason', async () => {
    const event = created('a');
    const { aws, batch, executions } = await deliver([event], new Batch(() => refused));
    expect(batch.calls).toEqual([submit]);
    expect(aws.sent).toEqual([
      {
        url: expect.stringMatching(/^\{ReportsEventDeadLetters/),
        body: event,
        attributes: {
          ERROR_CODE: 'Batch.ClientException',
          ERROR_MESSAGE: 'JobQueue is disabled',
          EXECUTION_ARN: expect.stringContaining('execution'),
          JOB: 'report',
        },
      },
    ]);
    expect(executions).toMatchObject([{ status: 'FAILED', error: 'Batch.ClientException' }]);
  });

  test('that never gets through is kept as a dead letter after hours, not for ever', async () => {
    const { aws, executions } = await deliver(
      [created('a')],
      new Batch((call) => (call === submit ? throttled : undefined)),
    );
    expect(aws.sent).toHaveLength(1);
    const [{ waited } = { waited: [] }] = executions;
    expect(waited.reduce((sum, seconds) => sum + seconds)).toBeGreaterThan(3600);
    expect(Math.max(...waited)).toBeLessThanOrEqual(900);
  });
});
