import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADVICE } from '@batchwright/cdk';
import { CHECKS, HAZARDS } from '@batchwright/model/review';
import { codeOf, ROOT, sourcesOf } from './sources';

const page = readFileSync(join(ROOT, 'docs/findings.md'), 'utf8');

/** Ids of the table below a heading. */
const listed = (heading: string): string[] => {
  const [, section = ''] = page.split(`## ${heading}\n`);
  return [...(section.split('\n## ')[0] ?? '').matchAll(/^\| `([A-Z_0-9]+)` \|/gm)].map(([, id]) => id as string);
};

const lib = sourcesOf('lib');

/** Types are gone when code runs; the codes of errors are a type. */
function errorCodes(): string[] {
  const source = lib.find(({ path }) => path.endsWith('checks/platform-error.ts'))?.text ?? '';
  const [, union = ''] = /export type PlatformErrorCode =([^;]+);/.exec(source) ?? [];
  return [...union.matchAll(/'([A-Z_0-9]+)'/g)].map(([, code]) => code as string);
}

// When one of these fails: npm run build && node scripts/findings-page.mjs
test.each([
  ['Errors at synthesis', errorCodes],
  ['Warnings and notices at synthesis', () => Object.keys(ADVICE)],
  ['Checks of any template', () => Object.keys(CHECKS)],
  ['Hazards of a change', () => Object.keys(HAZARDS)],
])('the page of findings lists exactly the ids of: %s', (heading, ids) => {
  const expected = [...ids()].sort();
  expect(expected.length).toBeGreaterThan(10);
  expect(listed(heading)).toEqual(expected);
});

test('every code of an error says in its docstring what it means', () => {
  const source = lib.find(({ path }) => path.endsWith('checks/platform-error.ts'))?.text ?? '';
  expect(errorCodes().filter((code) => !source.includes(`\`${code}\``))).toEqual([]);
});

test('warnings and notices are given by the one function that knows them', () => {
  const others = lib.filter(({ path }) => !path.endsWith('checks/advise.ts'));
  expect(
    others.filter((source) => /\badd(?:Warning|Info)(?:V2)?\(/.test(codeOf(source))).map(({ path }) => path),
  ).toEqual([]);
});

test('every warning and notice is given somewhere', () => {
  const code = lib
    .filter(({ path }) => !path.endsWith('checks/advice.ts'))
    .map(codeOf)
    .join('\n');
  expect(Object.keys(ADVICE).filter((id) => !code.includes(`"${id}"`))).toEqual([]);
});
