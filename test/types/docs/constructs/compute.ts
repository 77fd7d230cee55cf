// The example of docs/constructs/compute.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform, Compute } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { addAlign, given, research } from './given';

export function compute(this: Stack): void {
  const { vpc } = given(this);

  const platform = new BatchPlatform(this, 'Research', {
    platform: research,
    vpc,
    compute: {
      spot: Compute.spot({ maxvCpus: 256, architecture: 'arm64' }),
      steady: Compute.onDemand({ maxvCpus: 32, architecture: 'arm64' }),
    },
    queues: {
      urgent: { priority: 100, compute: ['steady'] },
      standard: { priority: 50, compute: ['spot', 'steady'] },
    },
  });

  addAlign(this, platform);
}
