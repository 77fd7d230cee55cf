import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { PhotosStack } from '../../examples/photos/src/infra';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'batchwright-summary-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

test('the summary of the photo platform', () => {
  const imageDirectory = join(scratch, 'image');
  mkdirSync(imageDirectory);
  writeFileSync(join(imageDirectory, 'Dockerfile'), 'FROM scratch\n');
  writeFileSync(join(imageDirectory, 'worker.js'), '');
  const app = new App({ outdir: join(scratch, 'out') });
  new PhotosStack(app, 'PhotosStack', { imageDirectory });
  app.synth();
  expect(readFileSync(join(scratch, 'out', 'PhotosStack.batchwright.md'), 'utf8')).toMatchSnapshot();
});
