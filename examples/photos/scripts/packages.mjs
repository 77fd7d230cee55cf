// Which installed packages a program needs beside it at run time, and how to copy them so that they work anywhere.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';

/** What a program never loads: sources, headers and types of a package. Licences and notices go along. */
const LEFT_OUT = /(^|\/)(src|install|include|glib-2\.0|node_modules|\.bin)(\/|$)|\.d\.[cm]?ts$|\.map$/;

/**
 * A package with everything it needs, found as Node would find it.
 *
 * @param name - the package
 * @param from - directory that depends on it
 * @returns one entry a package: its directory, its version, and where it belongs below `node_modules`
 */
export function closure(name, from, into = '', found = new Map()) {
  const directory = locate(name, from);
  if (directory === undefined) return undefined;
  const nested = dirname(directory) === join(from, 'node_modules') && into !== '';
  const target = nested ? `${into}/node_modules/${name}` : name;
  if (found.has(target)) return found;
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  found.set(target, { directory, version: manifest.version });
  for (const dependency of Object.keys(manifest.dependencies ?? {})) {
    if (closure(dependency, directory, target, found) === undefined) {
      throw new Error(`${name} needs ${dependency}, which is not installed; run: npm install`);
    }
  }
  // Optional ones are the native parts: those that are installed are this machine's.
  for (const dependency of Object.keys(manifest.optionalDependencies ?? {})) {
    closure(dependency, directory, target, found);
  }
  return found;
}

function locate(name, from) {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realpathSync(candidate);
    if (directory === dirname(directory)) return undefined;
  }
}

/**
 * A package of the same version with the native parts of another kind of machine.
 *
 * @returns the closure as above, and how to remove the scratch directory that it lies in
 */
export function foreignClosure(name, version, { os, cpu, libc }) {
  const scratch = mkdtempSync(join(tmpdir(), 'batchwright-image-'));
  const remove = () => rmSync(scratch, { recursive: true, force: true });
  const flags = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const { status, error } = spawnSync(
    'npm',
    ['install', '--prefix', scratch, ...flags, `--os=${os}`, `--cpu=${cpu}`, `--libc=${libc}`, `${name}@${version}`],
    // npm is a shell script on Windows; the arguments here are ours, never input.
    { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' },
  );
  if (error !== undefined || status !== 0) {
    remove();
    throw new Error(`npm could not fetch ${name}@${version} for ${os}-${cpu} (${libc})`, { cause: error });
  }
  return { packages: closure(name, scratch), remove };
}

/** Whether a `node_modules` directory holds exactly these packages in these versions. */
export function isStaged(nodeModules, packages) {
  try {
    return [...packages].every(([target, { version }]) => {
      const manifest = JSON.parse(readFileSync(join(nodeModules, target, 'package.json'), 'utf8'));
      return manifest.version === version;
    });
  } catch {
    return false;
  }
}

/** Copies packages into a `node_modules` directory, in the place of what was there, at one stroke. */
export function stage(nodeModules, packages) {
  mkdirSync(dirname(nodeModules), { recursive: true });
  const fresh = mkdtempSync(join(dirname(nodeModules), `.${basename(nodeModules)}-`));
  try {
    for (const [target, { directory }] of packages) {
      cpSync(directory, join(fresh, target), {
        recursive: true,
        dereference: true,
        filter: (path) =>
          !LEFT_OUT.test(
            path
              .slice(directory.length + 1)
              .split(sep)
              .join('/'),
          ),
      });
    }
    // A temporary directory is its maker's alone; in a container somebody else may run the program.
    chmodSync(fresh, 0o755);
    rmSync(nodeModules, { recursive: true, force: true });
    renameSync(fresh, nodeModules);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
