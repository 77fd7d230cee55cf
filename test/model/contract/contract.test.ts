import { type ContractError, defineJob, definePlatform, unchecked, validate } from '@batchwright/model/contract';
import { type } from 'arktype';
import * as v from 'valibot';
import { z } from 'zod';

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as ContractError).code;
  }
  return 'nothing was thrown';
};

test.each(['', 'Thumb', '1st', 'a--b', 'a-', 'a_b', 'ü', 'a'.repeat(65)])('defineJob refuses the name %p', (name) => {
  expect(codeOf(() => defineJob(name, { input: unchecked<string>() }))).toBe('INVALID_NAME');
});

test.each(['a', 'monte-carlo-2', 'a'.repeat(64)])('defineJob takes the name %p', (name) => {
  expect(defineJob(name, { input: unchecked<string>() }).name).toBe(name);
});

test('definePlatform refuses no queues, a queue or a job listed twice, and bad names', () => {
  const job = defineJob('job', { input: unchecked<string>() });
  expect(codeOf(() => definePlatform('p', { queues: [] }))).toBe('INVALID_PLATFORM');
  expect(codeOf(() => definePlatform('p', { queues: ['a', 'a'] }))).toBe('INVALID_PLATFORM');
  expect(codeOf(() => definePlatform('p', { queues: ['a'], jobs: [job, job] }))).toBe('INVALID_PLATFORM');
  expect(codeOf(() => definePlatform('P', { queues: ['a'] }))).toBe('INVALID_NAME');
  expect(codeOf(() => definePlatform('p', { queues: ['A b'] }))).toBe('INVALID_NAME');
});

test('definePlatform keeps the names, frozen', () => {
  const platform = definePlatform('p', {
    queues: ['a', 'b'],
    jobs: [defineJob('job', { input: unchecked<string>() })],
  });
  expect(platform).toEqual({ name: 'p', queues: ['a', 'b'], jobs: ['job'] });
  expect(Object.isFrozen(platform.queues)).toBe(true);
});

test.each([
  ['zod', z.object({ photo: z.object({ keys: z.array(z.string()) }) })],
  ['valibot', v.object({ photo: v.object({ keys: v.array(v.string()) }) })],
  ['arktype', type({ photo: { keys: 'string[]' } })],
])('validate gives the issues of %s one form', async (_library, schema) => {
  const refused = await validate(schema, { photo: { keys: ['a', 7] } });
  expect(refused).toMatchObject({
    ok: false,
    issues: [{ path: 'photo.keys.1', message: expect.stringMatching(/string/i) }],
  });
  await expect(validate(schema, { photo: { keys: ['a'] } })).resolves.toMatchObject({ ok: true });
});

test('validate waits for an asynchronous schema', async () => {
  const schema = z.string().refine(async (text) => text !== 'taken', 'is taken');
  await expect(validate(schema, 'free')).resolves.toEqual({ ok: true, value: 'free' });
  await expect(validate(schema, 'taken')).resolves.toEqual({ ok: false, issues: [{ path: '', message: 'is taken' }] });
});
