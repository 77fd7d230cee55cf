import { join } from 'node:path';
import type { Local } from '@batchwright/local';
import { runPython, testWithBoto3 } from '../objects/boto3';
import { start } from './service';

let local: Local;
beforeAll(async () => {
  ({ local } = await start());
});
afterAll(() => local.stop());

testWithBoto3(
  'boto3 drives Batch, CloudWatch Logs, SSM and S3',
  async () => {
    const script = join(__dirname, 'fixtures', 'drive_batch.py');
    expect(await runPython(script, [JSON.stringify(local.env)])).toContain('{"ok": true}');
  },
  60_000,
);
