import {
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { createFlow, type Plan } from '@batchwright/runtime/flow';
import { startPlatform, type TestSetup } from '../platform';

const job = (name: string) => defineJob(name, { input: unchecked<unknown>(), output: unchecked<{ key: string }>() });
const work = job('work');
const other = job('other');
const end = job('end');
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

let setup: TestSetup;
beforeAll(async () => {
  setup = await startPlatform();
  await setup.client.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'flow-step',
      type: 'container',
      containerProperties: {
        image: 'busybox',
        // Fails where it is told to: $FAIL is an index, and nothing for a job that is to succeed.
        command: ['/bin/sh', '-c', 'test "$FAIL" != "$AWS_BATCH_JOB_ARRAY_INDEX"'],
        resourceRequirements: [
          { type: 'VCPU', value: '1' },
          { type: 'MEMORY', value: '128' },
        ],
      },
    }),
  );
}, 60_000);
afterAll(() => setup?.stop());
jest.setTimeout(120_000);

/** Submits a plan with the plain SDK, as it stands. @param fail - label of an array, and the index that fails */
async function submit(plan: Plan, fail?: readonly [string, number]): Promise<readonly string[]> {
  const ids: string[] = [];
  const at = (place: number): string => ids[place] as string;
  for (const { name, label, size, after = [], each = [], sequential } of plan.submissions) {
    const { jobId } = await setup.client.send(
      new SubmitJobCommand({
        jobName: name,
        jobQueue: 'test-fast',
        jobDefinition: 'flow-step',
        arrayProperties: size === 1 ? undefined : { size: size as number },
        dependsOn: [
          ...after.map((place) => ({ jobId: at(place) })),
          ...each.map((place) => ({ jobId: at(place), type: 'N_TO_N' as const })),
          ...(sequential ? [{ type: 'SEQUENTIAL' as const }] : []),
        ],
        containerOverrides: {
          environment: [{ name: 'FAIL', value: fail?.[0] === label ? String(fail[1]) : 'none' }],
        },
      }),
    );
    ids.push(jobId as string);
  }
  return ids;
}

/** Each step's jobs, one for each item, when all have ended. */
async function ended(plan: Plan, ids: readonly string[]): Promise<ReadonlyMap<string, readonly JobDetail[]>> {
  const jobs = ids.flatMap((id, s) => {
    const { size } = plan.submissions[s] as Plan['submissions'][number];
    return size === 1 ? [id] : range(size as number).map((index) => `${id}:${index}`);
  });
  let details = new Map<string, JobDetail>();
  for (;;) {
    details = new Map();
    for (let i = 0; i < jobs.length; i += 100) {
      const { jobs: page = [] } = await setup.client.send(new DescribeJobsCommand({ jobs: jobs.slice(i, i + 100) }));
      for (const detail of page) details.set(detail.jobId as string, detail);
    }
    if ([...details.values()].every(({ status }) => status === 'SUCCEEDED' || status === 'FAILED')) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const byStep = new Map<string, JobDetail[]>();
  plan.submissions.forEach(({ steps, size, offset = 0 }, s) => {
    for (const index of range(size as number)) {
      const folded = steps.length > 1;
      const step = plan.steps[steps[folded ? index : 0] as number]?.name ?? `relay ${s}`;
      const list = byStep.get(step) ?? [];
      byStep.set(step, list);
      list[folded ? 0 : offset + index] = details.get(size === 1 ? (ids[s] ?? '') : `${ids[s]}:${index}`) as JobDetail;
    }
  });
  return byStep;
}

/** Samples behind one job, a chain each; an array with another behind it item by item; and a wide fan-in at the end. */
function everyKind() {
  const flow = createFlow('every-kind');
  const first = flow.job('first', work, {});
  const sorted = range(6).map((i) => {
    const aligned = flow.job(`align-${i}`, work, { i, from: first.output });
    return flow.job(`sort-${i}`, other, { from: aligned.output, first: first.output });
  });
  const merged = flow.job('merge', end, { from: sorted.map(({ output }) => output) });
  const many = flow.array('many', other, range(5), { sequential: true, after: first });
  const next = flow.forEach('next', end, many, (item) => ({ from: item }));
  // Each of its own kind, so that nothing folds them and the last needs relays.
  const checks = range(22).map((i) => flow.job(`check-${i}`, other, { i }, { timeout: 60 + i }));
  flow.job('report', end, { next: next.outputs.pointer() }, { after: [...checks, merged] });
  return flow.compile();
}

test('the service takes a plan as it stands, and runs every item after all that it waits for', async () => {
  const plan = everyKind();
  expect(plan.submissions.map(({ size }) => size).filter((size) => size !== 1)).toEqual([6, 5, 6, 5]);
  expect(plan.submissions.filter(({ relay }) => relay)).toHaveLength(1);
  const ran = await ended(plan, await submit(plan));
  const jobs = (name: string): readonly JobDetail[] => ran.get(name) ?? [];
  for (const { name, size = 1, after = [], each, sequential } of plan.steps) {
    expect(jobs(name)).toHaveLength(size as number);
    jobs(name).forEach(({ status, startedAt = 0 }, i) => {
      expect([name, status]).toEqual([name, 'SUCCEEDED']);
      const upstream = [
        ...after.flatMap((place) => jobs(plan.steps[place]?.name ?? '')),
        ...(each === undefined ? [] : [jobs(plan.steps[each]?.name ?? '')[i]]),
        ...(sequential && i > 0 ? [jobs(name)[i - 1]] : []),
      ];
      for (const before of upstream) expect(before?.stoppedAt).toBeLessThanOrEqual(startedAt);
    });
  }
});

test('a failure of one child of a folded array stops what that job was in front of, and nothing else', async () => {
  const plan = everyKind();
  const ran = await ended(plan, await submit(plan, ['align', 2]));
  const failed = [...ran].flatMap(([name, jobs]) => (jobs.some(({ status }) => status === 'FAILED') ? [name] : []));
  // The relay that waits for `merge` fails with it; it is no step.
  expect(failed.filter((name) => !name.startsWith('relay')).sort()).toEqual(['align-2', 'merge', 'report', 'sort-2']);
});
