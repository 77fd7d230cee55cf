import fc from 'fast-check';
import { parseItems, parseJson, parsePairs, parsePort, parseWhole } from '../../bin/src/parse';

test('items are a JSON array or lines of JSON: both give the same', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.jsonValue().filter((value) => !Array.isArray(value)),
        { minLength: 1 },
      ),
      (items) => {
        const lines = items.map((item) => JSON.stringify(item)).join('\n');
        expect(parseItems(lines, 'test')).toEqual(JSON.parse(`[${items.map((item) => JSON.stringify(item)).join()}]`));
        expect(parseItems(JSON.stringify(items, null, 2), 'test')).toEqual(parseItems(lines, 'test'));
      },
    ),
  );
});

test('lines that are arrays are items, and empty lines are left out', () => {
  expect(parseItems('[1]\n\n[2]\n', 'test')).toEqual([[1], [2]]);
});

test('a bad line is named', () => {
  expect(() => parseItems('1\nx\n', 'items.jsonl')).toThrow('items.jsonl, line 2: expected JSON');
  expect(() => parseJson('{', '--input')).toThrow('--input: expected JSON');
});

test.each(['', '-1', '1.5', '1e3', 'x', '65536'])('parsePort refuses %p', (text) => {
  expect(() => parsePort(text)).toThrow('--port: expected a whole number from 0 to 65535');
});

test('parseWhole takes its bounds', () => {
  expect([parseWhole('1', '-', 1, 3), parseWhole('3', '-', 1, 3)]).toEqual([1, 3]);
});

test('pairs keep every equals sign behind the first', () => {
  expect(parsePairs(['a=b=c', 'd='], '--tag')).toEqual({ a: 'b=c', d: '' });
  expect(() => parsePairs(['=x'], '--tag')).toThrow('--tag: expected name=value; got "=x"');
});
