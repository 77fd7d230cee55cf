import { defineJob, unchecked } from '@batchwright/runtime/contract';
import * as v from 'valibot';
import { z } from 'zod';
import { isBatchError } from '../../../runtime/src/errors';
import { encodeInput } from '../../../runtime/src/submit';

const job = defineJob('job', {
  input: z.object({
    day: z.codec(z.iso.date(), z.date(), {
      decode: (text) => new Date(text),
      encode: (d) => d.toISOString().slice(0, 10),
    }),
    size: z.coerce.number<string>(),
    filter: z.enum(['none', 'sepia']).default('none'),
    name: z.string().transform((text) => text.toUpperCase()),
    owner: z.string().refine(async (name) => name !== 'nobody', 'unknown owner'),
  }),
});
const given = { day: '2026-01-31', size: '12', name: 'x', owner: 'me' };

test('what is sent is what was given: no transform, coercion, default or codec is applied', async () => {
  expect(JSON.parse(await encodeInput(job, given))).toEqual(given);
});

test('an async schema is waited for', async () => {
  await expect(encodeInput(job, { ...given, owner: 'nobody' })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    job: 'job',
    issues: [{ path: 'owner', message: 'unknown owner' }],
  });
});

test('rejects an item with its place in the array', async () => {
  await expect(encodeInput(job, { ...given, size: 'x' }, 7)).rejects.toMatchObject({ code: 'INVALID_INPUT', index: 7 });
});

const open = defineJob('open', { input: unchecked<unknown>() });
const cycle: Record<string, unknown> = {};
cycle.self = cycle;

test.each<[string, unknown, string]>([
  ['a date', { period: { from: new Date(0) } }, 'period.from'],
  ['a bigint', { list: [1, 2n] }, 'list.1'],
  ['NaN', { 'a b': Number.NaN }, 'a b'],
  ['a map', new Map(), ''],
  ['undefined in an array', [undefined], '0'],
  ['undefined itself', undefined, ''],
  ['a cycle', cycle, 'self'],
  ['a function', { f: () => 1 }, 'f'],
])('rejects %s, which JSON cannot carry, with its path', async (_what, value, path) => {
  const error = await encodeInput(open, value).catch((caught: unknown) => caught);
  expect(isBatchError(error) && error.code === 'INVALID_INPUT' && error.issues.map((issue) => issue.path)).toEqual([
    path,
  ]);
});

test('issues have one shape whatever the library', async () => {
  const nested = { a: { list: ['x', 1] } };
  const zodJob = defineJob('z', { input: z.object({ a: z.object({ list: z.array(z.string()) }) }) });
  const valibotJob = defineJob('v', { input: v.object({ a: v.object({ list: v.array(v.string()) }) }) });
  for (const each of [zodJob, valibotJob]) {
    await expect(encodeInput(each, nested)).rejects.toMatchObject({ issues: [{ path: 'a.list.1' }] });
  }
});

test.each([
  ['throws', () => raise()],
  ['rejects', async () => raise()],
])('rejects an input whose schema %s, and keeps what it threw', async (_what, validate) => {
  const input = { '~standard': { version: 1 as const, vendor: 'test', validate } };
  await expect(encodeInput({ name: 'odd', input, output: undefined }, {})).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: '', message: 'the schema threw: no such unit' }],
    cause: expect.objectContaining({ message: 'no such unit' }),
  });
});

test('rejects an input that is nested too deeply for JSON', async () => {
  let deep: object = {};
  for (let depth = 0; depth < 100_000; depth++) deep = { deep };
  await expect(encodeInput(defineJob('deep', { input: unchecked<object>() }), deep)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: '', message: expect.stringContaining('nested too deeply') }],
  });
});

function raise(): never {
  throw new Error('no such unit');
}
