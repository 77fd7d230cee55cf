import { BLOCKED_REASONS, HEALTHY, OUT_OF_MEMORY, REASON_PATTERNS, STATUS_REASONS } from '@batchwright/model/service';
import { codeOf, FOLDERS, sourcesOf, writtenCodeOf } from './sources';

const others = FOLDERS.filter((folder) => folder !== 'model').flatMap(sourcesOf);

const texts = [
  ...Object.values(STATUS_REASONS),
  ...Object.values(REASON_PATTERNS).map((pattern) => pattern.replace(/\*$/, '')),
  ...Object.values(BLOCKED_REASONS).map(({ text }) => text),
  ...Object.keys(BLOCKED_REASONS).filter((code) => code.includes(':')),
  ...Object.values(HEALTHY),
  OUT_OF_MEMORY,
];

test('texts of the service stand in the model only', () => {
  const copies = others.flatMap((source) => {
    const code = codeOf(source);
    return texts.filter((text) => code.includes(text)).map((text) => `${source.path}: "${text}"`);
  });
  expect(copies).toEqual([]);
});

// Numbers that can hardly mean anything but the limit. A time-out of ten seconds is written 10 * 1000.
const numbers: [string, RegExp][] = [
  ['array size', /\b10_?000\b|\b1e4\b/],
  ['override characters', /\b8_?192\b/],
  ['request bytes', /\b30_?720\b|\b30 \* 1024\b/],
  ['definition bytes', /\b24_?576\b|\b24 \* 1024\b/],
  ['priority', /\b9_?999\b/],
  ['state time limit', /\b86_?400\b/],
];

test.each(numbers)('the limit of %s stands in the model only', (_what, pattern) => {
  expect(others.filter((source) => pattern.test(writtenCodeOf(source))).map(({ path }) => path)).toEqual([]);
});

test('the search would find a copy', () => {
  const copy = {
    path: 'copy.ts',
    text: `export const size = 10_000; // Dependent Job failed\nexport const why = 'Dependent Job failed';`,
  };
  expect(writtenCodeOf(copy)).toMatch(numbers[0]?.[1] as RegExp);
  expect(codeOf(copy).match(/Dependent Job failed/g)).toHaveLength(1);
});
