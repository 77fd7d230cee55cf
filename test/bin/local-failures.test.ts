import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchClient, SubmitJobCommand } from '@aws-sdk/client-batch';
import { failuresOf } from '../../bin/src/commands/local-failures';
import { createQueue, ended, register } from '../local/start/service';
import { runCli } from './run-cli';

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'batchwright-failures-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('failures are read from flags', () => {
  expect(failuresOf({ inject: [] })).toBeUndefined();
  const inject = ['reclaim=0.2', 'out-of-memory=0.1', 'image-pull=0'];
  expect(failuresOf({ inject, injectAfter: '2', injectSeed: '7' })).toEqual({
    reclaim: 0.2,
    outOfMemory: 0.1,
    imagePull: 0,
    afterMs: 2000,
    seed: 7,
  });
});

test.each([
  [{ inject: ['fire=0.1'] }, 'expected one of reclaim, out-of-memory, image-pull; got "fire"'],
  [{ inject: ['reclaim=2'] }, '--inject reclaim: expected a share from 0 to 1; got "2"'],
  [{ inject: ['reclaim='] }, 'expected a share'],
  [{ inject: ['reclaim'] }, 'expected name=value'],
  [{ inject: ['reclaim=1'], injectAfter: 'soon' }, '--inject-after'],
  [{ inject: [], injectSeed: '7' }, 'go with --inject'],
])('rejects %j', (flags, message) => {
  expect(() => failuresOf(flags)).toThrow(message);
});

test('local --inject lets jobs fail as the service does', async () => {
  const over = new AbortController();
  let facts = '';
  const running = runCli(['local', '--port', '0', '--json', '--inject', 'image-pull=1'], {
    cwd: scratch,
    env: { ...process.env, XDG_STATE_HOME: scratch },
    signal: over.signal,
    out: (text) => {
      facts += text;
    },
  });
  while (!facts.includes('\n')) await new Promise((resolve) => setTimeout(resolve, 20));
  const { endpoint, region, accessKeyId, secretAccessKey } = JSON.parse(facts) as Record<string, string>;
  const batch = new BatchClient({
    endpoint: endpoint ?? '',
    region: region ?? '',
    credentials: { accessKeyId: accessKeyId ?? '', secretAccessKey: secretAccessKey ?? '' },
  });
  await createQueue(batch, 'queue');
  const jobDefinition = await register(batch, 'true', ['true']);
  const { jobId } = await batch.send(new SubmitJobCommand({ jobName: 'job', jobQueue: 'queue', jobDefinition }));
  const job = await ended(batch, jobId);
  expect(job).toMatchObject({ status: 'FAILED', statusReason: 'Task failed to start' });
  expect(job.container?.reason).toMatch(/^CannotPullContainerError: /);
  over.abort();
  expect((await running).code).toBe(0);
});
