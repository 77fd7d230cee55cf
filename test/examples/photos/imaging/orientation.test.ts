import sharp from 'sharp';
import {
  FORMATS,
  makeFiltered,
  makeThumbnail,
  type Orientation,
  openPhoto,
  type PhotoFormat,
} from '../../../../examples/photos/src/imaging';

/** Side of one block: large enough that a block's middle is not touched by JPEG's neighbours. */
const BLOCK = 32;
/** An upright picture of three by two blocks, no two alike: any turn or mirror shows. */
const UPRIGHT = [
  ['#ff0000', '#00c000', '#0000ff'],
  ['#ffd000', '#00d0d0', '#d000d0'],
];

/**
 * The same picture as a camera held in that way writes it, by EXIF's own table: for each orientation, which side of the
 * picture the first row and the first column of the file are. Plain array work, so that nothing under test is used.
 */
const STORED: Readonly<Record<Orientation, string[][]>> = {
  1: UPRIGHT,
  2: mirrored(UPRIGHT),
  3: mirrored(flipped(UPRIGHT)),
  4: flipped(UPRIGHT),
  5: transposed(UPRIGHT),
  6: transposed(mirrored(UPRIGHT)),
  7: transposed(mirrored(flipped(UPRIGHT))),
  8: transposed(flipped(UPRIGHT)),
};

const ORIENTATIONS = Object.keys(STORED).map(Number) as Orientation[];

describe.each(FORMATS)('a %s photo', (format) => {
  test.each(ORIENTATIONS)('with orientation %i comes out upright, and says so', async (orientation) => {
    const photo = await openPhoto(`photo.${format}`, await file(STORED[orientation], orientation, format));
    expect(photo.orientation).toBe(orientation);
    expect(photo.upright).toEqual({ width: 3 * BLOCK, height: 2 * BLOCK });
    expect(photo.stored).toEqual(
      orientation >= 5 ? { width: 2 * BLOCK, height: 3 * BLOCK } : { width: 3 * BLOCK, height: 2 * BLOCK },
    );

    const copy = await makeFiltered(photo, 'none');
    const header = await sharp(copy.bytes).metadata();
    expect(header.format).toBe(format);
    expect(header.orientation).toBe(1);
    expect(await blocks(copy.bytes)).toEqual(UPRIGHT);
    expect(copy).toMatchObject({ width: 3 * BLOCK, height: 2 * BLOCK });

    const thumbnail = await makeThumbnail(photo, 3 * BLOCK);
    expect((await sharp(thumbnail.bytes).metadata()).format).toBe('jpeg');
    expect(await blocks(thumbnail.bytes)).toEqual(UPRIGHT);
  });
});

test('makeThumbnail makes the longer side the size, and never enlarges', async () => {
  const tall = await openPhoto('tall.png', await file(transposed(UPRIGHT), 1, 'png'));
  expect(await makeThumbnail(tall, 48)).toMatchObject({ width: 32, height: 48 });
  expect(await makeThumbnail(tall, 1000)).toMatchObject({ width: 2 * BLOCK, height: 3 * BLOCK });
});

function mirrored(picture: string[][]): string[][] {
  return picture.map((row) => row.toReversed());
}

function flipped(picture: string[][]): string[][] {
  return picture.toReversed();
}

function transposed(picture: string[][]): string[][] {
  return (picture[0] ?? []).map((_, column) => picture.map((row) => row[column] ?? ''));
}

async function file(picture: string[][], orientation: Orientation, format: PhotoFormat): Promise<Buffer> {
  const width = picture[0]!.length * BLOCK;
  const height = picture.length * BLOCK;
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const colour = picture[Math.floor(y / BLOCK)]![Math.floor(x / BLOCK)]!;
      pixels.set(Buffer.from(colour.slice(1), 'hex'), (y * width + x) * 3);
    }
  }
  const image = sharp(pixels, { raw: { width, height, channels: 3 } }).withMetadata({ orientation });
  return format === 'jpeg'
    ? image.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer()
    : image.toFormat(format, { lossless: true }).toBuffer();
}

/** The colour in the middle of each block, as the nearest of the picture's own. */
async function blocks(bytes: Buffer): Promise<string[][]> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return UPRIGHT.map((row, y) =>
    row.map((_, x) => {
      const at = ((y + 0.5) * (info.height / 2)) | 0;
      const pixel = (at * info.width + (((x + 0.5) * (info.width / 3)) | 0)) * info.channels;
      return nearest([...data.subarray(pixel, pixel + 3)]);
    }),
  );
}

function nearest(pixel: number[]): string {
  const distance = (colour: string): number =>
    [...Buffer.from(colour.slice(1), 'hex')].reduce((sum, value, i) => sum + (value - pixel[i]!) ** 2, 0);
  return UPRIGHT.flat().reduce((best, colour) => (distance(colour) < distance(best) ? colour : best));
}
