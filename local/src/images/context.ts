import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import { join, posix, resolve, sep } from 'node:path';
import { type Dockerignore, readDockerignore } from './dockerignore';
import { globOf, isGlob } from './glob';

/** The files that a Dockerfile can copy: a directory without what its `.dockerignore` names. */
export interface BuildContext {
  /** With symbolic links resolved. */
  readonly root: string;
  readonly ignore: Dockerignore;
}

/** A source that cannot be copied; Docker would not build this image either. */
export class ContextError extends Error {}
Object.defineProperty(ContextError.prototype, 'name', { value: 'ContextError' });

/**
 * @param dockerfile - absolute; `<dockerfile>.dockerignore` is preferred to the context's own
 */
export async function openContext(directory: string, dockerfile: string): Promise<BuildContext> {
  const root = await realpath(directory);
  const text = (await readIfThere(`${dockerfile}.dockerignore`)) ?? (await readIfThere(join(root, '.dockerignore')));
  return { root, ignore: readDockerignore(text ?? '') };
}

/**
 * Paths of the context, relative to it, that a source of COPY names: itself, or what its wildcards match, sorted.
 *
 * @throws {@link ContextError} when there is none, or it leads out of the context
 */
export async function matchSource(context: BuildContext, source: string): Promise<readonly string[]> {
  const path = posix.normalize(source).replace(/^\/+|\/+$/g, '');
  if (path === '..' || path.startsWith('../')) throw new ContextError(`${source} lies outside of the build context`);
  const matches = path === '' || path === '.' ? [''] : await expandSegments(context, '', path.split('/'));
  const seen: string[] = [];
  for (const match of matches) if (await isVisible(context, match)) seen.push(match);
  if (seen.length === 0) {
    const where = matches.length > 0 ? 'its .dockerignore leaves out all that it matches' : 'there is none';
    throw new ContextError(`${source} is not in the build context: ${where}`);
  }
  for (const match of seen) await insideOf(context, match);
  return seen;
}

/** Whether Docker would see a path: it is not ignored, or a directory that holds what an exception lets through. */
export async function isVisible(context: BuildContext, path: string): Promise<boolean> {
  const { root, ignore } = context;
  if (path === '' || !ignore.ignores(path)) return true;
  if (!ignore.hasExceptions || !(await lstat(join(root, path))).isDirectory()) return false;
  for (const name of await readdir(join(root, path))) {
    if (await isVisible(context, `${path}/${name}`)) return true;
  }
  return false;
}

/** The real path of something in the context. @throws {@link ContextError} when a link leads out of it */
export async function insideOf({ root }: BuildContext, path: string): Promise<string> {
  const real = await realpath(join(root, path)).catch((error: unknown) => {
    if (isMissing(error)) throw new ContextError(`${path} is a symbolic link to nothing`);
    throw error;
  });
  if (!isWithin(root, real)) throw new ContextError(`${path} is a symbolic link out of the build context`);
  return real;
}

export const isWithin = (directory: string, path: string): boolean =>
  path === directory || resolve(path).startsWith(directory.endsWith(sep) ? directory : directory + sep);

async function expandSegments(context: BuildContext, base: string, segments: readonly string[]): Promise<string[]> {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [base];
  const names = isGlob(segment) ? await namesMatching(join(context.root, base), segment) : [segment];
  const found: string[] = [];
  for (const name of names) {
    const path = base === '' ? name : `${base}/${name}`;
    if (await isThere(join(context.root, path))) found.push(...(await expandSegments(context, path, rest)));
  }
  return found;
}

async function namesMatching(directory: string, pattern: string): Promise<readonly string[]> {
  const stats = await lstat(directory).catch(() => undefined);
  if (stats?.isDirectory() !== true) return [];
  return (await readdir(directory)).filter(globOf(pattern)).sort();
}

async function isThere(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(String(error.code));
