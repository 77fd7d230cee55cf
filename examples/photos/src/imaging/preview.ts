import { crc32 } from 'node:zlib';
import sharp from 'sharp';

/**
 * Takes the small preview out of a file's EXIF block, in place. Cameras embed one, file managers show it, and once the
 * picture has been turned or tinted it is another picture. Its bytes stay, but nothing points to them any more.
 */
export async function dropPreview(file: Buffer): Promise<void> {
  const { exif, format } = await sharp(file).metadata();
  if (exif === undefined) return;
  const tiff = exif.subarray(exif.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0);
  const link = linkToPreview(tiff);
  const at = file.indexOf(tiff);
  if (link === undefined || at < 0) return;
  file.fill(0, at + link, at + link + 4);
  // Only PNG guards the block with a sum, over the chunk's name and content.
  if (format === 'png') file.writeUInt32BE(crc32(file.subarray(at - 4, at + tiff.length)), at + tiff.length);
}

/** Where the first directory says where the second one is: the preview's. */
function linkToPreview(tiff: Buffer): number | undefined {
  const little = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (offset: number): number => (little ? tiff.readUInt16LE(offset) : tiff.readUInt16BE(offset));
  const u32 = (offset: number): number => (little ? tiff.readUInt32LE(offset) : tiff.readUInt32BE(offset));
  if (tiff.length < 8) return undefined;
  const directory = u32(4);
  if (directory + 2 > tiff.length) return undefined;
  const link = directory + 2 + u16(directory) * 12;
  return link + 4 <= tiff.length && u32(link) !== 0 ? link : undefined;
}
