// Examples of docs/findings.md and docs/living-with-cdk.md, compiled. That both are the same is checked by
// test/runtime/docs.test.ts.
import { BatchwrightChecks } from '@batchwright/cdk';
import { App, Validations } from 'aws-cdk-lib';
import type { CfnComputeEnvironment, CfnJobQueue } from 'aws-cdk-lib/aws-batch';
import type { IConstruct } from 'constructs';

export function checks(): void {
  const app = new App();
  Validations.of(app).addPlugins(new BatchwrightChecks());
}

export function checksWithoutValidations(): App {
  const app: App = new App({ policyValidationBeta1: [new BatchwrightChecks({ app: () => app })] });
  return app;
}

export function fromTheL2(platform: {
  readonly queues: { readonly main: IConstruct };
  readonly computeEnvironments: { readonly light: IConstruct };
}): void {
  const queue = platform.queues.main.node.defaultChild as CfnJobQueue;
  queue.overrideLogicalId('Main7C0B1F2A');
  const compute = platform.computeEnvironments.light.node.defaultChild as CfnComputeEnvironment;
  compute.overrideLogicalId('Compute5E0C4D11');
  compute.type = 'managed';
}
