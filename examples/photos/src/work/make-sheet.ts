import { posix } from 'node:path';
import { bounded } from '../concurrency';
import { CONTENT_TYPES, cameraName, type PhotoMetadata, photoMetadata } from '../imaging';
import { composeSheet, type Tile } from '../sheet';
import { METADATA_FILE } from './make-results';
import type { Storage } from './storage';

/** What the contact-sheet job is asked to do, defaults filled in. */
export interface SheetTask {
  readonly resultsBucket: string;
  readonly resultsPrefix: string;
  readonly title: string;
  readonly columns: number;
}

/** Small objects read at once: enough to hide the latency, few enough for one vCPU. */
const READS_AT_ONCE = 8;

/**
 * Reads what the thumbnail jobs left below a prefix and writes `contact-sheet.jpg`, all thumbnails on one page in the
 * order of their names, and `index.json`, all metadata in the same order.
 */
export async function makeSheet(
  task: SheetTask,
  storage: Storage,
): Promise<{ readonly sheet: string; readonly index: string; readonly photos: number }> {
  const { resultsBucket: bucket } = task;
  const prefix = `${task.resultsPrefix.replace(/\/+$/, '')}/`;
  const keys: string[] = [];
  for await (const key of storage.list(bucket, prefix)) if (key.endsWith(`/${METADATA_FILE}`)) keys.push(key);
  if (keys.length === 0)
    throw new Error(`there are no results below s3://${bucket}/${prefix}: no contact sheet to make`);
  const order = new Intl.Collator('en', { numeric: true });
  keys.sort(order.compare);

  const photos = await bounded(keys, READS_AT_ONCE, async (key) =>
    readMetadata(key, await storage.get({ bucket, key })),
  );
  const sheet = `${prefix}contact-sheet.jpg`;
  const index = `${prefix}index.json`;
  const tiles = photos.map(
    (photo): Tile => ({ ...describe(photo), load: () => storage.get({ bucket, key: photo.thumbnail.key }) }),
  );
  const page = await composeSheet(tiles, {
    title: task.title,
    subtitle: summarize(photos),
    columns: task.columns,
    width: READS_AT_ONCE,
  });
  await storage.put({ bucket, key: sheet }, page, CONTENT_TYPES.jpeg);
  const listing = { title: task.title, photos: photos.length, sheet, ...period(photos), entries: photos };
  await storage.put({ bucket, key: index }, `${JSON.stringify(listing, null, 2)}\n`, 'application/json');
  return { sheet, index, photos: photos.length };
}

function readMetadata(key: string, bytes: Uint8Array): PhotoMetadata {
  const text = Buffer.from(bytes).toString('utf8');
  try {
    return photoMetadata.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${key} is not the metadata of a photo: ${text.slice(0, 60)}`, { cause });
  }
}

function describe(photo: PhotoMetadata): { readonly caption: string; readonly detail: string } {
  const { width, height } = photo.upright;
  const camera = [cameraName(photo), photo.takenAt?.slice(0, 10)].filter((part) => part !== undefined);
  return {
    caption: posix.basename(photo.photo.name),
    detail: camera.length > 0 ? camera.join(' · ') : `${width} × ${height}`,
  };
}

function period(photos: readonly PhotoMetadata[]): { readonly from?: string; readonly to?: string } {
  const days = photos.flatMap(({ takenAt }) => (takenAt === undefined ? [] : [takenAt.slice(0, 10)])).sort();
  const [from] = days;
  const to = days.at(-1);
  return from === undefined || to === undefined ? {} : { from, to };
}

function summarize(photos: readonly PhotoMetadata[]): string {
  const { from, to } = period(photos);
  const cameras = new Set(photos.flatMap((photo) => cameraName(photo) ?? []));
  return [
    `${photos.length} ${photos.length === 1 ? 'photo' : 'photos'}`,
    ...(cameras.size === 0 ? [] : [`${cameras.size} ${cameras.size === 1 ? 'camera' : 'cameras'}`]),
    ...(from === undefined ? [] : [from === to ? from : `${from} to ${to}`]),
  ].join(' · ');
}
