import sharp from 'sharp';
import { type Filter, makeFiltered, openPhoto } from '../../../../examples/photos/src/imaging';

const SIZE = { width: 16, height: 16 };

test.each<[string, Filter, number[], number[]]>([
  ['leaves colours alone', 'none', [100, 150, 200], [100, 150, 200]],
  // 0.393 r + 0.769 g + 0.189 b, and so on for green and blue; fractions are cut.
  ['mixes sepia by its matrix', 'sepia', [100, 150, 200], [192, 171, 133]],
  ['keeps black black in sepia', 'sepia', [0, 0, 0], [0, 0, 0]],
  ['stops at white in sepia', 'sepia', [255, 255, 255], [255, 255, 238]],
])('makeFiltered %s', async (_, filter, given, expected) => {
  expect(await filtered(await png(given), filter)).toEqual({ pixel: expected, channels: 3 });
});

test('makeFiltered makes gray of equal parts', async () => {
  const { pixel } = await filtered(await png([100, 150, 200]), 'grayscale');
  expect(new Set(pixel).size).toBe(1);
  expect(pixel[0]).toBeGreaterThan(135);
  expect(pixel[0]).toBeLessThan(155);
});

test('makeFiltered keeps transparency', async () => {
  const glass = await sharp({ create: { ...SIZE, channels: 4, background: { r: 100, g: 150, b: 200, alpha: 0.5 } } })
    .png()
    .toBuffer();
  expect(await filtered(glass, 'sepia')).toEqual({ pixel: [192, 171, 133, 128], channels: 4 });
});

test.each([
  ['one channel', (image: sharp.Sharp) => image.toColourspace('b-w').png()],
  ['sixteen bits', (image: sharp.Sharp) => image.toColourspace('rgb16').png()],
  ['a palette', (image: sharp.Sharp) => image.png({ palette: true })],
])('makeFiltered tints a picture of %s', async (_, encode) => {
  const gray = sharp({ create: { ...SIZE, channels: 3, background: { r: 100, g: 100, b: 100 } } });
  const { pixel } = await filtered(await encode(gray).toBuffer(), 'sepia');
  expect(pixel[0]).toBe(135);
  expect(pixel[2]).toBeLessThan(pixel[1]!);
});

test('makeFiltered tints a CMYK JPEG', async () => {
  const cmyk = await sharp({ create: { ...SIZE, channels: 3, background: { r: 100, g: 150, b: 200 } } })
    .toColourspace('cmyk')
    .jpeg({ quality: 100 })
    .toBuffer();
  const { pixel, channels } = await filtered(cmyk, 'sepia');
  expect(channels).toBe(3);
  expect(pixel[0]).toBeGreaterThan(pixel[1]!);
  expect(pixel[1]).toBeGreaterThan(pixel[2]!);
});

async function png([r = 0, g = 0, b = 0]: number[]): Promise<Buffer> {
  return sharp({ create: { ...SIZE, channels: 3, background: { r, g, b } } })
    .png()
    .toBuffer();
}

async function filtered(bytes: Buffer, filter: Filter): Promise<{ pixel: number[]; channels: number }> {
  const copy = await makeFiltered(await openPhoto('photo', bytes), filter);
  const { data, info } = await sharp(copy.bytes).raw().toBuffer({ resolveWithObject: true });
  return { pixel: [...data.subarray(0, info.channels)], channels: info.channels };
}
