import { defineJob, definePlatform, unchecked } from '@batchwright/runtime/contract';
import { type ArrayStep, createFlow, type FlowError, isFlowError } from '@batchwright/runtime/flow';
import * as v from 'valibot';
import { z } from 'zod';
import { MANIFEST } from '../manifest';

const prepare = defineJob('prepare', {
  input: z.object({ date: z.iso.date() }),
  output: z.object({ dataset: z.string(), rows: z.number(), chunks: z.array(z.object({ from: z.number() })) }),
});
const simulate = defineJob('simulate', {
  input: z.object({ dataset: z.string(), scenario: z.string() }),
  output: z.object({ loss: z.number(), 'a/b~c': z.number() }),
});
const merge = defineJob('merge', { input: unchecked<{ losses?: unknown; rows?: number }>() });
const platform = definePlatform('risk', { queues: ['nightly', 'urgent'], jobs: [prepare, simulate, merge] });

const flowOf = () => createFlow<typeof platform>('risk', { queue: 'nightly' });

/** What was thrown, as data. */
function thrown(action: () => unknown): FlowError {
  try {
    action();
  } catch (error) {
    if (isFlowError(error)) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a reference is the edge, and is written with its step and a JSON Pointer', () => {
  const flow = flowOf();
  const first = flow.job('prepare', prepare, { date: '2026-01-31' });
  const many = flow.array('simulate', simulate, [
    { scenario: 'up', dataset: first.output.at('dataset') },
    { scenario: 'down', dataset: 'fixed' },
  ]);
  flow.job('merge', merge, {
    losses: [many.outputs.pointer(), many.outputs.at(1).at('a/b~c'), first.output.at('chunks').at(0).at('from')],
  });
  const { steps } = flow.compile();
  expect(steps).toEqual([
    { name: 'prepare', job: 'prepare', queue: 'nightly', input: '{"date":"2026-01-31"}' },
    {
      name: 'simulate',
      job: 'simulate',
      queue: 'nightly',
      size: 2,
      items: [
        '{"scenario":"up","dataset":{"$batchwright.ref":"prepare#/dataset"}}',
        '{"scenario":"down","dataset":"fixed"}',
      ],
      after: [0],
    },
    {
      name: 'merge',
      job: 'merge',
      queue: 'nightly',
      input:
        '{"losses":[{"$batchwright.pointer":"simulate#"},{"$batchwright.ref":"simulate#/1/a~1b~0c"},{"$batchwright.ref":"prepare#/chunks/0/from"}]}',
      after: [0, 1],
    },
  ]);
});

test('forEach follows an array item by item, with one input for all items', () => {
  const flow = flowOf();
  const first = flow.job('prepare', prepare, { date: '2026-01-31' });
  const many = flow.array('one', simulate, [
    { scenario: 'a', dataset: 'x' },
    { scenario: 'b', dataset: 'x' },
  ]);
  const step: ArrayStep<unknown, unknown> = flow.forEach('two', merge, many, (item) => ({
    rows: item.at('loss'),
    losses: [item.pointer(), first.output.at('rows')],
  }));
  expect(step.size).toBe(2);
  const plan = flow.compile();
  expect(plan.steps[2]).toEqual({
    name: 'two',
    job: 'merge',
    queue: 'nightly',
    size: 2,
    input:
      '{"rows":{"$batchwright.item":"one#","at":"/loss"},"losses":[{"$batchwright.itemPointer":"one#","at":""},{"$batchwright.ref":"prepare#/rows"}]}',
    after: [0],
    each: 1,
  });
  expect(plan.submissions.at(-1)).toMatchObject({ size: 2, after: [0], each: [1] });
});

test('steps wait without data for steps, names and sub-flows; options are inherited', () => {
  const flow = createFlow('risk', { attempts: 2, tags: { team: 'risk' } });
  const part = flow.flow('part', { queue: 'urgent', timeout: 600 });
  const one = part.job('one', merge, {});
  part.job('two', merge, {}, { after: one, attempts: 3 });
  flow.job('early', merge, {}, { after: ['last', 'part/two'] });
  flow.job('last', merge, {}, { after: part });
  const { steps } = flow.compile({ fold: false });
  expect(steps.map(({ name, after }) => [name, after])).toEqual([
    ['part/one', undefined],
    ['part/two', [0]],
    ['early', [1, 3]],
    ['last', [1]],
  ]);
  expect(steps[1]).toMatchObject({
    queue: 'urgent',
    settings: { attempts: 3, timeout: 600, tags: { team: 'risk' } },
  });
  expect(steps[3]?.settings).toEqual({ attempts: 2, tags: { team: 'risk' } });
});

test('a step can be added after a flow was compiled, and the earlier plan stays as it is', () => {
  const flow = flowOf();
  const first = flow.job('first', merge, {});
  const before = flow.compile();
  flow.job('second', merge, {}, { after: first });
  expect(flow.compile().steps).toHaveLength(2);
  expect(before.steps).toHaveLength(1);
});

test('what a caller changes later is not in the plan', () => {
  const tags: Record<string, string> = { a: '1' };
  const input = { losses: [1] };
  const flow = flowOf();
  flow.job('one', merge, input, { tags });
  tags.a = '2';
  input.losses.push(2);
  expect(flow.compile().steps).toMatchObject([{ input: '{"losses":[1]}', settings: { tags: { a: '1' } } }]);
});

