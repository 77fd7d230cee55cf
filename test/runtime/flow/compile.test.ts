import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { createFlow, type Flow, formatPlan, type Plan, parsePlan, type Step } from '@batchwright/runtime/flow';
import { MANIFEST } from '../manifest';

const job = (name: string) => defineJob(name, { input: unchecked<unknown>(), output: unchecked<{ key: string }>() });
const [prepare, align, sort, merge, report] = ['prepare', 'align', 'sort', 'merge', 'report'].map(job) as [
  ReturnType<typeof job>,
  ReturnType<typeof job>,
  ReturnType<typeof job>,
  ReturnType<typeof job>,
  ReturnType<typeof job>,
];
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const shape = ({ submissions }: Plan) =>
  submissions.map(({ label, size, after, each, relay }) => ({
    label,
    size,
    ...(after && { after }),
    ...(each && { each }),
    ...(relay && { relay }),
  }));

/** Samples that are each aligned and sorted, behind one job, and joined by one. */
function samples(flow: Flow, count: number, part = ''): Step<{ key: string }, { key: string }> {
  const first = flow.job(`prepare${part}`, prepare, {});
  const sorted = range(count).map((i) => {
    const aligned = flow.job(`align${part}-${i}`, align, { i, from: first.output });
    return flow.job(`sort${part}-${i}`, sort, { from: aligned.output, first: first.output.at('key') });
  });
  return flow.job(`merge${part}`, merge, { from: sorted.map(({ output }) => output) });
}

test('jobs beside each other, each behind its own, become arrays that are linked item by item', () => {
  const flow = createFlow('samples');
  samples(flow, 12);
  const plan = flow.compile();
  expect(shape(plan)).toEqual([
    { label: 'prepare', size: 1 },
    { label: 'align', size: 12, after: [0] },
    { label: 'sort', size: 12, after: [0], each: [1] },
    { label: 'merge', size: 1, after: [2] },
  ]);
  // Child i of one array has the sample of child i of the other.
  const names = plan.submissions[2]?.steps.map((s) => plan.steps[s]?.name);
  expect(names).toEqual(plan.submissions[1]?.steps.map((s) => plan.steps[s]?.name.replace('align', 'sort')));
  expect(flow.compile({ fold: false }).submissions).toHaveLength(26);
});

test('jobs that others tell apart stay jobs', () => {
  const flow = createFlow('apart');
  const first = flow.job('first', prepare, {});
  const pair = range(2).map((i) => flow.job(`align-${i}`, align, { from: first.output }));
  flow.job('both', merge, { from: pair.map(({ output }) => output) });
  flow.job('one', report, { from: pair[0]?.output });
  expect(flow.compile().submissions.map(({ size }) => size)).toEqual([1, 1, 1, 1, 1]);
});

test('jobs of other kinds, queues or settings are not folded together', () => {
  const flow = createFlow('kinds');
  for (const i of range(2)) {
    flow.job(`a-${i}`, align, {});
    flow.job(`b-${i}`, sort, {});
    flow.job(`c-${i}`, align, {}, { queue: 'urgent' });
    flow.job(`d-${i}`, align, {}, { attempts: 2 });
  }
  expect(flow.compile().submissions.map(({ label, size, queue }) => [label, size, queue])).toEqual([
    ['a', 2, undefined],
    ['b', 2, undefined],
    ['c', 2, 'urgent'],
    ['d', 2, undefined],
  ]);
});

test('two wide trees become two arrays and not many arrays of two', () => {
  const flow = createFlow('trees');
  for (const part of ['x', 'y']) {
    const leaves = range(50).map((i) => flow.job(`align-${part}-${i}`, align, {}));
    flow.job(`merge-${part}`, merge, { from: leaves.map(({ output }) => output) });
  }
  expect(shape(flow.compile())).toEqual([
    { label: 'align-x', size: 50 },
    { label: 'align-y', size: 50 },
    { label: 'merge-x', size: 1, after: [0] },
    { label: 'merge-y', size: 1, after: [1] },
  ]);
});

test('fan-in over twenty goes through relays, which all share that wait for the same on one queue', () => {
  const flow = createFlow('wide', { queue: 'standard' });
  const jobs = range(45).map((i) => flow.job(`step-${i}`, align, { i }, { timeout: 100 + i }));
  flow.job('merge', merge, { from: jobs.map(({ output }) => output) });
  flow.job('report', report, {}, { after: jobs });
  flow.job('urgent', report, {}, { after: jobs, queue: 'urgent' });
  const { submissions } = flow.compile();
  const relays = submissions.filter(({ relay }) => relay);
  // One takes 20 of 45, which leaves 26; one of 7 brings them to 20.
  expect(relays.map(({ queue, after }) => [queue, after?.length])).toEqual([
    ['standard', 20],
    ['standard', 7],
    ['urgent', 20],
    ['urgent', 7],
  ]);
  expect(submissions.filter(({ steps }) => steps.length > 0).map(({ after = [] }) => after.length)).toEqual([
    ...range(45).map(() => 0),
    20,
    20,
    20,
  ]);
});

