import { existsSync, readFileSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { FOLDERS, type Folder, importsOf, PACKAGES, ROOT, sourcesOf } from './sources';

const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

const ours = new Map(FOLDERS.map((folder) => [PACKAGES[folder].name, folder]));

describe.each(FOLDERS)('%s', (folder: Folder) => {
  const sources = sourcesOf(folder);
  const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
  const declared = new Set(
    Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies, ...manifest.optionalDependencies }),
  );

  test('has sources, so that this test looks at something', () => {
    expect(sources.length).toBeGreaterThan(0);
  });

  test('imports only packages that its arrows allow', () => {
    const wrong = sources.flatMap((source) =>
      importsOf(source)
        .map((specifier) => ours.get(packageOf(specifier)))
        .filter((target) => target !== undefined && !PACKAGES[folder].mayImport.includes(target))
        .map((target) => `${source.path} imports ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  test('declares every package that it imports', () => {
    const undeclared = sources.flatMap((source) =>
      importsOf(source)
        .filter((specifier) => !specifier.startsWith('.') && !isBuiltin(specifier))
        .filter((specifier) => !declared.has(packageOf(specifier)))
        .map((specifier) => `${source.path} imports ${specifier}`),
    );
    expect(undeclared).toEqual([]);
  });

  test('enters a folder only by its index', () => {
    const wrong = sources.flatMap((source) =>
      importsOf(source)
        .filter((specifier) => specifier.startsWith('.'))
        .filter((specifier) => {
          const from = dirname(join(ROOT, source.path));
          const target = join(from, specifier);
          const targetFolder = existsSync(target) && statSync(target).isDirectory() ? target : dirname(target);
          const within = relative(targetFolder, from);
          // A file may import its neighbours, and what stands above it on the way to the package's root.
          const sameOrAbove = within === '' || !within.startsWith('..');
          const isIndex = targetFolder === target;
          return !sameOrAbove && !isIndex;
        })
        .map((specifier) => `${source.path} imports ${specifier}`),
    );
    expect(wrong).toEqual([]);
  });
});

test('model imports no Node built-in: it does no I/O', () => {
  const wrong = sourcesOf('model').flatMap((source) => importsOf(source).filter(isBuiltin));
  expect(wrong).toEqual([]);
});

test('only runtime/src makes AWS clients, and only in the doors that are named for it', () => {
  const clients = sourcesOf('runtime').flatMap((source) =>
    importsOf(source)
      .filter((specifier) => specifier.startsWith('@aws-sdk/client-') && specifier !== '@aws-sdk/client-batch')
      .map(() => source.path),
  );
  for (const path of clients) expect(path).toMatch(/^runtime\/src\/(s3|logs|worker|explain|cost)/);
});
