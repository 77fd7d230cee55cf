// An example of the README, compiled. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform, Compute, prefix } from '@batchwright/cdk';
import { Duration, Size } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { photos } from './platform.contract';
import { thumbnail } from './thumbnail.contract';

declare const vpc: IVpc;
declare const uploads: IBucket;
declare const results: IBucket;
declare const uploadHandler: IFunction;

export function infra(this: Construct): void {
  const platform = new BatchPlatform(this, 'Photos', {
    platform: photos,
    vpc,
    compute: { spot: Compute.spot({ maxvCpus: 64 }), steady: Compute.onDemand({ maxvCpus: 16 }) },
    queues: {
      urgent: { priority: 100, compute: ['steady'] },
      standard: { priority: 50, compute: ['spot', 'steady'] },
    },
  });
  platform.addJob(thumbnail, {
    image: ContainerImage.fromAsset('worker'),
    vcpus: 1,
    memory: Size.gibibytes(2),
    timeout: Duration.minutes(15),
    reads: [prefix(uploads, 'in/')],
    writes: [results],
  });
  platform.grants.submit(uploadHandler);
}
