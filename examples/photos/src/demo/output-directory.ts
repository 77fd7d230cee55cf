import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { EXTENSIONS } from '../imaging';
import { DemoError } from './options';

/** Names in the output directory that belong to the demo. */
const RESULTS = ['thumbnails', 'filtered', 'metadata', 'contact-sheet.jpg', 'index.json'] as const;

/** Says that the names above are the demo's to replace. */
const MARKER = '.batchwright-demo';

/**
 * Makes room for results: those of an earlier demo are removed.
 *
 * @param inputs - files that must not be among what is removed
 * @throws {@link DemoError} when something that is called the same was put there by somebody else, or is an input
 */
export async function prepareOutput(directory: string, inputs: readonly string[]): Promise<void> {
  const taken = RESULTS.filter((name) => existsSync(join(directory, name)));
  if (taken.length > 0 && !existsSync(join(directory, MARKER))) {
    throw new DemoError(
      `${directory} already has ${taken.join(', ')}, which no demo made: choose another directory with --output`,
    );
  }
  const used = taken.find((name) => inputs.some((file) => file.startsWith(join(directory, name) + sep)));
  if (used !== undefined) {
    throw new DemoError(
      `the photos lie in ${join(directory, used)}, which this demo would replace: choose another directory with --output`,
    );
  }
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, MARKER), 'Results of a demo: the next one replaces them.\n');
  for (const name of taken) await rm(join(directory, name), { recursive: true, force: true });
}

/** Where the results of one photo go, below the output directory. */
export function resultFiles(
  path: string,
  filteredKey: string,
): { readonly thumbnail: string; readonly filtered: string; readonly metadata: string } {
  const own = extname(path).toLowerCase();
  const filtered = extname(filteredKey);
  const family: readonly string[] = Object.values(EXTENSIONS).find((endings) => endings[0] === filtered) ?? [filtered];
  const jpeg: readonly string[] = EXTENSIONS.jpeg;
  return {
    thumbnail: join('thumbnails', jpeg.includes(own) ? path : `${path}.jpg`),
    // The worker goes by content: a PNG that is called .jpg comes back with an ending that tells the truth.
    filtered: join('filtered', family.includes(own) ? path : `${path}${filtered}`),
    metadata: join('metadata', `${path}.json`),
  };
}
