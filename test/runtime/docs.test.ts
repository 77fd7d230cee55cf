import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const COMPILED = join(ROOT, 'test/types/docs');

/** Without what a formatter decides and without comments. */
const bare = (code: string): string =>
  code
    .replace(/(^|\s)\/\/.*$/gm, '')
    .replace(/\s+/g, '')
    .replace(/,(?=[)\]}])/g, '');

const examplesOf = (document: string): string[] =>
  [...readFileSync(join(ROOT, document), 'utf8').matchAll(/^ *```ts\n(.*?)^ *```$/gms)].map(([, code]) => code ?? '');

const compiled = readdirSync(COMPILED, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => bare(readFileSync(join(COMPILED, file), 'utf8')));
const isImport = (line: string): boolean => line.startsWith('import ');

// Names that an example imports are checked by its use of them: the compiled file has them from the same module.
const modulesOf = (lines: readonly string[]): string[] =>
  lines.filter(isImport).map((line) => bare(line).replace(/^.*from/, 'from'));

/** Pages that show code. */
const DOCUMENTS = [
  'README.md',
  'lib/README.md',
  'local/README.md',
  'runtime/README.md',
  'docs/guide.md',
  'docs/findings.md',
  'docs/living-with-cdk.md',
  'docs/worker.md',
  ...readdirSync(join(ROOT, 'docs/constructs'))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => `docs/constructs/${file}`),
];
test.each(
  DOCUMENTS.flatMap((document) => examplesOf(document).map((code, i) => [`${document} #${i + 1}`, code] as const)),
)('example %s is compiled as it stands, in test/types/docs', (_name, code) => {
  const lines = code.split('\n');
  const body = bare(lines.filter((line) => !isImport(line)).join('\n'));
  const twins = compiled.filter((file) => file.includes(body) && modulesOf(lines).every((from) => file.includes(from)));
  expect(twins).not.toEqual([]);
});

test.each(DOCUMENTS)('%s has examples', (document) => {
  expect(examplesOf(document).length).toBeGreaterThan(0);
});
