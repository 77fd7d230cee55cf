import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BatchClient, DescribeJobDefinitionsCommand, ListJobsCommand } from '@aws-sdk/client-batch';
import { type Local, startLocal } from '@batchwright/local';
import { App } from 'aws-cdk-lib';
import { PhotosStack } from '../../../examples/photos/src/infra';
import { scratch, stageImage } from '../photos/staged-image';
import { runVerify } from './run';

// Bundles an image, synthesizes, runs some sixty jobs as processes.
jest.setTimeout(180_000);

let root: string;
let local: Local;

beforeAll(async () => {
  root = scratch();
  const imageDirectory = join(root, 'image');
  stageImage(imageDirectory);
  const outdir = join(root, 'cdk.out');
  const app = new App({ outdir });
  new PhotosStack(app, 'PhotosStack', { imageDirectory });
  app.synth();
  local = await startLocal({ from: outdir, slots: 4 });
});
afterAll(async () => {
  await local?.stop();
  if (root !== undefined) rmSync(root, { recursive: true, force: true });
});

const there = (): string[] => ['--account', local.accountId, '--region', local.region, '--endpoint', local.endpoint];

const client = (): BatchClient =>
  new BatchClient({ endpoint: local.endpoint, region: local.region, credentials: local });

async function definitionsLeft(): Promise<readonly unknown[]> {
  const { jobDefinitions = [] } = await client().send(new DescribeJobDefinitionsCommand({ status: 'ACTIVE' }));
  return jobDefinitions.filter(({ jobDefinitionName }) => jobDefinitionName?.includes('verify'));
}

test('verify:aws finds every case as held on the local service, delivers photos, and leaves no definition', async () => {
  const report = join(root, 'report.md');
  const args = [...there(), '--yes', '--quick', '--photos', '4', '--suffix', 'test', '--report', report];
  const { code, err } = await runVerify(args, local.env);
  const text = readFileSync(report, 'utf8');
  // What differs says more than an exit code.
  expect(text).not.toMatch(/^## (Differences|Not answered|Left behind)/m);
  expect(err).toContain('not AWS; nothing is deployed or destroyed');
  expect(text).toContain('4 of 4 photos were delivered; a contact sheet was made.');
  expect(code).toBe(0);
  expect(await definitionsLeft()).toEqual([]);
});

test('verify:aws ends its jobs and deregisters its definitions when it is interrupted', async () => {
  const report = join(root, 'interrupted.md');
  const args = [...there(), '--yes', '--quick', '--photos', '0', '--suffix', 'int', '--report', report];
  // Some jobs run by then, and most have not been submitted.
  const { code, err } = await runVerify(args, local.env, 'job-succeeded');
  expect({ code, err }).toEqual({ code: 130, err: expect.stringContaining('Cleaning up: end jobs') });
  expect(readFileSync(report, 'utf8')).toContain('**Ended early:** stopped by SIGINT');
  expect(await definitionsLeft()).toEqual([]);
  const unfinished = [];
  for (const jobQueue of local.summary.jobQueues) {
    for (const jobStatus of ['RUNNABLE', 'PENDING'] as const) {
      const { jobSummaryList = [] } = await client().send(new ListJobsCommand({ jobQueue, jobStatus }));
      unfinished.push(...jobSummaryList);
    }
  }
  expect(unfinished).toEqual([]);
});

test('verify:aws refuses another account than the one it was named, and writes nothing', async () => {
  const args = ['--account', '111122223333', '--region', local.region, '--endpoint', local.endpoint, '--yes'];
  const { code, err } = await runVerify(args, local.env);
  expect(code).toBe(64);
  expect(err).toContain(`the credentials are of account ${local.accountId}`);
  expect(err).toContain('nothing was written');
});

test('verify:aws asks before it writes, and refuses to where nobody can answer', async () => {
  const { code, err } = await runVerify(there(), local.env);
  expect(code).toBe(64);
  expect(err).toContain('--yes goes on without');
});
