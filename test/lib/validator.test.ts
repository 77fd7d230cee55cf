import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compute } from '@batchwright/cdk';
import { App, Stack } from 'aws-cdk-lib';
import { CfnJobQueue } from 'aws-cdk-lib/aws-batch';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { align, genomesPlatform, jobProps } from './fixture';

// The one suite with CDK's built-in validator, which the others leave out for its seconds.
const before = process.env.CDK_VALIDATION;
let outdir: string;
beforeEach(() => {
  delete process.env.CDK_VALIDATION;
  outdir = mkdtempSync(join(tmpdir(), 'batchwright-validator-'));
});
afterEach(() => {
  process.env.CDK_VALIDATION = before;
  rmSync(outdir, { recursive: true, force: true });
});

/** A stack with a platform of both kinds of compute, in an app that fails on what the validator finds. */
function platformStack(): Stack {
  const app = new App({ outdir, context: { '@aws-cdk/core:validateAgainstDefaultRules': true } });
  const stack = new Stack(app, 'Test');
  const vpc = new Vpc(stack, 'Vpc', { restrictDefaultSecurityGroup: false });
  const { platform } = genomesPlatform(
    {
      compute: {
        spot: Compute.spot({ maxvCpus: 16 }),
        steady: Compute.onDemand({ maxvCpus: 16 }),
        light: Compute.fargate({ maxvCpus: 16 }),
      },
      queues: { urgent: { priority: 10, compute: ['light'] }, nightly: { priority: 1, compute: ['spot', 'steady'] } },
    },
    { stack, vpc },
  );
  platform.addJob(align, jobProps());
  return stack;
}

const synth = (stack: Stack) => (stack.node.root as App).synth();
const violations = () => {
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return pluginReports.flatMap((report: { readonly violations: unknown[] }) => report.violations);
};

test('the validator finds nothing in a platform', () => {
  synth(platformStack());
  expect(violations()).toEqual([]);
});

test('the validator is on', () => {
  const stack = platformStack();
  new CfnJobQueue(stack, 'Wrong', { priority: -5, computeEnvironmentOrder: [{ computeEnvironment: 'x', order: 1 }] });
  expect(() => synth(stack)).toThrow('Priority: -5 is less than the minimum of 0');
  expect(violations()).toEqual([expect.objectContaining({ ruleName: 'F3034' })]);
});
