import { lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StagedImage } from '../../images';
import { removeTree } from '../../remove-tree';

export interface JobDirectory {
  readonly home: string;
  readonly tmp: string;
  /** Where the job starts. */
  readonly cwd: string;
}

/** Only this user may look in. */
const PRIVATE = 0o700;

export interface JobDirectoriesOptions {
  /** Exists, and is private. */
  readonly parent: string;
  /** Directories stay as their jobs left them. */
  readonly keep: boolean;
  readonly failed: (error: Error) => void;
}

/**
 * Private directories, one for each attempt that runs. One that its job left as it was goes to the next: making and
 * removing directories takes longer than starting a process.
 */
export class JobDirectories {
  private readonly untouched: JobDirectory[] = [];
  private made = 0;

  constructor(private readonly options: JobDirectoriesOptions) {}

  /**
   * With an image, the job starts in a directory that has a link to each thing in the image's WORKDIR: programs find
   * their files, and what they write beside them stays theirs.
   *
   * @param taskId - names the directory when it is to be kept
   */
  take(taskId: string, image: StagedImage | undefined): JobDirectory {
    const directory = this.untouched.pop() ?? this.make(taskId);
    if (image !== undefined) linkWorkdir(join(image.root, image.workdir), directory.cwd);
    return directory;
  }

  /** @param held - something of the job may still be running in it */
  giveBack(directory: JobDirectory, held: boolean): void {
    if (this.options.keep) return;
    if (!held && isUntouched(directory)) {
      this.untouched.push(directory);
      return;
    }
    // In the background: what a job left behind may be large. That it is not removable must not stop the service.
    removeTree(directory.home).catch(this.options.failed);
  }

  private make(taskId: string): JobDirectory {
    this.made += 1;
    const home = join(this.options.parent, this.options.keep ? taskId : String(this.made));
    const directory = { home, tmp: join(home, 'tmp'), cwd: join(home, 'work') };
    for (const path of [directory.home, directory.tmp, directory.cwd]) mkdirSync(path, { mode: PRIVATE });
    return directory;
  }
}

function isUntouched({ home, tmp, cwd }: JobDirectory): boolean {
  try {
    return (
      [home, tmp, cwd].every(isPrivateDirectory) &&
      readdirSync(home).length === 2 &&
      readdirSync(tmp).length === 0 &&
      readdirSync(cwd).length === 0
    );
  } catch {
    // Moved away, or no longer readable: the job has done something to it.
    return false;
  }
}

function isPrivateDirectory(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isDirectory() && (stat.mode & 0o7777) === PRIVATE;
}

function linkWorkdir(from: string, to: string): void {
  let names: readonly string[];
  try {
    names = readdirSync(from);
  } catch (error) {
    // A WORKDIR that nothing was copied to is empty.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  for (const name of names) symlinkSync(join(from, name), join(to, name));
}
