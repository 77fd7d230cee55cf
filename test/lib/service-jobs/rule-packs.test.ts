import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConsumableResource, SageMakerQueue, ServiceEnvironment } from '@batchwright/cdk';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { CfnServiceEnvironment } from 'aws-cdk-lib/aws-batch';
import { Preflight } from 'cdk-preflight';

// Both check whole templates, which the other suites leave out for its seconds.
const before = process.env.CDK_VALIDATION;
let outdir: string;
let printed: jest.SpyInstance;
beforeEach(() => {
  // Where the validator prints what it finds.
  printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  delete process.env.CDK_VALIDATION;
  outdir = mkdtempSync(join(tmpdir(), 'batchwright-rules-'));
});
afterEach(() => {
  printed.mockRestore();
  process.env.CDK_VALIDATION = before;
  rmSync(outdir, { recursive: true, force: true });
});

/** Names of the rules that a stack with everything violates, and one in it that is wrong. */
function violations(wrong?: (stack: Stack) => unknown): string[] {
  const app = new App({ outdir });
  Preflight.apply(app, { enforce: false });
  const stack = new Stack(app, 'Test');
  new ConsumableResource(stack, 'Seats', { total: 20, type: 'NON_REPLENISHABLE', name: 'seats' });
  const fleet = new ServiceEnvironment(stack, 'Fleet', { capacity: 16 });
  new SageMakerQueue(stack, 'Nightly', { priority: 1, environment: fleet });
  new SageMakerQueue(stack, 'Shared', { priority: 2, environment: fleet, shares: { a: 4, 'b*': 1 } });
  new SageMakerQueue(stack, 'Training', {
    priority: 1000,
    environment: new ServiceEnvironment(stack, 'Gpus', { capacity: { 'ml.g6.xlarge': 8 } }),
    quotaShares: { vision: { capacity: { 'ml.g6.xlarge': 5 }, sharing: 'LEND_AND_BORROW', borrowLimit: 0 } },
    terminateWithoutCapacityAfter: Duration.hours(24),
  });
  wrong?.(stack);
  app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8'));
  return pluginReports.flatMap(({ violations: found }: { violations: { ruleName: string }[] }) =>
    found.map(({ ruleName }) => ruleName),
  );
}

test('the validator and the rules that were measured on the service find nothing', () => {
  expect(violations()).toEqual([]);
});

test('those rules are on', () => {
  const capacityLimits = [{ capacityUnit: 'm5.large', maxCapacity: 1 }];
  const wrong = (stack: Stack) =>
    new CfnServiceEnvironment(stack, 'Wrong', { serviceEnvironmentType: 'SAGEMAKER_TRAINING', capacityLimits });
  expect(violations(wrong)).toEqual(['pf-batch-se-capacity-unit-value']);
});
