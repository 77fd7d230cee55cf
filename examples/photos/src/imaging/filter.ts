import type sharp from 'sharp';
import { decoding, type Photo, upright } from './photo';
import { dropPreview } from './preview';
import type { Picture } from './thumbnail';

export const FILTERS = ['none', 'sepia', 'grayscale'] as const;
export type Filter = (typeof FILTERS)[number];

/** Rows are the new red, green and blue as shares of the old ones: the usual sepia matrix. */
export const SEPIA: [[number, number, number], [number, number, number], [number, number, number]] = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
];

/**
 * A copy of a photo in full size and in its own format, upright, with a filter. The camera's metadata stays, except that
 * the orientation now says "upright" and the embedded preview is gone; colours are in sRGB.
 *
 * @throws `ImageError` `DAMAGED_IMAGE`
 */
export async function makeFiltered(photo: Photo, filter: Filter): Promise<Picture> {
  const { data, info } = await decoding(photo, () =>
    encode(photo, applied(filter, upright(photo))).toBuffer({ resolveWithObject: true }),
  );
  if (photo.exif !== undefined) await dropPreview(data);
  return { bytes: data, width: info.width, height: info.height };
}

function applied(filter: Filter, image: sharp.Sharp): sharp.Sharp {
  switch (filter) {
    case 'none':
      return image;
    case 'grayscale':
      return image.grayscale();
    case 'sepia':
      // Through RGB first: a gray or CMYK file has no three colours to mix.
      return image.pipelineColourspace('srgb').recomb(SEPIA);
  }
}

function encode(photo: Photo, image: sharp.Sharp): sharp.Sharp {
  const withExif = photo.exif === undefined ? image : image.keepExif().withExifMerge({ IFD0: { Orientation: '1' } });
  switch (photo.format) {
    case 'jpeg':
      return withExif.jpeg({ quality: 90 });
    case 'png':
      return withExif.png();
    case 'webp':
      return withExif.webp({ quality: 90 });
  }
}
