import { type Dimensions, decoding, type Photo, upright } from './photo';

/** An encoded picture and its size. */
export interface Picture extends Dimensions {
  readonly bytes: Buffer;
}

const QUALITY = 82;

/**
 * A small JPEG of a photo, upright, on white where the photo is transparent.
 *
 * @param size - the longer side in pixels; a smaller photo keeps its own size
 * @throws `ImageError` `DAMAGED_IMAGE`
 */
export async function makeThumbnail(photo: Photo, size: number): Promise<Picture> {
  const { data, info } = await decoding(photo, () =>
    upright(photo)
      .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .jpeg({ quality: QUALITY })
      .toBuffer({ resolveWithObject: true }),
  );
  return { bytes: data, width: info.width, height: info.height };
}
