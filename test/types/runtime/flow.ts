// Compiled, not run: each signature has lines that compile, and lines that must not.
import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { type ArrayStep, createFlow, type Output, type Plan, type Pointer, type Step } from '@batchwright/runtime/flow';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

const day = z.codec(z.iso.date(), z.date(), { decode: (text) => new Date(text), encode: (date) => date.toISOString() });
const loss = z.object({ scenario: z.string(), loss: z.number() });
const prepare = defineJob('prepare', {
  input: z.object({ date: day }),
  output: z.object({ dataset: z.string(), rows: z.number(), chunks: z.array(z.object({ from: z.number() })) }),
});
const simulate = defineJob('simulate', {
  input: z.object({ dataset: z.string(), scenario: z.string(), mode: z.enum(['fast', 'exact']).default('fast') }),
  output: loss,
});
const convert = defineJob('convert', {
  input: v.object({ loss: v.number(), pair: v.tuple([v.string(), v.number()]) }),
});
const chunk = defineJob('chunk', { input: type({ from: 'number', 'size?': 'number' }) });
const merge = defineJob('merge', {
  input: z.object({ rows: z.number(), losses: z.custom<Pointer<z.input<typeof loss>[]>>() }),
  output: z.object({ valueAtRisk: z.number(), at: day }),
});
const choice = defineJob('choice', {
  input: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('rows'), rows: z.number() }),
    z.object({ kind: z.literal('text'), text: z.string() }),
  ]),
});
const anything = defineJob('anything', { input: z.object({ value: z.json() }) });
const stray = defineJob('stray', { input: z.object({}) });
const platform = definePlatform('risk', {
  queues: ['nightly', 'urgent'],
  jobs: [prepare, simulate, convert, chunk, merge, choice, anything],
});

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_same: Same<A, B>): void => undefined;

export function building(scenarios: readonly string[]): Plan {
  const flow = createFlow<typeof platform>('nightly-risk', { queue: 'nightly', tags: undefined });
  const prep = flow.job('prepare', prepare, { date: '2026-01-31' });
  same<typeof prep.output, Output<{ dataset: string; rows: number; chunks: { from: number }[] }>>(true);
  const dataset = prep.output.at('dataset');
  const sims = flow.array(
    'simulate',
    simulate,
    scenarios.map((scenario) => ({ scenario, dataset })),
    { tolerate: 1, sequential: undefined, after: ['prepare', prep] },
  );
  same<typeof sims, ArrayStep<{ scenario: string; loss: number }, { scenario: string; loss: number }>>(true);
  flow.array('set', simulate, new Set([{ scenario: 'a', dataset, mode: 'exact' as const }]));
  const converted = flow.forEach('convert', convert, sims, (item) => ({
    loss: item.at('loss'),
    // In a function's result the compiler takes a tuple for a list unless told so.
    pair: [item.at('scenario'), 7] as const,
  }));
  same<typeof converted, ArrayStep<void, void>>(true);
  flow.forEach('chunks', chunk, prep.output.at('chunks'), (item) => ({ from: item.at('from') }));
  const total = flow.job('merge', merge, { rows: prep.output.at('rows'), losses: sims.outputs.pointer() });
  same<typeof total, Step<{ valueAtRisk: number; at: string }, { valueAtRisk: number; at: Date }>>(true);
  flow.job('choice', choice, { kind: 'rows', rows: prep.output.at('chunks').at(0).at('from') }, { after: converted });
  flow.job('json', anything, { value: { deep: [1, null, 'a'] } }, { runAfter: 'end', after: flow.flow('part') });

  // @ts-expect-error what the worker receives is not what is given
  flow.job('a', prepare, { date: new Date() });
  // @ts-expect-error a reference to another type
  flow.job('b', simulate, { dataset: prep.output.at('rows'), scenario: 'a' });
  // @ts-expect-error a whole output where a part of it belongs
  flow.job('c', simulate, { dataset: prep.output, scenario: 'a' });
  // @ts-expect-error no such property of the output
  prep.output.at('dataest');
  // @ts-expect-error a property that is not in the schema
  flow.job('d', simulate, { dataset, scenario: 'a', mood: 'fast' });
  // @ts-expect-error not one of the values
  flow.array('e', simulate, [{ dataset, scenario: 'a', mode: 'slow' }]);
  // @ts-expect-error variants are not mixed
  flow.job('f', choice, { kind: 'rows', text: 'a' });
  // @ts-expect-error a job has no items to follow
  flow.forEach('g', convert, prep, () => ({ loss: 1, pair: ['a', 1] }));
  // @ts-expect-error an item of another type
  flow.forEach('h', convert, sims, (item) => ({ loss: item.at('scenario'), pair: ['a', 1] }));
  // @ts-expect-error only a list has entries
  flow.forEach('i', chunk, prep.output.at('dataset'), (item) => ({ from: item }));
  // @ts-expect-error a reference is no value
  const text: string = dataset;
  // @ts-expect-error an array has outputs
  sims.output;
  // @ts-expect-error the pointer of another type
  flow.job('j', merge, { rows: 1, losses: prep.output.pointer() });
  // @ts-expect-error not a job of this platform
  flow.job('k', stray, {});
  // @ts-expect-error no such queue
  flow.job('l', prepare, { date: '2026-01-31' }, { queue: 'nightyl' });
  // @ts-expect-error one job has no items that may fail
  flow.job('m', prepare, { date: '2026-01-31' }, { tolerate: 1 });
  // @ts-expect-error nor is there anything else to run after
  flow.job('n', prepare, { date: '2026-01-31' }, { runAfter: 'failure' });
  return text === '' ? flow.compile() : flow.flow('part', { queue: 'urgent' }).compile({ fold: false });
}
