import fc from 'fast-check';
import sharp from 'sharp';
import { cameraName, makeFiltered, openPhoto, readCameraFacts } from '../../../../examples/photos/src/imaging';

const TAGS = {
  IFD0: { Make: 'Canon', Model: 'Canon EOS 40D' },
  IFD2: { DateTimeOriginal: '2026:05:04 10:20:30', OffsetTimeOriginal: '+02:00', LensModel: 'EF 50mm f/1.8' },
  IFD3: {
    GPSLatitudeRef: 'S',
    GPSLatitude: '51/1 30/1 3230/100',
    GPSLongitudeRef: 'E',
    GPSLongitude: '0/1 7/1 3000/100',
    GPSAltitude: '123/10',
  },
};

test('readCameraFacts reads camera, lens, local time with its offset, and position', async () => {
  expect(readCameraFacts(await exifOf(TAGS))).toEqual({
    camera: { make: 'Canon', model: 'Canon EOS 40D', lens: 'EF 50mm f/1.8' },
    takenAt: '2026-05-04T10:20:30+02:00',
    gps: { latitude: -51.508972, longitude: 0.125, altitude: 12.3 },
  });
});

test('readCameraFacts gives local time without an offset when the camera knew none', async () => {
  const exif = await exifOf({ IFD2: { DateTimeOriginal: '2026:05:04 10:20:30' } });
  expect(readCameraFacts(exif).takenAt).toBe('2026-05-04T10:20:30');
});

test('readCameraFacts takes the zeros of a clock that was never set for no time', async () => {
  const exif = await exifOf({ IFD2: { DateTimeOriginal: '0000:00:00 00:00:00' } });
  expect(readCameraFacts(exif)).not.toHaveProperty('takenAt');
});

test('readCameraFacts gives nothing for a photo without metadata', () => {
  expect(readCameraFacts(undefined)).toEqual({});
});

test('readCameraFacts reports a broken block instead of throwing, whatever is in it', () => {
  expect(readCameraFacts(Buffer.from('Exif\0\0garbage')).problem).toMatch(/EXIF cannot be read/);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const block = Buffer.concat([Buffer.from('Exif\0\0II*\0\x08\0\0\0', 'latin1'), bytes]);
      expect(() => JSON.stringify(readCameraFacts(block))).not.toThrow();
    }),
  );
});

test('makeFiltered keeps what the camera wrote', async () => {
  const bytes = await picture().withExif(TAGS).jpeg().toBuffer();
  const copy = await makeFiltered(await openPhoto('photo.jpg', bytes), 'sepia');
  const { exif } = await sharp(copy.bytes).metadata();
  expect(readCameraFacts(exif)).toEqual(readCameraFacts(await exifOf(TAGS)));
});

test.each([
  [{ make: 'Canon', model: 'Canon EOS 40D' }, 'Canon EOS 40D'],
  [{ make: 'NIKON CORPORATION', model: 'NIKON D70' }, 'NIKON D70'],
  [{ make: 'Apple', model: 'iPhone 17' }, 'Apple iPhone 17'],
  [{ make: 'Apple' }, 'Apple'],
  [{ model: 'DX-10' }, 'DX-10'],
  [{ lens: '50mm' }, undefined],
])('cameraName of %j is %s', (camera, expected) => {
  expect(cameraName({ camera })).toBe(expected);
});

const picture = (): sharp.Sharp => sharp({ create: { width: 8, height: 8, channels: 3, background: '#445566' } });

async function exifOf(tags: sharp.Exif): Promise<Buffer> {
  const { exif } = await sharp(await picture().withExif(tags).jpeg().toBuffer()).metadata();
  return exif!;
}
