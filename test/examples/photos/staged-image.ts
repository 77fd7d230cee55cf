import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EXAMPLE = join(__dirname, '..', '..', '..', 'examples', 'photos');

/** A scratch directory outside of the repository, where no package of it is in reach. */
export const scratch = (): string => mkdtempSync(join(realpathSync(tmpdir()), 'photos-test-'));

/** Stages the worker's image into a directory, from its committed parts and its build script alone. */
export function stageImage(directory: string): string {
  for (const part of ['Dockerfile', join('fonts', 'fonts.conf')]) {
    cpSync(join(EXAMPLE, 'image', part), join(directory, part));
  }
  return buildImage(directory);
}

/** Runs the build script. @returns what it says */
export function buildImage(directory: string): string {
  return execFileSync(process.execPath, [join(EXAMPLE, 'scripts', 'build-image.mjs'), directory], { encoding: 'utf8' });
}
