import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { App } from 'aws-cdk-lib';
import sharp from 'sharp';
import { type DemoSummary, runDemo } from '../../../../examples/photos/src/demo';
import { PhotosStack } from '../../../../examples/photos/src/infra';
import { drawPhoto, planPhotos } from '../../../../examples/photos/src/render';
import { scratch, stageImage } from '../staged-image';

// Bundles, synthesizes, runs processes.
jest.setTimeout(120_000);

let root: string;
let assembly: string;

beforeAll(() => {
  root = scratch();
  assembly = join(root, 'cdk.out');
  const imageDirectory = join(root, 'image');
  stageImage(imageDirectory);
  const app = new App({ outdir: assembly });
  new PhotosStack(app, 'PhotosStack', { imageDirectory });
  app.synth();
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('runDemo delivers every photo, by tier, and a contact sheet that depends on them', async () => {
  const input = await folder('all-good', 5);
  const { code, summary, err } = await run({ input, output: join(root, 'good'), filter: 'sepia' });
  expect(code).toBe(0);
  expect(summary).toMatchObject({ photos: 5, delivered: 5, failed: 0, failures: [], exitCode: 0 });
  expect(summary.queues.map(({ queue, photos, delivered }) => ({ queue, photos, delivered }))).toEqual([
    { queue: 'urgent', photos: 4, delivered: 4 },
    { queue: 'standard', photos: 1, delivered: 1 },
  ]);
  for (const { waited, ran, jobsPerSecond } of summary.queues) {
    expect(waited?.mean).toBeGreaterThanOrEqual(0);
    expect(ran?.mean).toBeGreaterThan(0);
    expect(jobsPerSecond).toBeGreaterThan(0);
  }
  expect(summary.contactSheet?.photos).toBe(5);
  expect((await sharp(join(root, 'good', 'contact-sheet.jpg')).metadata()).format).toBe('jpeg');
  expect(JSON.parse(readFileSync(join(root, 'good', 'index.json'), 'utf8')).entries).toHaveLength(5);
  for (const plan of planPhotos(5, 11)) {
    const copy = await sharp(join(root, 'good', 'filtered', plan.path)).metadata();
    expect(copy).toMatchObject({ format: plan.format, width: plan.width, height: plan.height, orientation: 1 });
  }
  // Plain lines only, because nobody watches on a terminal.
  expect(err).not.toContain('\u001b');
});

test('runDemo lists the files that are no images with their reason, and delivers all others', async () => {
  const input = await folder('one-bad', 4);
  writeFileSync(join(input, 'broken.jpg'), 'not a photo');
  const { code, summary, err } = await run({ input, output: join(root, 'bad'), filter: 'none' });
  expect(code).toBe(2);
  expect(summary).toMatchObject({ photos: 5, delivered: 4, failed: 1, contactSheet: { photos: 4 } });
  expect(summary.failures).toEqual([
    expect.objectContaining({ photo: 'broken.jpg', code: 'EXITED', jobId: expect.stringContaining('-') }),
  ]);
  expect(summary.failures[0]!.log.join('\n')).toContain('broken.jpg is not an image that can be read');
  expect(err).toContain('1 photo failed, so Batch failed the contact sheet');
});

test('runDemo takes a single photo, and delivers nothing when all are broken', async () => {
  const one = await folder('one', 1);
  expect((await run({ input: one, output: join(root, 'one-out'), filter: 'grayscale' })).summary).toMatchObject({
    photos: 1,
    delivered: 1,
    exitCode: 0,
  });
  const none = join(root, 'none-good');
  mkdirSync(none);
  writeFileSync(join(none, 'a.jpg'), '');
  const { code, summary } = await run({ input: none, output: join(root, 'none-out'), filter: 'none' });
  expect(code).toBe(2);
  expect(summary).toMatchObject({ delivered: 0, failed: 1 });
  expect(summary).not.toHaveProperty('contactSheet');
});

test('runDemo replaces the results of an earlier demo, and nothing of anybody else', async () => {
  const output = join(root, 'kept');
  const input = await folder('replaced', 1);
  await run({ input, output, filter: 'none' });
  writeFileSync(join(output, 'mine.txt'), 'mine');
  writeFileSync(join(output, 'thumbnails', 'old.jpg'), 'old');
  expect((await run({ input, output, filter: 'none' })).code).toBe(0);
  expect(readFileSync(join(output, 'mine.txt'), 'utf8')).toBe('mine');
  expect(readdirSync(join(output, 'thumbnails'))).not.toContain('old.jpg');

  const again = await run({ input: join(output, 'filtered'), output, filter: 'none' });
  expect(again.code).toBe(1);
  expect(again.err).toContain('the photos lie in');
  expect(readdirSync(join(output, 'filtered'))).toHaveLength(1);

  const theirs = join(root, 'theirs');
  mkdirSync(join(theirs, 'metadata'), { recursive: true });
  const refused = await run({ input, output: theirs, filter: 'none' });
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('already has metadata, which no demo made');
});

test.each([
  ['a folder without photos', { input: 'empty' }, /has no photos: looked for \.jpg, \.jpeg, \.png, \.webp/],
  ['a folder that is not there', { input: 'absent' }, /absent cannot be read as a directory/],
  ['an unknown filter', { filter: 'vintage' }, /there is no filter "vintage"; expected none, sepia, grayscale/],
  ['an app that was not synthesized', { assembly: 'nowhere' }, /nowhere is not a synthesized app.*npx cdk synth/],
])('runDemo refuses %s with exit code 1', async (_, wrong, message) => {
  mkdirSync(join(root, 'empty'), { recursive: true });
  const paths = Object.fromEntries(
    Object.entries(wrong).map(([name, value]) => [name, name === 'filter' ? value : join(root, value)]),
  );
  const { code, out, err } = await run({
    filter: 'none',
    input: join(root, 'empty'),
    output: join(root, 'wrong'),
    ...paths,
  });
  expect(code).toBe(1);
  expect(out).toBe('');
  expect(err).toMatch(message);
});

test('runDemo stops when it is told to, and says so', async () => {
  const stop = new AbortController();
  const input = await folder('stopped', 8);
  const options = { input, output: join(root, 'stopped-out'), filter: 'none', signal: stop.signal };
  const { code, err } = await run(options, (text) => {
    if (text.includes('running')) stop.abort();
  });
  expect(code).toBe(130);
  expect(err).toContain('Stopped: no job is left running.');
});

async function run(
  options: { input: string; output: string; filter: string; assembly?: string; signal?: AbortSignal },
  onErr: (text: string) => void = () => {},
): Promise<{ code: number; summary: DemoSummary; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await runDemo({
    assembly,
    ...options,
    json: true,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
      onErr(text);
    },
  });
  return { code, summary: out === '' ? ({} as DemoSummary) : JSON.parse(out), out, err };
}

/** A folder of drawn photos: two customers when there are five. */
async function folder(name: string, count: number): Promise<string> {
  const directory = join(root, name);
  for (const plan of planPhotos(count, 11)) {
    const file = join(directory, plan.path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await drawPhoto(plan));
  }
  return directory;
}
