import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PhotosStack } from '../../examples/photos/src/infra';
import { type Checked, synthesizeChecked } from './rule-packs';

jest.setTimeout(60_000);

let checked: Checked | undefined;
afterAll(() => checked?.remove());

test('the photos stack has no finding that is not acknowledged, and each acknowledgement says why', () => {
  checked = synthesizeChecked((app, scratch) => {
    const imageDirectory = join(scratch, 'image');
    mkdirSync(imageDirectory);
    writeFileSync(join(imageDirectory, 'Dockerfile'), 'FROM scratch\n');
    writeFileSync(join(imageDirectory, 'worker.js'), '');
    return new PhotosStack(app, 'PhotosStack', { imageDirectory });
  });
  expect(checked.findings).toEqual([]);
  expect(checked.acknowledged.length).toBeGreaterThan(0);
  for (const [id, reason] of checked.acknowledged) expect([id, reason]).toEqual([id, expect.stringMatching(/\w+ \w+/)]);
});
