import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatOutput, parseOutput } from '@batchwright/model/contract';
import fc from 'fast-check';

test('an output is read as it was stored', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const json = JSON.stringify(value);
      expect(JSON.stringify(parseOutput(formatOutput(json), 'test'))).toBe(JSON.stringify(JSON.parse(json)));
    }),
  );
});

test('the frozen output of format 1 is read', () => {
  const text = readFileSync(join(__dirname, '..', 'frozen', 'output-1.json'), 'utf8');
  expect(parseOutput(text, 'output-1.json')).toEqual({ key: 'a/thumbnail.jpg', bytes: 1234 });
});

test('something else is refused', () => {
  expect(() => parseOutput('{"key":1}', 's3://b/k')).toThrow(
    's3://b/k: expected an object with "batchwright": "output"',
  );
});