describe('a flow refuses', () => {
  test('a name that does not fit, or that there is already', () => {
    const flow = flowOf();
    flow.job('one', merge, {});
    expect(thrown(() => createFlow('No Name'))).toMatchObject({ code: 'NAME_INVALID', got: 'No Name' });
    expect(thrown(() => flow.job('a/b', merge, {}))).toMatchObject({ code: 'NAME_INVALID', got: 'a/b' });
    expect(thrown(() => flow.flow('one'))).toMatchObject({ code: 'NAME_INVALID', got: 'one' });
    expect(thrown(() => flow.job('one', merge, {}))).toMatchObject({ code: 'NAME_INVALID', got: 'one' });
    expect(flow.compile().steps).toHaveLength(1);
    function* items() {
      flow.job('same', merge, {});
      yield {};
    }
    expect(thrown(() => flow.array('same', merge, items()))).toMatchObject({ code: 'NAME_INVALID', got: 'same' });
  });

  test('an input that does not fit, or that JSON would change, with step, item and path', () => {
    const flow = flowOf();
    expect(thrown(() => flow.job('p', prepare, { date: 'today' }))).toMatchObject({
      code: 'STEP_INPUT_INVALID',
      step: 'p',
      issues: [{ path: 'date' }],
    });
    const items = [{ scenario: 'a', dataset: 'x' }, { scenario: 'b' } as { scenario: string; dataset: string }];
    expect(thrown(() => flow.array('s', simulate, items))).toMatchObject({ step: 's', index: 1 });
    expect(thrown(() => flow.job('m', merge, { losses: [new Date(0)] }))).toMatchObject({
      issues: [{ path: 'losses.0' }],
    });
    const itself: { losses?: unknown } = {};
    itself.losses = { itself };
    expect(thrown(() => flow.job('c', merge, itself)).message).toMatch(/contains itself/);
    expect(thrown(() => flow.job('r', merge, { losses: { '$batchwright.ref': 'x#' } })).message).toMatch(/references/);
    // Nothing of a refused step is left.
    expect(flow.compile().steps).toEqual([]);
  });

  test('an array of nothing, and settings that Batch does not take', () => {
    const flow = flowOf();
    expect(thrown(() => flow.array('s', simulate, []))).toMatchObject({ code: 'STEP_OPTION_INVALID', option: 'items' });
    const error = thrown(() => flow.job('m', merge, {}, { attempts: 11 }));
    expect(error).toMatchObject({ step: 'm', option: 'attempts' });
    expect(error.message).toMatch(/^step "m": attempts: got 11; expected a whole number from 1 to 10/);
    const items = [{ scenario: 'a', dataset: 'x' }];
    expect(thrown(() => flow.array('t', simulate, items, { tolerate: -1 }))).toMatchObject({ option: 'tolerate' });
  });

  test('references and steps of another flow, items out of their place, and names that there are not', () => {
    const flow = flowOf();
    const other = flowOf().job('elsewhere', prepare, { date: '2026-01-31' });
    expect(thrown(() => flow.job('m', merge, { rows: other.output.at('rows') }))).toMatchObject({
      code: 'STEP_UNKNOWN',
      got: 'elsewhere#/rows',
    });
    expect(thrown(() => flow.job('m', merge, {}, { after: other }))).toMatchObject({ got: 'elsewhere' });
    const many = flow.array('s', simulate, [{ scenario: 'a', dataset: 'x' }]);
    const kept: unknown[] = [];
    flow.forEach('f', merge, many, (item) => {
      kept.push(item);
      return {};
    });
    expect(thrown(() => flow.job('m', merge, { losses: kept }))).toMatchObject({ code: 'STEP_UNKNOWN', got: 's#' });
    flow.job('m', merge, {}, { after: 'nobody' });
    expect(thrown(() => flow.compile())).toMatchObject({ code: 'STEP_UNKNOWN', step: 'm', got: 'nobody' });
  });

  test('a cycle, with its path', () => {
    const flow = flowOf();
    flow.job('zero', merge, {}, { after: 'two' });
    flow.job('one', merge, {}, { after: 'three' });
    const two = flow.job('two', merge, {}, { after: 'one' });
    flow.job('three', merge, {}, { after: two });
    const error = thrown(() => flow.compile());
    expect(error).toMatchObject({ code: 'CYCLE', retryable: false });
    expect('path' in error ? error.path : []).toEqual(['two', 'one', 'three', 'two']);
    expect(error.message).toContain('"two" waits for "one" waits for "three" waits for "two"');
    const itself = flowOf();
    itself.job('a', merge, {}, { after: 'a' });
    expect(thrown(() => itself.compile())).toMatchObject({ path: ['a', 'a'] });
  });

  test('jobs, queues and pairs that the manifest has not', () => {
    const flow = createFlow('any');
    flow.job('m', merge, {});
    expect(() => flow.compile({ manifest: MANIFEST })).toThrow(/has no job "merge"/);
    const thumbnail = defineJob('thumbnail', { input: unchecked<object>() });
    const pair = createFlow('pair', { queue: 'other' });
    pair.job('t', thumbnail, {});
    expect(() => pair.compile({ manifest: MANIFEST })).toThrow(/cannot run on queue "other"/);
  });
});

test('an asynchronous schema is left to the worker', () => {
  const slow = defineJob('slow', {
    input: v.pipeAsync(
      v.string(),
      v.checkAsync(async () => false),
    ),
  });
  const flow = createFlow('async');
  flow.job('slow', slow, 'text');
  expect(flow.compile().steps).toHaveLength(1);
});
