import { constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, open, readdir, readlink, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, posix, resolve } from 'node:path';
import { type BuildContext, ContextError, insideOf, isVisible, isWithin, matchSource } from './context';
import type { CopyStep } from './dockerfile';

/** Directories of every system: a file that is copied to one without a slash lands in it, not in its place. */
const SYSTEM_DIRECTORIES = new Set([
  ...['/', '/bin', '/etc', '/home', '/lib', '/media', '/mnt', '/opt', '/root', '/run', '/sbin', '/srv', '/tmp'],
  ...['/usr', '/usr/bin', '/usr/lib', '/usr/local', '/usr/local/bin', '/usr/local/lib', '/usr/local/sbin'],
  ...['/usr/local/share', '/usr/sbin', '/usr/share', '/usr/src', '/var', '/var/lib', '/var/tmp'],
]);

/**
 * Does what a COPY says, below `root`. Files are copied, never linked: what a job does to them must not reach the user's
 * sources. Where the file system can, a copy shares its blocks until one of the two is written.
 *
 * @returns paths in the image that now exist because of it
 * @throws {@link ContextError}
 */
export async function copyInto(root: string, context: BuildContext, step: CopyStep): Promise<readonly string[]> {
  const matches = (await Promise.all(step.sources.map((source) => matchSource(context, source)))).flat();
  if (matches.length > 1 && !step.destination.endsWith('/')) {
    throw new ContextError('with more than one source the destination must end with a slash');
  }
  const copier = new Copier(root, context, step);
  const written: string[] = [];
  for (const match of matches) written.push(...(await copier.copySource(match)));
  return written;
}

class Copier {
  constructor(
    private readonly root: string,
    private readonly context: BuildContext,
    private readonly step: CopyStep,
  ) {}

  async copySource(source: string): Promise<readonly string[]> {
    const { destination } = this.step;
    const target = posix.resolve(destination);
    const real = await insideOf(this.context, source);
    if ((await stat(real)).isDirectory()) {
      const names = await this.#copyDirectory(real, source, target);
      return isSystemDirectory(target) ? names.map((name) => posix.join(target, name)) : [target];
    }
    const into = destination.endsWith('/') || isSystemDirectory(target) || (await isDirectory(this.#staged(target)));
    const path = into ? posix.join(target, basename(source)) : target;
    await this.#copyFile(real, path);
    return [path];
  }

  /** Copies what a directory holds; gives the names that were copied. */
  async #copyDirectory(directory: string, source: string, target: string): Promise<readonly string[]> {
    await this.#makeDirectory(target);
    const copied: string[] = [];
    for (const name of (await readdir(directory)).sort()) {
      const from = join(directory, name);
      const path = source === '' ? name : `${source}/${name}`;
      const to = posix.join(target, name);
      const stats = await lstat(from);
      if (!(await isVisible(this.context, path))) continue;
      if (stats.isDirectory()) await this.#copyDirectory(from, path, to);
      else if (stats.isSymbolicLink()) await this.#copyLink(from, path, to);
      else if (stats.isFile()) await this.#copyFile(from, to);
      else throw new ContextError(`${path} is neither a file nor a directory`);
      copied.push(name);
    }
    return copied;
  }

  async #copyFile(from: string, path: string): Promise<void> {
    if (this.step.unpacks && (await isArchive(from))) {
      throw new ContextError(`${basename(from)} is an archive, which ADD unpacks`);
    }
    const to = this.#staged(path);
    await this.#makeDirectory(posix.dirname(path));
    // An earlier COPY may have left a link here, through which a copy would write.
    await rm(to, { force: true });
    await copyFile(from, to, constants.COPYFILE_FICLONE);
    if (this.step.mode !== undefined) await chmod(to, this.step.mode);
  }

  /** A link stays a link, as in an image, when both the original and the copy stay inside. */
  async #copyLink(from: string, path: string, target: string): Promise<void> {
    const to = this.#staged(target);
    const link = await readlink(from);
    const staysInside =
      !link.startsWith('/') &&
      isWithin(this.context.root, resolve(dirname(from), link)) &&
      isWithin(this.root, resolve(dirname(to), link));
    if (!staysInside) throw new ContextError(`${path} is a symbolic link to ${link}, outside of what is copied`);
    await this.#makeDirectory(posix.dirname(target));
    await rm(to, { force: true });
    await symlink(link, to);
  }

  /** Makes a directory and those above it; none of them may be a link, which would lead a copy elsewhere. */
  async #makeDirectory(path: string): Promise<void> {
    let at = this.root;
    for (const segment of path.split('/').filter((part) => part !== '')) {
      at = join(at, segment);
      const stats = await lstat(at).catch(() => undefined);
      if (stats?.isSymbolicLink() === true) throw new ContextError(`${path} leads through a symbolic link`);
      if (stats === undefined) await mkdir(at);
    }
  }

  #staged(path: string): string {
    return join(this.root, path);
  }
}

export const isSystemDirectory = (path: string): boolean => SYSTEM_DIRECTORIES.has(path);

async function isDirectory(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/** First bytes of what ADD unpacks: gzip, bzip2, xz, zstd; a plain tar has its mark at byte 257. */
const MAGIC = ['1f8b', '425a68', 'fd377a585a00', '28b52ffd'];

async function isArchive(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(262), 0, 262, 0);
    const head = buffer.subarray(0, bytesRead);
    return MAGIC.some((magic) => head.toString('hex').startsWith(magic)) || head.toString('latin1', 257) === 'ustar';
  } finally {
    await file.close();
  }
}
