import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import * as library from '@batchwright/cdk';
import { ROOT } from './sources';

const SKIPPED = new Set(['node_modules', 'dist', 'cdk.out', 'demo-output', '.git']);

/** Paths of the repository's Markdown files, with forward slashes. */
function markdownBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : markdownBelow(path);
    return entry.name.endsWith('.md') ? [relative(ROOT, path).split(sep).join('/')] : [];
  });
}

const documents = markdownBelow(ROOT);
const textOf = (document: string): string => readFileSync(join(ROOT, document), 'utf8');
const withoutCode = (text: string): string => text.replace(/^ *```.*?^ *```$/gms, '').replace(/`[^`\n]*`/g, '');
const headings = (document: string): string[] =>
  [
    ...textOf(document)
      .replace(/^ *```.*?^ *```$/gms, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, text]) => text ?? '');

const INDEX = 'docs/constructs/README.md';
const pages = documents.filter((path) => path.startsWith('docs/constructs/') && path !== INDEX);

test('there are pages and links to check', () => {
  expect(pages.length).toBeGreaterThan(15);
  expect(documents.flatMap(linksOf).length).toBeGreaterThan(30);
});

test.each(pages)('%s has the four headings, in their order', (page) => {
  const wanted = ['Defaults', 'Replacement', 'Permissions', 'Cost'];
  expect(headings(page).filter((heading) => wanted.includes(heading))).toEqual(wanted);
});

test('the index of the pages names each of them once', () => {
  const listed = linksOf(INDEX).filter((link) => /^[a-z-]+\.md$/.test(link));
  expect([...listed].sort()).toEqual(pages.map((page) => page.slice('docs/constructs/'.length)).sort());
});

test('every class, function and table of the constructs stands on a page', () => {
  const text = [...pages, 'docs/guide.md'].map(textOf).join('\n');
  const names = Object.keys(library);
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
});

/** Targets of a document's links, those to other sites left out. */
function linksOf(document: string): string[] {
  return [...withoutCode(textOf(document)).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchor that GitHub gives a heading. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, '')
    .replace(/ /g, '-');

/** Why a link leads nowhere; `undefined` when it does not. */
function broken(document: string, link: string): string | undefined {
  const [path = '', fragment] = link.split('#');
  const target =
    path === ''
      ? document
      : relative(ROOT, resolve(ROOT, dirname(document), path))
          .split(sep)
          .join('/');
  if (!existsSync(join(ROOT, target))) return `${document}: ${link}: no such file`;
  if (fragment === undefined) return undefined;
  return headings(target).map(anchor).includes(fragment) ? undefined : `${document}: ${link}: no such heading`;
}

test('every link between the documents leads somewhere', () => {
  expect(
    documents.flatMap((document) =>
      linksOf(document)
        .map((link) => broken(document, link))
        .filter(Boolean),
    ),
  ).toEqual([]);
});

test.each([
  ['a file that is not there', 'nothing.md', /no such file/],
  ['a heading that is not there', 'findings.md#nothing-at-all', /no such heading/],
])('a link to %s is found', (_what, link, reason) => {
  expect(broken('docs/guide.md', link)).toMatch(reason);
});

test('no two decisions have one number', () => {
  const numbers = documents.flatMap((path) => /^docs\/adr\/(\d+)-/.exec(path)?.[1] ?? []);
  expect(numbers.length).toBeGreaterThan(20);
  expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([]);
});
