import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { ENV, EXIT } from '@batchwright/runtime/contract';
import { bundle, startPlatform, type TestSetup } from './platform';

jest.setTimeout(60_000);

let setup: TestSetup;
let directory: string;
beforeAll(async () => {
  setup = await startPlatform();
  directory = mkdtempSync(join(tmpdir(), 'batchwright-bundle-'));
});
afterAll(async () => {
  await setup.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** No rejection may go unseen: Node ends the process for one. */
const STRICT = ['--no-warnings', '--unhandled-rejections=strict'];
const environment = (more: Record<string, string>) => ({ PATH: process.env.PATH, ...setup.local.env, ...more });

test('a minified service and worker do their work from a directory without node_modules', async () => {
  const service = join(directory, 'service.js');
  bundle('service.ts', service);
  const { stdout } = await promisify(execFile)(process.execPath, [...STRICT, service], {
    cwd: directory,
    env: environment({ [ENV.MANIFEST]: JSON.stringify(setup.manifest) }),
  });
  expect(JSON.parse(stdout)).toEqual({
    result: { index: 0, attempt: 2, size: 7, name: 'ADA', day: '2026-01-31T00:00:00.000Z', blob: 0 },
    last: 'SUCCEEDED',
    failure: expect.objectContaining({
      name: 'JobFailure',
      code: 'CHILDREN_FAILED',
      failed: 1,
      children: [{ index: 1, failure: expect.objectContaining({ code: 'EXITED', exitCode: 1 }) }],
    }),
    refusal: expect.objectContaining({ name: 'BatchError', code: 'NOT_ON_PLATFORM', expected: ['fast', 'slow'] }),
  });
});

/** The worker as Batch starts it, but without Batch around it. */
function startWorker(input: object | undefined, more: Record<string, string> = {}) {
  const worker = spawn(process.execPath, [...STRICT, setup.worker], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment({
      AWS_BATCH_JOB_ID: 'job-1',
      [ENV.WORKSPACE]: setup.manifest.workspace,
      ...(input === undefined ? {} : { [ENV.INPUT]: JSON.stringify(input) }),
      ...more,
    }),
  });
  const ended = Promise.all([once(worker, 'exit'), text(worker.stderr)]).then(([[code, signal], printed]) => ({
    code,
    signal,
    reason: printed.split('\n')[0],
  }));
  return { worker, ended };
}

test('a worker whose S3 is down asks for another attempt', async () => {
  const down = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_MAX_ATTEMPTS: '1' };
  const item = { [ENV.INPUT_URI]: `${setup.manifest.workspace}/items/probe/x.jsonl` };
  for (const { ended } of [startWorker({}, down), startWorker(undefined, { ...down, ...item })]) {
    expect(await ended).toEqual({
      code: EXIT.RETRYABLE.code,
      signal: null,
      reason: expect.stringMatching(/^probe: .*s3:.*ECONNREFUSED.* \[exit 75/),
    });
  }
});

test('a worker that gets SIGTERM aborts its handler and asks for another attempt', async () => {
  const { worker, ended } = startWorker({ how: 'wait' });
  await once(worker.stdout, 'data');
  worker.kill('SIGTERM');
  expect(await ended).toMatchObject({
    code: EXIT.RETRYABLE.code,
    signal: null,
    reason: expect.stringMatching(/^probe: the job was asked to stop \(SIGTERM\) \[exit 75: stopped/),
  });
});

test.each([
  ['ends its process', 'exit-0'],
  ['has nothing left to wait for', 'settle-never'],
])('a handler that %s before it has settled has not succeeded', async (_what, how) => {
  const { ended } = startWorker({ how });
  expect(await ended).toEqual({
    code: EXIT.FAILED.code,
    signal: null,
    reason: expect.stringMatching(/^the program ended before its handler had settled \[exit 1\]/),
  });
});

test('a program that ends itself with 0 on SIGTERM asks for another attempt all the same', async () => {
  const { worker, ended } = startWorker({ how: 'exit-on-sigterm' });
  await once(worker.stdout, 'data');
  worker.kill('SIGTERM');
  expect(await ended).toMatchObject({ code: EXIT.RETRYABLE.code, signal: null });
});

test('a worker that fails and leaves something open ends all the same', async () => {
  const { ended } = startWorker({ how: 'left-open' });
  expect(await ended).toMatchObject({ code: EXIT.FAILED.code, reason: expect.stringMatching(/the photo is broken/) });
});
