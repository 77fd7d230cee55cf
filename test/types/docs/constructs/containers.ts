// The example of docs/constructs/containers.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.

import type { Stack } from 'aws-cdk-lib';
import { Duration, Size } from 'aws-cdk-lib';
import { align, emptyPlatform, given } from './given';

export function containers(this: Stack): void {
  const { image } = given(this);
  const [fetcher, proxy, fluentBit] = [image, image, image];
  const platform = emptyPlatform(this);

  platform.addJob(align, {
    image,
    vcpus: 2,
    memory: Size.gibibytes(4),
    dependsOn: { prepare: 'SUCCESS', proxy: 'START' },
    sharedDirectories: ['/var/run/proxy'],
    sidecars: {
      prepare: { image: fetcher, vcpus: 1, memory: Size.gibibytes(1) },
      proxy: { image: proxy, vcpus: 1, memory: Size.mebibytes(512), stopTimeout: Duration.seconds(20) },
    },
    logRouter: {
      image: fluentBit,
      vcpus: 1,
      memory: Size.mebibytes(256),
      options: { Name: 'kinesis_streams', region: this.region, stream: 'jobs' },
    },
  });
}
