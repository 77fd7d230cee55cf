import sharp from 'sharp';
import { ImageError, makeFiltered, makeThumbnail, openPhoto } from '../../../../examples/photos/src/imaging';

test.each([
  ['an empty file', Buffer.alloc(0), 'it is empty (0 bytes)'],
  ['text', Buffer.from('not a photo\n'), 'it is of no kind that is known here (12 bytes)'],
  ['a GIF', Buffer.from('GIF89a..........'), 'it is a GIF'],
  ['a PDF', Buffer.from('%PDF-1.7'), 'it is a PDF'],
  [
    'an SVG, which a decoder would take',
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    'it is an SVG or XML',
  ],
  ['a HEIC image', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), 'it is a HEIC image'],
])('openPhoto refuses %s, naming the file', async (_, bytes, reason) => {
  const error = await rejection(openPhoto('holiday.jpg', bytes));
  expect(error).toMatchObject({ code: 'NOT_AN_IMAGE', retryable: false });
  expect(error.message).toContain(`holiday.jpg is not an image that can be read: ${reason}`);
});

test.each([0.02, 0.5, 0.9])('a photo cut off at %f of its length fails, naming the file', async (share) => {
  const whole = await noise();
  const open = () => openPhoto('cut.jpg', whole.subarray(0, Math.floor(whole.length * share)));
  for (const work of [async () => makeFiltered(await open(), 'none'), async () => makeThumbnail(await open(), 256)]) {
    const error = await rejection(work());
    expect(error).toMatchObject({ code: 'DAMAGED_IMAGE', retryable: false });
    expect(error.message).toMatch(
      /^cut\.jpg is not an image that can be read: it begins as jpeg but cannot be decoded \(.+\)$/,
    );
  }
});

test('stray bytes after a photo do no harm', async () => {
  const photo = await openPhoto('stray.jpg', Buffer.concat([await noise(), Buffer.from('camera leftovers')]));
  expect(await makeThumbnail(photo, 64)).toMatchObject({ width: 64, height: 64 });
});

/** Pixels that do not compress to nothing, so that a cut hits them. */
function noise(): Promise<Buffer> {
  return sharp({
    create: {
      width: 300,
      height: 300,
      channels: 3,
      background: '#000',
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
    },
  })
    .jpeg()
    .toBuffer();
}

async function rejection(promise: Promise<unknown>): Promise<ImageError> {
  const error = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!ImageError.isImageError(error)) throw new Error(`expected an ImageError; got ${String(error)}`);
  return error;
}
