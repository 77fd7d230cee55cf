import { readdir, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { EXTENSIONS } from '../imaging';
import { DemoError } from './options';

/** A file that is called like a photo. */
export interface FoundPhoto {
  /** Path below the directory, with slashes: `customer-03/sea-0007.jpg`. */
  readonly path: string;
  readonly file: string;
  readonly bytes: number;
}

const ENDINGS: readonly string[] = Object.values(EXTENSIONS).flat();

/**
 * Photos of a directory and all below it, in natural order. Names decide here, content in the worker. What is hidden
 * (its name begins with a dot) is left out.
 *
 * @throws {@link DemoError} when there is no such directory, or no photo in it
 */
export async function findPhotos(directory: string): Promise<readonly FoundPhoto[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new DemoError(
      `${directory} cannot be read as a directory: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
      },
    );
  });
  const files = entries
    .filter(
      (entry) => (entry.isFile() || entry.isSymbolicLink()) && ENDINGS.includes(extname(entry.name).toLowerCase()),
    )
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, path: relative(directory, file).split(sep).join('/') }))
    .filter(({ path }) => !path.split('/').some((part) => part.startsWith('.')));
  const photos: FoundPhoto[] = [];
  for (const { file, path } of files) {
    const found = await stat(file).catch(() => undefined);
    if (found?.isFile()) photos.push({ path, file, bytes: found.size });
  }
  if (photos.length === 0) {
    throw new DemoError(
      `${directory} has no photos: looked for ${ENDINGS.join(', ')} files in it and in all directories below`,
    );
  }
  const order = new Intl.Collator('en', { numeric: true });
  return photos.sort((a, b) => order.compare(a.path, b.path) || (a.path < b.path ? -1 : 1));
}
