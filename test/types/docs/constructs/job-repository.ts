// The example of docs/constructs/job-repository.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { JobRepository } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Duration, Size } from 'aws-cdk-lib';
import { align, emptyPlatform } from './given';

export function jobRepository(this: Stack): void {
  const platform = emptyPlatform(this);

  const images = new JobRepository(this, 'Images', { longestRun: Duration.days(3) });
  platform.addJob(align, { image: images.image('1.4.0'), vcpus: 1, memory: Size.gibibytes(2) });
}
