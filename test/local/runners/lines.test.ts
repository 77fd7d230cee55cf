import fc from 'fast-check';
import { LineSplitter } from '../../../local/src/runners/process/lines';

function split(chunks: readonly Buffer[], limit = 1000): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(limit, (line) => lines.push(line));
  for (const chunk of chunks) splitter.write(chunk);
  splitter.end();
  return lines;
}

test('lines are the same however the bytes are cut', () => {
  const text = fc.array(
    fc.string({ unit: 'binary', maxLength: 20 }).map((line) => line.replace(/[\r\n]/g, '')),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(text, fc.boolean(), fc.array(fc.nat({ max: 400 })), (lines, ended, cuts) => {
      const bytes = Buffer.from(lines.join('\n') + (ended ? '\n' : ''));
      const at = [...new Set(cuts.map((cut) => Math.min(cut, bytes.length)))].sort((a, b) => a - b);
      const chunks = [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
      const expected = ended || lines.at(-1) !== '' ? lines : lines.slice(0, -1);
      expect(split(chunks)).toEqual(expected.map((line) => Buffer.from(line).toString()));
    }),
  );
});

test.each([
  ['a line end of CR and LF', ['a\r', '\nb\r\n'], ['a', 'b']],
  ['an empty line', ['a\n\nb'], ['a', '', 'b']],
  ['a line that never ends', ['abcdefgh'], ['abcde', 'fgh']],
  ['nothing', [''], []],
])('%s is kept', (_, chunks, expected) => {
  expect(
    split(
      chunks.map((chunk) => Buffer.from(chunk)),
      5,
    ),
  ).toEqual(expected);
});
