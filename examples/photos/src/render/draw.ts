import sharp from 'sharp';
import type { Orientation } from '../imaging';
import { PALETTES } from './palette';
import type { PhotoPlan } from './plan';
import { Random } from './random';
import { SCENES } from './scenes';

/** Draws, encodes and tags one photo: what a camera held that way would have written. */
export async function drawPhoto(plan: PhotoPlan): Promise<Buffer> {
  const picture = sharp(Buffer.from(drawing(plan))).flatten({ background: '#000000' });
  const { camera, gps } = plan;
  const tagged = picture.withExif({
    IFD0: { Make: camera.make, Model: camera.model, Software: 'Batchwright demo' },
    IFD2: { DateTimeOriginal: plan.takenAt, OffsetTimeOriginal: plan.offset, LensModel: camera.lens },
    ...(gps === undefined
      ? {}
      : {
          IFD3: {
            GPSLatitudeRef: gps.latitude < 0 ? 'S' : 'N',
            GPSLatitude: sexagesimal(gps.latitude),
            GPSLongitudeRef: gps.longitude < 0 ? 'W' : 'E',
            GPSLongitude: sexagesimal(gps.longitude),
            GPSAltitude: `${Math.round(gps.altitude * 10)}/10`,
          },
        }),
  });
  // Last, because `withExif` alone would leave the orientation at 1.
  tagged.withMetadata({ orientation: plan.orientation });
  switch (plan.format) {
    case 'jpeg':
      return tagged.jpeg({ quality: 88 }).toBuffer();
    case 'png':
      return tagged.png({ compressionLevel: 6 }).toBuffer();
    case 'webp':
      return tagged.webp({ quality: 86, effort: 2 }).toBuffer();
  }
}

/** The scene as SVG, its pixels laid as the orientation says: a viewer that applies the tag sees it upright. */
function drawing(plan: PhotoPlan): string {
  const { width, height } = plan;
  const palette = PALETTES[plan.palette] ?? PALETTES[0];
  const content = SCENES[plan.scene]({ width, height, palette, random: new Random(plan.seed) });
  const [storedWidth, storedHeight] = plan.orientation >= 5 ? [height, width] : [width, height];
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${storedWidth}" height="${storedHeight}">` +
    `<g transform="matrix(${storing(plan.orientation, width, height).join(' ')})">${content}</g></svg>`
  );
}

/** SVG matrix from the upright picture to the file. The numbers follow EXIF's table of row 0 and column 0. */
function storing(orientation: Orientation, width: number, height: number): readonly number[] {
  switch (orientation) {
    case 1:
      return [1, 0, 0, 1, 0, 0];
    case 2:
      return [-1, 0, 0, 1, width, 0];
    case 3:
      return [-1, 0, 0, -1, width, height];
    case 4:
      return [1, 0, 0, -1, 0, height];
    case 5:
      return [0, 1, 1, 0, 0, 0];
    case 6:
      return [0, -1, 1, 0, 0, width];
    case 7:
      return [0, -1, -1, 0, height, width];
    case 8:
      return [0, 1, -1, 0, height, 0];
  }
}

/** Degrees, minutes and hundredths of seconds, as EXIF's three rationals. */
function sexagesimal(degrees: number): string {
  const hundredths = Math.round(Math.abs(degrees) * 360_000);
  return `${Math.floor(hundredths / 360_000)}/1 ${Math.floor(hundredths / 6_000) % 60}/1 ${hundredths % 6_000}/100`;
}
