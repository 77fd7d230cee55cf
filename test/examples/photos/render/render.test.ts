import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { openPhoto, readCameraFacts } from '../../../../examples/photos/src/imaging';
import { drawPhoto, planPhotos, renderPhotos } from '../../../../examples/photos/src/render';

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'render-')), 'photos');
});
afterEach(() => rm(join(directory, '..'), { recursive: true, force: true }));

test('planPhotos is the same for the same seed, and shows every orientation, format and scene', () => {
  const plans = planPhotos(64, 1);
  expect(planPhotos(64, 1)).toEqual(plans);
  expect(planPhotos(64, 2)).not.toEqual(plans);
  expect(new Set(plans.map(({ path }) => path)).size).toBe(64);
  expect(new Set(plans.map(({ orientation }) => orientation)).size).toBe(8);
  expect(new Set(plans.map(({ format }) => format))).toEqual(new Set(['jpeg', 'png', 'webp']));
  expect(new Set(plans.map(({ scene }) => scene)).size).toBe(7);
});

test('drawPhoto writes what its plan says, into the file and its metadata', async () => {
  for (const plan of planPhotos(16, 3)) {
    const photo = await openPhoto(plan.path, await drawPhoto(plan));
    expect(photo).toMatchObject({
      format: plan.format,
      orientation: plan.orientation,
      upright: { width: plan.width, height: plan.height },
    });
    const facts = readCameraFacts(photo.exif);
    expect(facts.camera).toEqual(plan.camera);
    expect(facts.takenAt).toBe(`${plan.takenAt.replace(':', '-').replace(':', '-').replace(' ', 'T')}${plan.offset}`);
    if (plan.gps === undefined) expect(facts.gps).toBeUndefined();
    else expect(facts.gps?.latitude).toBeCloseTo(plan.gps.latitude, 4);
  }
});

test('drawPhoto gives the same picture in every orientation once it is upright', async () => {
  const [plan] = planPhotos(1, 5);
  const pictures = await Promise.all(
    ([1, 2, 3, 4, 5, 6, 7, 8] as const).map(async (orientation) => {
      const bytes = await drawPhoto({ ...plan!, width: 400, height: 300, orientation, format: 'png' });
      return sharp(bytes).autoOrient().removeAlpha().resize(20, 15, { kernel: 'nearest' }).raw().toBuffer();
    }),
  );
  for (const picture of pictures) {
    const difference = picture.reduce((sum, value, i) => sum + Math.abs(value - pictures[0]![i]!), 0) / picture.length;
    expect(difference).toBeLessThan(4);
  }
});

test('renderPhotos draws once, and again what somebody has changed', async () => {
  const options = { count: 3, seed: 9, width: 2 };
  expect(await renderPhotos(directory, options)).toBe(3);
  expect(await renderPhotos(directory, options)).toBe(0);
  const [first] = planPhotos(3, 9);
  const drawn = await readFile(join(directory, first!.path));
  await rm(join(directory, first!.path));
  await writeFile(join(directory, 'left-over.jpg'), 'x');
  expect(await renderPhotos(directory, options)).toBe(3);
  expect(await readFile(join(directory, first!.path))).toEqual(drawn);
  await expect(readFile(join(directory, 'left-over.jpg'))).rejects.toThrow('ENOENT');
});

test('renderPhotos refuses a directory with files that it has not drawn, and goes on with one it has begun', async () => {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'wedding.jpg'), 'dear');
  await expect(renderPhotos(directory, { count: 1, width: 1 })).rejects.toMatchObject({ code: 'DIRECTORY_TAKEN' });
  expect(await readFile(join(directory, 'wedding.jpg'), 'utf8')).toBe('dear');

  const begun = join(directory, 'begun');
  const stop = AbortSignal.abort(new Error('stopped'));
  await expect(renderPhotos(begun, { count: 2, width: 1, signal: stop })).rejects.toThrow('stopped');
  expect(await renderPhotos(begun, { count: 2, width: 1 })).toBe(2);
});
