import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkpointKey, formatCheckpoint, parseCheckpoint } from '@batchwright/model/contract';
import fc from 'fast-check';

test('a checkpoint is read as it was saved', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 10 }), (value, attempt) => {
      const json = JSON.stringify(value);
      const read = parseCheckpoint(formatCheckpoint(attempt, json), 'test');
      expect(read.attempt).toBe(attempt);
      expect(JSON.stringify(read.checkpoint)).toBe(JSON.stringify(JSON.parse(json)));
    }),
  );
});

test('the frozen checkpoint of format 1 is read', () => {
  const text = readFileSync(join(__dirname, '..', 'frozen', 'checkpoint-1.json'), 'utf8');
  expect(parseCheckpoint(text, 'checkpoint-1.json')).toMatchObject({
    attempt: 2,
    checkpoint: { done: 17, open: ['a', 'b'] },
  });
});

test('parseCheckpoint refuses something else and what is newer', () => {
  expect(() => parseCheckpoint('{"done":1}', 's3://b/k')).toThrow('"batchwright": "checkpoint"');
  expect(() => parseCheckpoint('{"batchwright":"checkpoint","version":2}', 's3://b/k')).toThrow('version 2');
});

test('a checkpoint lies where its job, child and node say, the same for all attempts', () => {
  expect(checkpointKey('align', 'abc')).toBe('checkpoints/align/abc.json');
  expect(checkpointKey('align', 'abc:3', 3)).toBe('checkpoints/align/abc/3.json');
  expect(checkpointKey('align', 'abc#1', undefined, 1)).toBe('checkpoints/align/abc/node-1.json');
  expect(checkpointKey('align', 'abc', undefined, 1)).toBe('checkpoints/align/abc/node-1.json');
});

test('no two of jobs, children and nodes share a checkpoint', () => {
  const place = fc.record({
    id: fc.uuid(),
    part: fc.constantFrom('plain', 'child', 'node'),
    n: fc.nat({ max: 9_999 }),
  });
  fc.assert(
    fc.property(place, place, (one, other) => {
      const [a, b] = [one, other].map(({ id, part, n }) =>
        part === 'child'
          ? checkpointKey('job', `${id}:${n}`, n)
          : checkpointKey('job', id, undefined, part === 'node' ? n : undefined),
      );
      const same = one.id === other.id && one.part === other.part && (one.part === 'plain' || one.n === other.n);
      expect(a === b).toBe(same);
    }),
  );
});
