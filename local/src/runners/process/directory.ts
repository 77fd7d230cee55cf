import { mkdirSync, readdirSync, rm, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { StagedImage } from '../../images';

export interface JobDirectory {
  readonly path: string;
  readonly home: string;
  readonly tmp: string;
  /** Where the job starts. */
  readonly cwd: string;
}

/**
 * Makes the private directory of one attempt. With an image, the job starts in a directory that has a link to each
 * thing in the image's WORKDIR: programs find their files, and what they write beside them stays theirs.
 */
export function makeJobDirectory(parent: string, taskId: string, image: StagedImage | undefined): JobDirectory {
  const path = join(parent, taskId);
  const directory = { path, home: path, tmp: join(path, 'tmp'), cwd: join(path, 'work') };
  mkdirSync(directory.path, { mode: 0o700 });
  mkdirSync(directory.tmp, { mode: 0o700 });
  mkdirSync(directory.cwd, { mode: 0o700 });
  if (image !== undefined) linkWorkdir(join(image.root, image.workdir), directory.cwd);
  return directory;
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

/** Removes it in the background; a job that left something unremovable behind does not stop the service. */
export function removeJobDirectory({ path }: JobDirectory, failed: (error: Error) => void): void {
  rm(path, { recursive: true, force: true, maxRetries: 2 }, (error) => {
    if (error !== null) failed(error);
  });
}
