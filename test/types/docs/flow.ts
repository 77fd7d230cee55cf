// The guide's example of a flow, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { defineJob, definePlatform } from '@batchwright/runtime/contract';
import { createFlow, type Pointer, printPlan } from '@batchwright/runtime/flow';
import { z } from 'zod';

const loss = z.object({ loss: z.number() });
const prepare = defineJob('prepare', {
  input: z.object({ date: z.iso.date() }),
  output: z.object({ dataset: z.string(), rows: z.number() }),
});
const simulate = defineJob('simulate', {
  input: z.object({ dataset: z.string(), scenario: z.string() }),
  output: loss,
});
const convert = defineJob('convert', { input: loss.extend({ currency: z.string().default('EUR') }), output: loss });
const merge = defineJob('merge', {
  input: z.object({ rows: z.number(), losses: z.custom<Pointer<z.input<typeof loss>[]>>() }),
});
const risk = definePlatform('risk', { queues: ['nightly'], jobs: [prepare, simulate, convert, merge] });
type Risk = typeof risk;

declare const date: string;
declare const scenarios: readonly string[];

export function guide(): void {
  const flow = createFlow<Risk>('nightly-risk', { queue: 'nightly' });
  const prep = flow.job('prepare', prepare, { date });
  const dataset = prep.output.at('dataset');
  const sims = flow.array(
    'simulate',
    simulate,
    scenarios.map((scenario) => ({ scenario, dataset })),
  );
  const converted = flow.forEach('convert', convert, sims, (item) => ({ loss: item.at('loss'), currency: 'USD' }));
  flow.job('merge', merge, { rows: prep.output.at('rows'), losses: converted.outputs.pointer() });

  const plan = flow.compile();
  console.log(printPlan(plan));
}
