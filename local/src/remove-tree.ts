import { chmodSync, readdirSync, rmSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** With retries: what a process that is just ending still writes makes a directory not empty again. */
const OPTIONS = { recursive: true, force: true, maxRetries: 3 } as const;

/** Removes a directory with all that is in it, also directories that a job made read-only, as Go's module cache is. */
export async function removeTree(directory: string): Promise<void> {
  try {
    await rm(directory, OPTIONS);
  } catch (error) {
    if (!isDenied(error)) throw error;
    unlock(directory);
    await rm(directory, OPTIONS);
  }
}

/** The same for a program that is ending. */
export function removeTreeSync(directory: string): void {
  try {
    rmSync(directory, OPTIONS);
  } catch (error) {
    if (!isDenied(error)) throw error;
    unlock(directory);
    rmSync(directory, OPTIONS);
  }
}

const isDenied = (error: unknown): boolean => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Links are not followed: what they lead to is not ours. */
function unlock(directory: string): void {
  chmodSync(directory, 0o700);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    if (entry.isDirectory()) unlock(join(directory, entry.name));
  }
}