test('an array over ten thousand is split with an offset, and what follows it item by item is split alike', () => {
  const flow = createFlow('large');
  const large = flow.array('large', align, range(25_000));
  const next = flow.forEach('next', sort, large, (item) => ({ from: item.at('key') }));
  flow.job('merge', merge, next.outputs.pointer());
  const { submissions } = flow.compile();
  expect(submissions.map(({ label, offset, size, after, each }) => [label, offset, size, after, each])).toEqual([
    ['large', 0, 8333, undefined, undefined],
    ['large', 8333, 8333, undefined, undefined],
    ['large', 16666, 8334, undefined, undefined],
    ['next', 0, 8333, undefined, [0]],
    ['next', 8333, 8333, undefined, [1]],
    ['next', 16666, 8334, undefined, [2]],
    ['merge', undefined, 1, [3, 4, 5], undefined],
  ]);
});

test('a sequential array stays in order over the borders between its parts', () => {
  const flow = createFlow('sequential');
  flow.array('days', align, range(10_001), { sequential: true });
  flow.array('single', align, [0], { sequential: true });
  expect(flow.compile().submissions.map(({ size, sequential, after }) => [size, sequential, after])).toEqual([
    [5000, true, undefined],
    [1, undefined, undefined],
    [5001, true, [0]],
  ]);
});

test('a plan says which steps need a client, and why', () => {
  const flow = createFlow('client');
  const first = flow.job('first', defineJob('list', { input: unchecked<unknown>(), output: unchecked<number[]>() }), 1);
  const many = flow.array('many', align, [1, 2, 3], { tolerate: 1 });
  const dynamic = flow.forEach('dynamic', sort, first.output, (item) => ({ item }));
  flow.forEach('behind', sort, dynamic, (item) => ({ item }));
  flow.job('clean', merge, {}, { after: [many, dynamic], runAfter: 'end' });
  // Nobody waits for it, or it waits for nobody: Batch can do that.
  flow.array('loose', align, [1, 2], { tolerate: 1 });
  flow.job('alone', report, {}, { runAfter: 'end' });
  const plan = flow.compile();
  expect(plan.needsClient.map(({ step, code }) => [plan.steps[step]?.name, code])).toEqual([
    ['many', 'TOLERATES_FAILURES'],
    ['dynamic', 'SIZE_UNKNOWN'],
    ['behind', 'SIZE_UNKNOWN'],
    ['clean', 'RUN_AFTER_END'],
  ]);
  expect(plan.steps[2]?.input).toBe('{"item":{"$batchwright.item":"first#","at":""}}');
  const place = plan.submissions.findIndex(({ label }) => label === 'dynamic');
  expect(plan.submissions[place]).toMatchObject({ size: null });
  expect(plan.submissions.find(({ label }) => label === 'behind')).toMatchObject({ size: null, each: [place] });
});

test('jobs of several nodes, of which Batch has no arrays, are not folded where the manifest tells them', () => {
  const solve = job('solve');
  const flow = createFlow('nodes');
  for (const i of range(3)) flow.job(`solve-${i}`, solve, { i });
  expect(flow.compile().submissions).toHaveLength(1);
  expect(flow.compile({ manifest: MANIFEST }).submissions).toHaveLength(3);
  flow.array('many', solve, [1, 2]);
  expect(() => flow.compile({ manifest: MANIFEST })).toThrow(/step "many".*several nodes/);
});

test('the same flow has the same names, and other work has another', () => {
  const plan = (input: unknown, extra = false): Plan => {
    const flow = createFlow('names');
    if (extra) flow.job('Extra.Job', report, {});
    flow.flow('part').job('one', align, input);
    return flow.compile();
  };
  const nameOf = (compiled: Plan) => compiled.submissions.find(({ job }) => job === 'align')?.name;
  expect(nameOf(plan({ a: 1 }))).toMatch(/^part-one-[0-9a-f]{20}$/);
  expect(nameOf(plan({ a: 1 }, true))).toBe(nameOf(plan({ a: 1 })));
  expect(nameOf(plan({ a: 2 }))).not.toBe(nameOf(plan({ a: 1 })));
  expect(plan({}, true).submissions[0]?.name).toMatch(/^extra-job-/);
});

test('a plan survives being stored', () => {
  const flow = createFlow('stored');
  samples(flow, 3);
  const plan = flow.compile();
  expect(parsePlan(formatPlan(plan), 'plan.json')).toEqual(plan);
});
