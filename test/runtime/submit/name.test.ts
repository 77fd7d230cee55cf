import { MAX_CONTRACT_NAME } from '@batchwright/model/contract';
import { isJobName, LIMITS } from '@batchwright/model/service';
import fc from 'fast-check';
import { freshName, keyedName, partName } from '../../../runtime/src/submit/name';

const longest = 'a'.repeat(MAX_CONTRACT_NAME);

test('a fresh name is unique, and begins with the job', () => {
  const names = new Set(Array.from({ length: 1000 }, () => freshName('thumbnail').name));
  expect(names.size).toBe(1000);
  for (const name of names) expect(name).toMatch(/^thumbnail-[0-9a-f]{20}$/);
});

test('all names are ones that the service takes, also for the longest job and the last of many parts', () => {
  for (const { name } of [freshName(longest), keyedName(longest, 'k', ['{}'])]) {
    const part = partName(name, 9999, 10_000);
    expect(isJobName(part)).toBe(true);
    expect(part.length).toBeLessThanOrEqual(LIMITS.nameCharacters);
    // The service looks names up without regard to case.
    expect(part).toBe(part.toLowerCase());
  }
});

test('a submission of one job keeps its name', () => {
  expect(partName('x-1', 0, 1)).toBe('x-1');
  expect(partName('x-1', 0, 2)).toBe('x-1-0');
});

test('the same key and input give the same name, whatever the order of properties', () => {
  const a = keyedName('thumbnail', 'etag', ['{"a":1,"b":[{"c":2,"d":3}]}']);
  const b = keyedName('thumbnail', 'etag', ['{"b":[{"d":3,"c":2}],"a":1}']);
  expect(a).toEqual(b);
  expect(a.name.startsWith(a.keyPrefix as string)).toBe(true);
});

test('another input of the same key shares the prefix only; another key shares nothing', () => {
  fc.assert(
    fc.property(
      fc.string({ minLength: 1 }),
      fc.string({ minLength: 1 }),
      fc.json(),
      fc.json(),
      (key, other, one, two) => {
        fc.pre(key !== other && JSON.stringify(JSON.parse(one)) !== JSON.stringify(JSON.parse(two)));
        const name = keyedName('job', key, [one]);
        expect(keyedName('job', other, [one]).keyPrefix).not.toBe(name.keyPrefix);
        const again = keyedName('job', key, [two]);
        expect(again.keyPrefix).toBe(name.keyPrefix);
      },
    ),
  );
});

test('items are told apart by where one ends and the next begins', () => {
  expect(keyedName('job', 'k', ['1', '23']).name).not.toBe(keyedName('job', 'k', ['12', '3']).name);
  expect(keyedName('job', 'k', ['1']).name).not.toBe(keyedName('job', 'k', ['1', '1']).name);
});
