import { posix } from 'node:path';
import type { ArrayHandle } from '@batchwright/runtime';
import { bounded } from '../concurrency';
import type { Filter } from '../imaging';
import { thumbnail } from '../thumbnail.contract';
import { assignTiers, type DemoQueue, QUEUE_OF, TIERS, type Tier } from './customers';
import type { FoundPhoto } from './find-photos';
import type { ConnectedPlatform } from './platform';
import { upload } from './transfer';

/** What the thumbnail job gives back: keys in the results bucket. */
export interface PhotoResult {
  readonly thumbnail: string;
  readonly filtered: string;
  readonly metadata: string;
}

/** Photos of one tier, sent as one array: item i is `photos[i]`. */
export interface Submitted {
  readonly tier: Tier;
  readonly queue: DemoQueue;
  readonly photos: readonly FoundPhoto[];
  readonly customers: number;
  readonly array: ArrayHandle<PhotoResult>;
}

/** Where one demo's objects lie, in both buckets. */
export const DEMO_PREFIX = 'demo';
const UPLOADS_AT_ONCE = 8;

const uploadKey = (photo: FoundPhoto): string => posix.join(DEMO_PREFIX, photo.path);

export async function uploadPhotos(
  platform: ConnectedPlatform,
  photos: readonly FoundPhoto[],
  signal: AbortSignal,
): Promise<void> {
  const bucket = platform.buckets.uploads;
  await bounded(photos, UPLOADS_AT_ONCE, (photo) =>
    upload(platform.s3, photo, { bucket, key: uploadKey(photo) }, signal),
  );
}

/** One array for each tier that has photos, premium first. */
export async function submitPhotos(
  { batch, buckets }: ConnectedPlatform,
  photos: readonly FoundPhoto[],
  filter: Filter,
  signal: AbortSignal,
): Promise<readonly Submitted[]> {
  const owners = assignTiers(photos.map(({ path }) => path));
  const submitted: Submitted[] = [];
  for (const tier of TIERS) {
    const mine = photos.filter((_, i) => owners[i]?.tier === tier);
    if (mine.length === 0) continue;
    const queue = QUEUE_OF[tier];
    const items = mine.map((photo) => ({
      bucket: buckets.uploads,
      key: uploadKey(photo),
      resultsBucket: buckets.results,
      // A folder of the input is a folder of the results, so that photos of the same name never meet.
      resultsPrefix: posix.dirname(uploadKey(photo)),
      filter,
    }));
    const array = await batch.submitArray(thumbnail, items, { queue, signal });
    const customers = new Set(owners.filter((owner) => owner.tier === tier).map(({ customer }) => customer)).size;
    submitted.push({ tier, queue, photos: mine, customers, array });
  }
  return submitted;
}
