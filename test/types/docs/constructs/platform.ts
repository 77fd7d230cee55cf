// The example of docs/constructs/platform.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform, Compute } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Size } from 'aws-cdk-lib';
import { photos } from '../platform.contract';
import { thumbnail } from '../thumbnail.contract';
import { given } from './given';

export function platform(this: Stack): void {
  const { vpc, image, samples: uploads, results, handler: uploadHandler } = given(this);

  const platform = new BatchPlatform(this, 'Photos', {
    platform: photos,
    vpc,
    compute: { spot: Compute.spot({ maxvCpus: 64 }), steady: Compute.onDemand({ maxvCpus: 16 }) },
    queues: {
      urgent: { priority: 100, compute: ['steady'] },
      standard: { priority: 50, compute: ['spot', 'steady'] },
    },
  });
  platform.addJob(thumbnail, { image, vcpus: 1, memory: Size.gibibytes(2), reads: [uploads], writes: [results] });
  platform.grants.submit(uploadHandler);
}
