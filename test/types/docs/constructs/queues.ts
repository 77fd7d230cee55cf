// The example of docs/constructs/queues.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform, Compute } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { addAlign, given, research } from './given';

export function queues(this: Stack): void {
  const { vpc } = given(this);

  const platform = new BatchPlatform(this, 'Research', {
    platform: research,
    vpc,
    compute: { spot: Compute.spot({ maxvCpus: 256 }), steady: Compute.onDemand({ maxvCpus: 32 }) },
    queues: {
      urgent: { priority: 100, compute: ['steady'] },
      standard: { priority: 10, compute: ['spot', 'steady'], shares: { genomics: 40, climate: 30, 'ext-*': 5 } },
    },
  });

  addAlign(this, platform);
}
