import { crc32 } from 'node:zlib';
import readTags from 'exif-reader';
import sharp from 'sharp';
import { makeFiltered, openPhoto } from '../../../../examples/photos/src/imaging';

test.each(['little', 'big'] as const)('makeFiltered drops the embedded preview of a %s-endian JPEG', async (endian) => {
  const given = await withPreview(endian);
  expect(readTags((await sharp(given).metadata()).exif!).Thumbnail).toBeDefined();
  const copy = await makeFiltered(await openPhoto('photo.jpg', given), 'sepia');
  const { exif, orientation } = await sharp(copy.bytes).metadata();
  const tags = readTags(exif!);
  expect(tags.Thumbnail).toBeUndefined();
  expect(tags.Image?.Model).toBe('F2');
  expect(orientation).toBe(1);
});

test('makeFiltered leaves a PNG with metadata whole: every chunk keeps its right sum', async () => {
  const jpeg = await sharp(await withPreview('little'))
    .keepExif()
    .png()
    .toBuffer();
  const { bytes } = await makeFiltered(await openPhoto('photo.png', jpeg), 'none');
  const chunks: string[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    chunks.push(bytes.toString('latin1', at + 4, at + 8));
    expect(bytes.readUInt32BE(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)));
    at += length + 12;
  }
  expect(chunks).toContain('eXIf');
  expect(readTags((await sharp(bytes).metadata()).exif!).Thumbnail).toBeUndefined();
});

/** A JPEG whose EXIF block has a model, an orientation and, in its second directory, a preview. */
async function withPreview(endian: 'little' | 'big'): Promise<Buffer> {
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#6496c8' } });
  const preview = await picture.clone().resize(16, 12).jpeg().toBuffer();
  const u16 = (value: number): Buffer => number(2, value, endian);
  const u32 = (value: number): Buffer => number(4, value, endian);
  const short = (tag: number, value: number): Buffer => Buffer.concat([u16(tag), u16(3), u32(1), u16(value), u16(0)]);
  const long = (tag: number, value: number): Buffer => Buffer.concat([u16(tag), u16(4), u32(1), u32(value)]);
  const first = 8;
  const second = first + 2 + 2 * 12 + 4;
  const data = second + 2 + 3 * 12 + 4;
  const tiff = Buffer.concat([
    Buffer.from(endian === 'little' ? 'II' : 'MM'),
    u16(42),
    u32(first),
    u16(2),
    Buffer.concat([u16(0x0110), u16(2), u32(3), Buffer.from('F2\0\0')]),
    short(0x0112, 6),
    u32(second),
    u16(3),
    short(0x0103, 6),
    long(0x0201, data),
    long(0x0202, preview.length),
    u32(0),
    preview,
  ]);
  const plain = await picture.jpeg().toBuffer();
  const block = Buffer.concat([Buffer.from('Exif\0\0'), tiff]);
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1]), number(2, block.length + 2, 'big'), block]);
  return Buffer.concat([plain.subarray(0, 2), segment, plain.subarray(2)]);
}

function number(bytes: 2 | 4, value: number, endian: 'little' | 'big'): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (endian === 'little') buffer.writeUIntLE(value, 0, bytes);
  else buffer.writeUIntBE(value, 0, bytes);
  return buffer;
}
