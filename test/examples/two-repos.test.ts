import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchClient } from '@aws-sdk/client-batch';
import { S3Client } from '@aws-sdk/client-s3';
import { type Local, startLocal } from '@batchwright/local';
import { type Manifest, parseManifest } from '@batchwright/model/contract';
import { connect } from '@batchwright/runtime';
import { s3Store } from '@batchwright/runtime/s3';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildSync } from 'esbuild';
import { type Research, simulate } from '../../examples/two-repos/app/src/risk.contract';
import { RiskStack } from '../../examples/two-repos/app/src/risk-stack';
import { ResearchPlatformStack } from '../../examples/two-repos/platform/src/platform-stack';

jest.setTimeout(120_000);

const APP = join(__dirname, '..', '..', 'examples', 'two-repos', 'app');
let directory: string;
let local: Local;
const templates: Template[] = [];

/** Each repository synthesizes by itself, and knows nothing of the other's assembly. */
function synthesize(name: string, build: (app: App) => Stack): string {
  const outdir = join(directory, name);
  const app = new App({ outdir });
  templates.push(Template.fromStack(build(app)));
  app.synth();
  return outdir;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'batchwright-two-repos-'));
  const imageDirectory = join(directory, 'image');
  mkdirSync(imageDirectory);
  writeFileSync(join(imageDirectory, 'Dockerfile'), readFileSync(join(APP, 'image', 'Dockerfile')));
  buildSync({
    entryPoints: [join(APP, 'src', 'worker.ts')],
    outfile: join(imageDirectory, 'worker.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    conditions: ['@batchwright/source'],
  });
  const platform = synthesize('platform', (app) => new ResearchPlatformStack(app, 'ResearchPlatform'));
  const app = synthesize('app', (app) => new RiskStack(app, 'Risk', { imageDirectory }));
  local = await startLocal({ from: [platform, app], slots: 2, settleMs: 0 });
});
afterAll(async () => {
  await local?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function connected() {
  const aws = { endpoint: local.endpoint, region: local.region, credentials: local };
  return connect<Research>({
    client: new BatchClient(aws),
    store: s3Store({ client: new S3Client({ ...aws, forcePathStyle: true }) }),
    manifest: 'ssm:/batchwright/research',
    poll: { minMs: 20, maxMs: 200 },
  });
}

test('neither stack exports anything to the other, or makes what the other has', () => {
  const [platform, app] = templates.map((template) => template.toJSON());
  expect(JSON.stringify([platform, app])).not.toContain('Fn::ImportValue');
  const typesOf = (template: typeof app) =>
    new Set(Object.values(template?.Resources as Record<string, { Type: string }>).map(({ Type }) => Type));
  expect([...typesOf(platform)]).not.toContain('AWS::Batch::JobDefinition');
  for (const type of ['AWS::Batch::JobQueue', 'AWS::Batch::ComputeEnvironment', 'AWS::S3::Bucket', 'AWS::EC2::VPC']) {
    expect([...typesOf(app)]).not.toContain(type);
  }
});

test('the committed manifest is what the platform publishes, but for names that only a deployment gives', async () => {
  const text = readFileSync(join(APP, 'research.manifest.json'), 'utf8');
  const shape = ({ queues, ...manifest }: Manifest) => ({
    ...manifest,
    region: '',
    account: '',
    workspace: '',
    queues: Object.fromEntries(Object.entries(queues).map(([name, queue]) => [name, { ...queue, arn: '' }])),
    jobs: {},
  });
  const { manifest } = await connected();
  expect(shape(parseManifest(text, 'research.manifest.json'))).toEqual(shape(manifest));
});

test('a job of one repository runs on the queue of the other, whose ARN the deployment has found', async () => {
  const batch = await connected();
  expect(Object.keys(batch.manifest.jobs)).toEqual(['simulate']);
  const job = await batch.submit(
    simulate,
    { day: '2026-03-02', paths: 2000 },
    { queue: 'standard', shareIdentifier: 'finance' },
  );
  const { day, valueAtRisk } = await job.result();
  expect(day).toBe('2026-03-02');
  expect(valueAtRisk).toBeGreaterThan(0.02);
  expect(valueAtRisk).toBeLessThan(0.04);
});
