import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acknowledgeFinding, Compute, SUMMARY_CONTEXT } from '@batchwright/cdk';
import { App, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { align, genomesPlatform, jobProps } from '../fixture';

let outdir: string;
beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), 'batchwright-summary-'));
});
afterEach(() => rmSync(outdir, { recursive: true, force: true }));

const summaries = (): string[] =>
  readdirSync(outdir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.batchwright.md'))
    .sort();

function platformIn(stack: Stack) {
  const vpc = new Vpc(stack, 'Vpc', { natGateways: 1, restrictDefaultSecurityGroup: false });
  const { platform } = genomesPlatform(
    {
      compute: {
        spot: Compute.spot({ maxvCpus: 64, minvCpus: 2 }),
        steady: Compute.onDemand({ maxvCpus: 16 }),
        idle: Compute.onDemand({ maxvCpus: 2 }),
      },
    },
    { stack, vpc },
  );
  platform.addJob(align, jobProps());
  return platform;
}

test('a summary tells queues, the worst month, jobs, permissions and findings, with reasons for what is acknowledged', () => {
  const app = new App({ outdir });
  const platform = platformIn(new Stack(app, 'Lab'));
  acknowledgeFinding(platform.computeEnvironments.idle as never, 'UNUSED_COMPUTE', 'for the queue of next month');
  app.synth();
  const text = readFileSync(join(outdir, 'Lab.batchwright.md'), 'utf8');
  expect(text).toContain('| `Genomes/Queues/nightly` | 1 | `Genomes/Compute/spotEc2`, `Genomes/Compute/steadyEc2` |');
  expect(text).toMatch(/`Genomes\/Compute\/spotEc2` \| SPOT \| 64 \| 46,720 \| 1,460 \|/);
  expect(text).toContain('| 20 min |');
  expect(text).toMatch(/info at `Lab\/Genomes\/Compute\/spotEc2`: minvCpus 2/);
  expect(text).toContain('| `@batchwright/cdk:UNUSED_COMPUTE` | for the queue of next month |');
  expect(text).not.toMatch(/warning at .*idle/);
  // What a deployment generates has no place in a text that people compare.
  expect(text).not.toMatch(/[A-Z][a-z]+[0-9A-F]{8}\b/);
});

test('each stack with a platform has a summary, in a Stage and as a nested stack too', () => {
  const app = new App({ outdir });
  const outer = new Stack(app, 'Outer');
  platformIn(new NestedStack(outer, 'Inner'));
  platformIn(new Stack(new Stage(app, 'Prod'), 'Lab'));
  app.synth();
  expect(summaries()).toEqual(
    [
      expect.stringMatching(/Inner.*\.nested\.batchwright\.md$/),
      expect.stringMatching(/^assembly-Prod.*Lab.*\.batchwright\.md$/),
    ].sort(),
  );
});

test('the context turns summaries off', () => {
  const app = new App({ outdir, context: { [SUMMARY_CONTEXT]: false } });
  platformIn(new Stack(app, 'Lab'));
  app.synth();
  expect(existsSync(join(outdir, 'Lab.template.json'))).toBe(true);
  expect(summaries()).toEqual([]);
});
