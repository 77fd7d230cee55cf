import { posix } from 'node:path';
import {
  CONTENT_TYPES,
  describePhoto,
  EXTENSIONS,
  type Filter,
  makeFiltered,
  makeThumbnail,
  openPhoto,
} from '../imaging';
import type { Storage } from './storage';

/** What the thumbnail job is asked to do, defaults filled in. */
export interface PhotoTask {
  readonly bucket: string;
  readonly key: string;
  readonly resultsBucket: string;
  readonly resultsPrefix: string;
  readonly filter: Filter;
  readonly size: number;
}

/** Keys of a photo's results, and the size of its filtered copy. */
export interface PhotoResults {
  readonly thumbnail: string;
  readonly filtered: string;
  readonly metadata: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** File name of each photo's description; the contact sheet finds photos by it. */
export const METADATA_FILE = 'metadata.json';

/**
 * Reads one photo and writes its thumbnail, its filtered copy and its metadata below `<resultsPrefix>/<file name>/`. The
 * metadata comes last: where it is, the other two are.
 */
export async function makeResults(task: PhotoTask, storage: Storage): Promise<PhotoResults> {
  const name = posix.basename(task.key);
  const bytes = await storage.get({ bucket: task.bucket, key: task.key });
  const photo = await openPhoto(name, bytes);
  const thumbnail = await makeThumbnail(photo, task.size);
  const filtered = await makeFiltered(photo, task.filter);

  const at = (file: string): string => posix.join(task.resultsPrefix, name, file);
  const keys = {
    thumbnail: at('thumbnail.jpg'),
    filtered: at(`filtered${EXTENSIONS[photo.format][0]}`),
    metadata: at(METADATA_FILE),
  };
  const bucket = task.resultsBucket;
  await Promise.all([
    storage.put({ bucket, key: keys.thumbnail }, thumbnail.bytes, CONTENT_TYPES.jpeg),
    storage.put({ bucket, key: keys.filtered }, filtered.bytes, CONTENT_TYPES[photo.format]),
  ]);
  const description = describePhoto(
    photo,
    { bucket: task.bucket, key: task.key },
    {
      filter: task.filter,
      thumbnail: delivered(keys.thumbnail, thumbnail),
      filtered: delivered(keys.filtered, filtered),
    },
  );
  await storage.put({ bucket, key: keys.metadata }, `${JSON.stringify(description, null, 2)}\n`, 'application/json');
  return { ...keys, width: filtered.width, height: filtered.height, bytes: filtered.bytes.length };
}

const delivered = (key: string, picture: { width: number; height: number; bytes: Uint8Array }) => ({
  key,
  width: picture.width,
  height: picture.height,
  bytes: picture.bytes.length,
});
