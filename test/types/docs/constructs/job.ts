// The example of docs/constructs/job.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { prefix, Retry } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Duration, Size } from 'aws-cdk-lib';
import { UlimitName } from 'aws-cdk-lib/aws-batch';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { align, emptyPlatform, given } from './given';

export function job(this: Stack): void {
  const { vpc, image, samples, results } = given(this);
  const platform = emptyPlatform(this);
  const accessPoint = new FileSystem(this, 'Reference', { vpc }).addAccessPoint('Genomes');

  platform.addJob(align, {
    image,
    vcpus: 8,
    memory: Size.mebibytes(30_000),
    timeout: Duration.hours(4),
    reads: [prefix(samples, 'in/')],
    writes: [results],
    fileSystems: [{ from: accessPoint, path: '/mnt/reference' }],
    ulimits: [{ name: UlimitName.NOFILE, softLimit: 65_536, hardLimit: 65_536 }],
    retry: [Retry.onSpotReclaim(), Retry.onImagePull(), Retry.onRetryableError(), Retry.exit()],
  });
}
