import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './sources';

interface Locked {
  readonly dependencies?: Record<string, string>;
  readonly peerDependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly link?: boolean;
  readonly resolved?: string;
}

const packages: Record<string, Locked> = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;

/** Where Node finds a package from `path`: the nearest node_modules going up. */
function resolveFrom(path: string, name: string): string | undefined {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (at === '') return undefined;
  }
}

/** Everything that installing a workspace's package brings, by the lock file. */
function closure(folder: string): Set<string> {
  const seen = new Set<string>();
  const visit = (path: string | undefined): void => {
    if (path === undefined || seen.has(path)) return;
    seen.add(path);
    const locked = packages[path];
    if (locked?.link) visit(locked.resolved);
    const { dependencies, peerDependencies, optionalDependencies } = locked ?? {};
    for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })) {
      visit(resolveFrom(path, name));
    }
  };
  visit(folder);
  return seen;
}

test.each(['bin', 'runtime', 'local', 'model'])('installing %s alone brings no CDK', (folder) => {
  const brought = [...closure(folder)];
  expect(brought.length).toBeGreaterThan(1);
  expect(brought.filter((path) => /node_modules\/(aws-cdk-lib|constructs|aws-cdk)$/.test(path))).toEqual([]);
});

test('installing the constructs brings CDK, so that this test would notice it', () => {
  expect([...closure('lib')]).toContain('node_modules/aws-cdk-lib');
});

test('the lock file names no registry', () => {
  expect(Object.values(packages).filter(({ resolved }) => resolved?.includes('://'))).toEqual([]);
});

test('all packages have the same version, and depend on each other by it', () => {
  const manifests = ['model', 'lib', 'runtime', 'local', 'bin'].map((folder) =>
    JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')),
  );
  const versions = new Set(manifests.map(({ version }) => version));
  expect(versions.size).toBe(1);
  for (const { dependencies } of manifests) {
    for (const [name, range] of Object.entries(dependencies ?? {})) {
      if (name.startsWith('@batchwright/') || name === 'batchwright') expect(versions).toContain(range);
    }
  }
});
