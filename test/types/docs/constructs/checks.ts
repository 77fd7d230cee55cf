// The example of docs/constructs/checks.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { acknowledgeFinding, BatchwrightChecks } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Size, Validations } from 'aws-cdk-lib';
import { align, emptyPlatform, given } from './given';

export function checks(this: Stack): void {
  const app = this.node.root;
  const { image } = given(this);
  const platform = emptyPlatform(this);

  const job = platform.addJob(align, { image, vcpus: 1, memory: Size.gibibytes(2), privileged: true });
  acknowledgeFinding(job, 'PRIVILEGED', 'mounts loop devices; its compute runs nothing else');

  Validations.of(app).addPlugins(new BatchwrightChecks());
}
