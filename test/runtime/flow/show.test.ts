import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { createFlow, diffPlans, drawPlan, type Flow, printDifference, printPlan } from '@batchwright/runtime/flow';

const job = (name: string) => defineJob(name, { input: unchecked<unknown>(), output: unchecked<{ key: string }>() });
const prepare = job('prepare');
const simulate = job('simulate');
const merge = job('merge');

function risk(scenarios: number, change: (flow: Flow) => unknown = () => undefined): Flow {
  const flow = createFlow('risk', { queue: 'nightly' });
  const first = flow.job('prepare', prepare, { date: '2026-01-31' });
  const items = Array.from({ length: scenarios }, (_, scenario) => ({ scenario, from: first.output.at('key') }));
  const many = flow.array('simulate', simulate, items);
  const next = flow.forEach('convert', simulate, many, (item) => ({ from: item }));
  flow.job('total', merge, { losses: next.outputs.pointer() });
  change(flow);
  return flow;
}

/** Names without their hashes. */
const bare = (text: string): string => text.replace(/-[0-9a-f]{20}/g, '');

test('a plan is printed by its waves, with what needs a client', () => {
  const flow = risk(12_000, (more) => more.job('clean', merge, {}, { after: 'total', runAfter: 'end' }));
  expect(bare(printPlan(flow.compile()))).toBe(`flow risk: 5 steps, 7 SubmitJob calls; at 50 a second 1 second
wave 0
  prepare: prepare on nightly
wave 1
  simulate x 6000: simulate on nightly; after prepare
  simulate x 6000 from item 6000: simulate on nightly; after prepare
wave 2
  convert x 6000: simulate on nightly; item by item after simulate
  convert x 6000 from item 6000: simulate on nightly; item by item after simulate
wave 3
  total: merge on nightly; after convert, convert
wave 4
  clean: merge on nightly; after total
needs a client that waits
  step "clean" runs however those before it end; at Batch a failed job fails all that wait for it
`);
});

test('a long wave is cut, and says how much is missing', () => {
  const flow = createFlow('long');
  for (let i = 0; i < 30; i++) flow.job(`step-${i}`, merge, {}, { timeout: 60 + i });
  flow.job('end', merge, {}, { after: Array.from({ length: 30 }, (_, i) => `step-${i}`) });
  const text = printPlan(flow.compile());
  expect(text).toContain('32 SubmitJob calls, of which 1 relay;');
  expect(text).toContain('  and 10 more\n');
  expect(bare(text)).toMatch(/end: merge; after step-\d+, step-\d+, step-\d+, step-\d+, step-\d+ and 15 more\n/);
});

test('a plan is drawn as a flowchart, the parts of an array in one box', () => {
  expect(drawPlan(risk(12_000).compile())).toBe(`flowchart TD
  b0["prepare"]
  b1["simulate<br/>12000 jobs<br/>2 calls"]
  b2["convert: simulate<br/>12000 jobs<br/>2 calls"]
  b3["total: merge"]
  b0 --> b1
  b1 -.-> b2
  b2 --> b3
`);
});

test('a plan with more arrows than Mermaid draws is drawn by waves', () => {
  const flow = createFlow('dense');
  const first = Array.from({ length: 40 }, (_, i) => flow.job(`a-${i}`, prepare, {}, { timeout: 60 + i }));
  for (let i = 0; i < 40; i++) {
    flow.job(`b-${i}`, merge, {}, { timeout: 60 + i, after: first.filter((_, place) => place !== i) });
  }
  const drawing = drawPlan(flow.compile());
  expect(drawing.match(/--> /g)?.length).toBeLessThan(20);
  expect(drawing).toContain('["prepare, wave 0<br/>40 jobs<br/>40 calls"]');
  expect(drawing).toMatch(/\(\["relays, wave 1/);
});

test('plans are compared by their steps', () => {
  const old = risk(3, (flow) => flow.job('gone', merge, {})).compile();
  const flow = createFlow('risk', { queue: 'nightly' });
  flow.job('new', merge, {});
  const first = flow.job('prepare', prepare, { date: '2026-02-28' }, { tags: { a: '1' } });
  const items = [0, 7, 2, 3].map((scenario) => ({ scenario, from: first.output.at('key') }));
  const many = flow.array('simulate', simulate, items, { queue: 'urgent' });
  const next = flow.forEach('convert', simulate, many, (item) => ({ from: item }));
  flow.job('total', merge, { losses: next.outputs.pointer() }, { after: 'new' });
  const difference = diffPlans(old, flow.compile());
  expect(difference).toEqual({
    added: ['new'],
    removed: ['gone'],
    changed: [
      { step: 'prepare', fields: ['settings', 'input'] },
      { step: 'simulate', fields: ['queue', 'size', 'input'], items: 2 },
      { step: 'convert', fields: ['size'] },
      { step: 'total', fields: ['after'] },
    ],
    submissions: { before: 5, after: 5 },
  });
  expect(printDifference(difference)).toBe(`5 SubmitJob calls before, 5 after
- gone
+ new
~ prepare: settings, input
~ simulate: queue, size, input (2 items)
~ convert: size
~ total: after
`);
});

test('a plan does not differ from itself, nor from one whose steps are written in another order', () => {
  const written = (names: readonly string[]) => {
    const flow = createFlow('order');
    for (const name of names) flow.job(name, merge, {}, name === 'last' ? { after: ['a', 'b'] } : {});
    return flow.compile();
  };
  const same = diffPlans(written(['a', 'b', 'last']), written(['last', 'b', 'a']));
  expect([same.added, same.removed, same.changed]).toEqual([[], [], []]);
  expect(printDifference(same)).toBe('3 SubmitJob calls before, 3 after\nno step differs\n'.replaceAll('3', '2'));
});
