import { readDockerignore } from '../../../local/src/images/dockerignore';

test.each<[string, string, boolean]>([
  ['node_modules', 'node_modules/a/index.js', true],
  ['node_modules', 'packages/x/node_modules/a.js', false],
  ['**/node_modules', 'packages/x/node_modules/a.js', true],
  ['**/node_modules', 'node_modules', true],
  ['*.md', 'README.md', true],
  ['*.md', 'docs/README.md', false],
  ['*/*.md', 'docs/README.md', true],
  ['**/*.md', 'README.md', true],
  ['*', '.env', true],
  ['.env', '.env', true],
  ['/dist/', 'dist/x', true],
  ['./dist', 'dist/x', true],
  ['temp?', 'tempa', true],
  ['temp?', 'temp', false],
  ['[ab].txt', 'b.txt', true],
  ['{a,b}', 'a', false],
  ['# comment', '# comment', false],
  ['*.md\n!README.md', 'README.md', false],
  ['*.md\n!README.md\nREADME*', 'README.md', true],
  ['docs\n!docs/keep.txt', 'docs/keep.txt', false],
  ['docs\n!docs/keep.txt', 'docs/other.txt', true],
  ['docs/**', 'docs/a/b', true],
  ['', 'a', false],
  ['.', 'a', false],
])('a .dockerignore of %j and the path %j', (text, path, ignored) => {
  expect(readDockerignore(text).ignores(path)).toBe(ignored);
});
