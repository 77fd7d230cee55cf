import sharp from 'sharp';
import { ImageError } from './errors';
import { type PhotoFormat, sniff } from './format';

/** Width and height in pixels. */
export interface Dimensions {
  readonly width: number;
  readonly height: number;
}

/** EXIF's eight ways to hold a camera: which row and column of the picture come first in the file. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** A file that has been recognized as a photo; its pixels have not been decoded yet. */
export interface Photo {
  /** File name, for messages. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly format: PhotoFormat;
  /** As the pixels lie in the file. */
  readonly stored: Dimensions;
  /** As a viewer sees them, orientation applied. */
  readonly upright: Dimensions;
  /** 1 when the file does not say. */
  readonly orientation: Orientation;
  /** The raw EXIF block, when there is one. */
  readonly exif: Buffer | undefined;
}

/**
 * Recognizes a photo and reads its header.
 *
 * @throws {@link ImageError} `NOT_AN_IMAGE` when it is empty, something else or of another format; `DAMAGED_IMAGE` when
 *   not even its header can be read
 */
export async function openPhoto(name: string, bytes: Uint8Array): Promise<Photo> {
  const sniffed = sniff(bytes);
  if (!sniffed.known) {
    throw new ImageError(
      'NOT_AN_IMAGE',
      `${name} is not an image that can be read: it is ${sniffed.got} (${bytes.length} bytes); expected a JPEG, PNG or WebP file`,
    );
  }
  const { format } = sniffed;
  const header = await decoding({ name, format }, () => decoder(bytes).metadata());
  return {
    name,
    bytes,
    format,
    stored: { width: header.width, height: header.height },
    upright: { width: header.autoOrient.width, height: header.autoOrient.height },
    orientation: asOrientation(header.orientation),
    exif: header.exif,
  };
}

/**
 * The pixels of a photo, upright, in the order libvips reads them. Faults that a decoder can mend (stray bytes, of which
 * cameras write some) are let pass; a file that was cut off is not.
 */
export const upright = (photo: Photo): sharp.Sharp => decoder(photo.bytes).autoOrient();

/** Runs a step that decodes pixels, so that what it throws names the file. */
export async function decoding<T>(photo: Pick<Photo, 'name' | 'format'>, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n', 1)[0] : String(cause);
    throw new ImageError(
      'DAMAGED_IMAGE',
      `${photo.name} is not an image that can be read: it begins as ${photo.format} but cannot be decoded (${why})`,
      { cause },
    );
  }
}

function decoder(bytes: Uint8Array): sharp.Sharp {
  return sharp(bytes, { failOn: 'error', sequentialRead: true });
}

function asOrientation(tag: number | undefined): Orientation {
  return tag !== undefined && Number.isInteger(tag) && tag >= 1 && tag <= 8 ? (tag as Orientation) : 1;
}
