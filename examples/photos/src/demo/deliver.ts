import { join } from 'node:path';
import { bounded } from '../concurrency';
import type { DeliveredPhoto } from './outcomes';
import { resultFiles } from './output-directory';
import type { ConnectedPlatform } from './platform';
import type { SheetResult } from './sheet-job';
import { download } from './transfer';

const DOWNLOADS_AT_ONCE = 8;

/** Fetches all results into the output directory. */
export async function deliver(
  { s3, buckets }: ConnectedPlatform,
  photos: readonly DeliveredPhoto[],
  sheet: SheetResult | undefined,
  output: string,
  signal: AbortSignal,
): Promise<void> {
  const fetch = (key: string, file: string): Promise<void> =>
    download(s3, { bucket: buckets.results, key }, join(output, file), signal);
  await bounded(photos, DOWNLOADS_AT_ONCE, async ({ photo, result }) => {
    const files = resultFiles(photo.path, result.filtered);
    await fetch(result.thumbnail, files.thumbnail);
    await fetch(result.filtered, files.filtered);
    await fetch(result.metadata, files.metadata);
  });
  if (sheet !== undefined) {
    await fetch(sheet.sheet, 'contact-sheet.jpg');
    await fetch(sheet.index, 'index.json');
  }
}
