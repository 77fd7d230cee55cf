import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import sharp from 'sharp';
import { photoMetadata } from '../../../examples/photos/src/imaging';
import { buildImage, scratch, stageImage } from './staged-image';

// Bundles, synthesizes, runs processes.
jest.setTimeout(120_000);

let directory: string;
let local: Local;
let s3: S3Client;

beforeAll(async () => {
  directory = scratch();
  stageImage(directory);
  local = await startLocal({});
  s3 = new S3Client({ endpoint: local.s3Endpoint, region: local.region, credentials: local });
  for (const Bucket of ['uploads', 'results', 'workspace']) await s3.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  s3.destroy();
  await local.stop();
  rmSync(directory, { recursive: true, force: true });
});

test('the build stages nothing when nothing has changed, and the same bytes elsewhere', () => {
  expect(buildImage(directory)).toMatch(/^image: up to date/);
  const elsewhere = scratch();
  try {
    expect(stageImage(elsewhere)).toMatch(/^image: staged worker\.js/);
    expect(contentsOf(elsewhere)).toEqual(contentsOf(directory));
  } finally {
    rmSync(elsewhere, { recursive: true, force: true });
  }
});

test('the build mends a part that was changed', () => {
  rmSync(join(directory, 'node_modules', 'sharp', 'package.json'));
  rmSync(join(directory, 'worker.js'));
  expect(buildImage(directory)).toMatch(/worker\.js .*, sharp/);
  expect(buildImage(directory)).toMatch(/^image: up to date/);
});

test('the Dockerfile copies what is staged, and runs no command of its own', () => {
  const lines = readFileSync(join(directory, 'Dockerfile'), 'utf8').split('\n');
  const words = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(' ')[0]);
  expect([...new Set(words)].sort()).toEqual(['CMD', 'COPY', 'ENV', 'FROM', 'WORKDIR']);
  const copied = lines.filter((line) => line.startsWith('COPY ')).map((line) => line.split(' ')[1]);
  for (const path of copied) expect(statSync(join(directory, path!)).size).toBeGreaterThan(0);
});

test('the worker does both jobs from a directory outside of the repository', async () => {
  const photo = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#6496c8' } })
    .withExif({ IFD0: { Make: 'Fjord', Model: 'F2' } })
    .withMetadata({ orientation: 6 })
    .png()
    .toBuffer();
  await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'run/a/sea.png', Body: photo }));

  const input = {
    bucket: 'uploads',
    key: 'run/a/sea.png',
    resultsBucket: 'results',
    resultsPrefix: 'run/a',
    filter: 'sepia',
  };
  expect(await runWorker('thumbnail', input)).toEqual({ code: 0, stderr: '' });
  const metadata = photoMetadata.parse(JSON.parse((await object('run/a/sea.png/metadata.json')).toString()));
  expect(metadata).toMatchObject({
    photo: { bucket: 'uploads', key: 'run/a/sea.png', name: 'sea.png', bytes: photo.length },
    format: 'png',
    orientation: 6,
    stored: { width: 300, height: 200 },
    upright: { width: 200, height: 300 },
    camera: { make: 'Fjord', model: 'F2' },
    filter: 'sepia',
  });
  const filtered = await sharp(await object(metadata.filtered.key)).metadata();
  expect(filtered).toMatchObject({ format: 'png', width: 200, height: 300, orientation: 1 });
  expect(await sharp(await object(metadata.thumbnail.key)).metadata()).toMatchObject({ format: 'jpeg', height: 256 });

  expect(
    await runWorker('contact-sheet', { resultsBucket: 'results', resultsPrefix: 'run', title: 'One & only' }),
  ).toEqual({
    code: 0,
    stderr: '',
  });
  expect((await sharp(await object('run/contact-sheet.jpg')).metadata()).format).toBe('jpeg');
  expect(JSON.parse((await object('run/index.json')).toString())).toMatchObject({ title: 'One & only', photos: 1 });
});

test('the worker fails with the reason in its first line', async () => {
  await s3.send(new PutObjectCommand({ Bucket: 'uploads', Key: 'run/broken.jpg', Body: 'not a photo' }));
  const input = { bucket: 'uploads', resultsBucket: 'results', resultsPrefix: 'bad' };

  const broken = await runWorker('thumbnail', { ...input, key: 'run/broken.jpg' });
  expect(broken.code).toBe(1);
  expect(broken.stderr.split('\n')[0]).toContain('broken.jpg is not an image that can be read');

  const missing = await runWorker('thumbnail', { ...input, key: 'run/missing.jpg' });
  expect(missing.code).toBe(1);
  expect(missing.stderr.split('\n')[0]).toContain('cannot read s3://uploads/run/missing.jpg: NoSuchKey');

  const empty = await runWorker('contact-sheet', { resultsBucket: 'results', resultsPrefix: 'bad' });
  expect(empty.code).toBe(1);
  expect(empty.stderr.split('\n')[0]).toContain('there are no results below s3://results/bad/');

  const unknown = await runWorker('develop-film', {});
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('got develop-film') });
});

/** As a container would: the image's command, in its directory, with nothing but what Batch gives it. */
function runWorker(job: string, input: object): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const worker = spawn(process.execPath, ['worker.js'], {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...local.env,
      HOME: directory,
      AWS_BATCH_JOB_ID: '3f6f1d2e-0000-4000-8000-000000000001',
      AWS_BATCH_JOB_ATTEMPT: '1',
      BATCHWRIGHT_JOB: job,
      BATCHWRIGHT_INPUT: JSON.stringify(input),
      BATCHWRIGHT_WORKSPACE: 's3://workspace',
    },
  });
  let stderr = '';
  worker.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject).on('close', (code) => resolve({ code, stderr }));
  });
}

async function object(key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'results', Key: key }));
  return Buffer.from(await Body!.transformToByteArray());
}

function contentsOf(root: string): Map<string, string> {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(paths.map((path) => [relative(root, path), readFileSync(path).toString('base64')]));
}
