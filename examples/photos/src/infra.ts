import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BatchPlatform, Compute } from '@batchwright/cdk';
import { CfnOutput, Duration, Size, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { contactSheet } from './contact-sheet.contract';
import { photos } from './platform.contract';
import { thumbnail } from './thumbnail.contract';

/** Photos in, thumbnails and contact sheets out: premium customers' photos on steady compute, all others on Spot first. */
export class PhotosStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly imageDirectory: string }) {
    super(scope, id, props);
    const vpc = photoNetwork(this);
    const uploads = photoBucket(this, 'Uploads');
    const results = photoBucket(this, 'Results');
    const image = ContainerImage.fromDockerImageAsset(
      new DockerImageAsset(this, 'Image', {
        directory: builtImage(props.imageDirectory),
        platform: Platform.LINUX_AMD64,
      }),
    );

    const platform = new BatchPlatform(this, 'Photos', {
      platform: photos,
      vpc,
      compute: {
        spot: Compute.spot({ maxvCpus: 64 }),
        steady: Compute.onDemand({ maxvCpus: 16 }),
      },
      queues: {
        urgent: { priority: 100, compute: ['steady'] },
        standard: { priority: 50, compute: ['spot', 'steady'] },
      },
    });
    platform.addJob(thumbnail, {
      image,
      vcpus: 1,
      memory: Size.gibibytes(2),
      queues: ['standard', 'urgent'],
      timeout: Duration.minutes(10),
      reads: [uploads],
      writes: [results],
    });
    platform.addJob(contactSheet, {
      image,
      vcpus: 1,
      memory: Size.gibibytes(4),
      queues: ['standard', 'urgent'],
      timeout: Duration.minutes(30),
      reads: [results],
      writes: [results],
    });

    new CfnOutput(this, 'UploadsBucket', { value: uploads.bucketName });
    new CfnOutput(this, 'ResultsBucket', { value: results.bucketName });
    new CfnOutput(this, 'ManifestPath', { value: platform.manifestPath });
  }
}

/** Two zones, private subnets behind one NAT gateway; S3 is reached without it. */
function photoNetwork(scope: Construct): ec2.Vpc {
  const vpc = new ec2.Vpc(scope, 'Network', {
    maxAzs: 2,
    natGateways: 1,
    gatewayEndpoints: { s3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    // Nothing uses the default group, and emptying it would take a Lambda function of its own.
    restrictDefaultSecurityGroup: false,
  });
  Validations.of(vpc).acknowledge({
    id: 'AwsSolutions-VPC7',
    reason: 'only jobs are in it, which nothing reaches and which reach HTTPS alone; their logs say what they did',
  });
  return vpc;
}

function photoBucket(scope: Construct, id: string): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    encryption: s3.BucketEncryption.S3_MANAGED,
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    lifecycleRules: [{ abortIncompleteMultipartUploadAfter: Duration.days(1) }],
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'whoever must know who has read a photo turns on data events of CloudTrail for all buckets at once',
  });
  return bucket;
}

/** The image's directory, once its worker and native libraries are staged there. */
function builtImage(directory: string): string {
  if (!existsSync(join(directory, 'worker.js'))) {
    throw new Error(
      `${directory} has no worker.js: the worker's image is not built; run: npm run build:image -w @batchwright/example-photos`,
    );
  }
  return directory;
}
