import { z } from 'zod';
import { type CameraFacts, readCameraFacts } from './exif';
import { FILTERS, type Filter } from './filter';
import { FORMATS } from './format';
import type { Dimensions, Photo } from './photo';

const dimensions = z.object({ width: z.number(), height: z.number() });
const delivered = dimensions.extend({ key: z.string(), bytes: z.number() });

/** The metadata file of one photo. Readers take it through this schema: workers of several versions may have written it. */
export const photoMetadata = z.object({
  photo: z.object({ bucket: z.string(), key: z.string(), name: z.string(), bytes: z.number() }),
  format: z.enum(FORMATS),
  /** EXIF orientation of the original, 1 to 8. */
  orientation: z.number(),
  /** As the pixels lay in the original file, before its orientation was applied. */
  stored: dimensions,
  /** As they lie in the results. */
  upright: dimensions,
  camera: z.object({ make: z.string(), model: z.string(), lens: z.string() }).partial().optional(),
  takenAt: z.string().optional(),
  gps: z.object({ latitude: z.number(), longitude: z.number(), altitude: z.number().optional() }).optional(),
  /** Why the camera's metadata could not be read. */
  problem: z.string().optional(),
  filter: z.enum(FILTERS),
  thumbnail: delivered,
  filtered: delivered,
});
export type PhotoMetadata = z.infer<typeof photoMetadata>;

/** One result of a photo: where it is, and how large. */
export interface Delivered extends Dimensions {
  readonly key: string;
  readonly bytes: number;
}

/** Everything that is known about a photo and its results, for `metadata.json`. */
export function describePhoto(
  photo: Photo,
  from: { readonly bucket: string; readonly key: string },
  results: { readonly filter: Filter; readonly thumbnail: Delivered; readonly filtered: Delivered },
): PhotoMetadata {
  const facts: CameraFacts = readCameraFacts(photo.exif);
  return {
    photo: { bucket: from.bucket, key: from.key, name: photo.name, bytes: photo.bytes.length },
    format: photo.format,
    orientation: photo.orientation,
    stored: photo.stored,
    upright: photo.upright,
    ...facts,
    filter: results.filter,
    thumbnail: results.thumbnail,
    filtered: results.filtered,
  };
}
