import { defineJob, unchecked } from '@batchwright/runtime/contract';
import { estimate, type JobSize, parsePrices, planWork, type Work } from '@batchwright/runtime/cost';
import { createFlow } from '@batchwright/runtime/flow';

const text = (more: object): string =>
  JSON.stringify({
    batchwright: 'prices',
    version: 1,
    region: 'eu-west-1',
    date: '2026-11-20',
    currency: 'USD',
    ...more,
  });
// A round figure, not that of any region.
const prices = parsePrices(text({ instances: { 'm7i.xlarge': { vcpus: 4, hourly: 0.2 } } }));
const size: JobSize = { hours: 2, vcpus: 2, memoryMiB: 2048, compute: { type: 'EC2', instanceTypes: ['m7i.xlarge'] } };

test('the work of a flow is its steps, without the relays that join them, and what is not known has no price', () => {
  const simulate = defineJob('simulate', { input: unchecked<{ readonly n: number }>() });
  const list = defineJob('list', { input: unchecked<{ readonly n?: number }>(), output: unchecked<number[]>() });
  const merge = defineJob('merge', { input: unchecked<{ readonly n?: number }>() });
  const flow = createFlow('nightly');
  const lists = Array.from({ length: 30 }, (_, n) => flow.job(`list-${n}`, list, {}));
  flow.array('simulate', simulate, [{ n: 1 }, { n: 2 }, { n: 3 }], { after: lists });
  flow.forEach('each', simulate, lists[0]!.output, (n) => ({ n }));
  flow.job('merge', merge, {});
  const plan = flow.compile({ fold: false });
  expect(plan.submissions.some(({ relay }) => relay)).toBe(true);
  const work = planWork(plan, { simulate: size, list: { ...size, hours: 0.5 } });
  expect(work).toHaveLength(33);
  const { amount, lines, complete } = estimate(work, { prices });
  // Half of an instance each: thirty times half an hour, three times two hours.
  expect(amount.low).toBeCloseTo((30 * 0.5 + 3 * 2) * 0.5 * 0.2, 9);
  expect(complete).toBe(false);
  expect(lines.flatMap(({ unpriced }) => unpriced)).toEqual([
    { what: 'each', why: expect.stringContaining('only when the flow runs') },
    { what: 'merge', why: 'no size of job merge was given' },
  ]);
});

test.each<[string, Partial<Work>, string]>([
  ['part of a job', { jobs: 1.5 }, 'jobs'],
  ['time that runs backwards', { hours: -1 }, 'hours'],
  ['no vCPUs', { vcpus: 0 }, 'vcpus'],
  ['no memory', { memoryMiB: Number.NaN }, 'memoryMiB'],
  ['half a GPU', { gpus: 0.5 }, 'gpus'],
  ['none at once', { atOnce: 0 }, 'atOnce'],
])('rejects %s', (_what, change, option) => {
  const work = { name: 'align', jobs: 1, ...size, ...change };
  expect(() => estimate([work], { prices })).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', option }));
});

test('rejects Spot prices of another region, and a file that is not one of prices', () => {
  const spot = { region: 'us-east-1', from: 0, to: 1, changes: [] };
  expect(() => estimate([], { prices, spot })).toThrow(
    expect.objectContaining({ code: 'INVALID_OPTION', option: 'spot' }),
  );
  for (const wrong of ['{', '[]', text({ version: 2 })]) {
    expect(() => parsePrices(wrong, 'my.json')).toThrow(
      expect.objectContaining({
        code: 'INVALID_OPTION',
        message: expect.stringMatching(/^prices: my\.json.*prices pull/s),
      }),
    );
  }
});
