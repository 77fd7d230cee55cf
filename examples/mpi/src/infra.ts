import { BatchPlatform, Compute, Network, prefix } from '@batchwright/cdk';
import { CfnOutput, Duration, Size, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType, PlacementGroup, PlacementGroupStrategy } from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { forecast, trainEmulator, weather } from './weather.contract';

/** Eight nodes side by side for an ensemble forecast, and GPUs on which an emulator of the model is trained. */
export class WeatherStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly imageDirectory: string; readonly trainerDirectory: string },
  ) {
    super(scope, id, props);
    const models = new Bucket(this, 'Models', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ prefix: 'checkpoints/', expiration: Duration.days(7) }],
    });
    Validations.of(models).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'what is in it can be trained again, and concerns nobody',
    });
    const node = InstanceType.of(InstanceClass.C7I, InstanceSize.XLARGE8);
    const platform = new BatchPlatform(this, 'Weather', {
      platform: weather,
      network: Network.isolated(),
      compute: {
        // Eight instances of 32 vCPUs, as near to each other as there are: latency is what a parallel model waits for.
        tight: Compute.onDemand({
          maxvCpus: 256,
          instanceTypes: [node],
          placementGroup: new PlacementGroup(this, 'Near', { strategy: PlacementGroupStrategy.CLUSTER }),
          minScaleDownDelay: Duration.minutes(20),
        }),
        gpu: Compute.spot({ maxvCpus: 64, instanceClasses: [InstanceClass.G6, InstanceClass.G5] }),
      },
      queues: {
        forecast: { priority: 10, compute: ['tight'], cancelWithoutCapacityAfter: Duration.hours(1) },
        training: { priority: 1, compute: ['gpu'] },
      },
      instanceVolume: Size.gibibytes(100),
      costTags: { project: 'weather' },
    });
    platform.addJob(forecast, {
      image: ContainerImage.fromAsset(props.imageDirectory, { platform: Platform.LINUX_AMD64 }),
      vcpus: 32,
      memory: Size.gibibytes(56),
      queues: ['forecast'],
      timeout: Duration.hours(2),
      nodes: { count: 8, instanceType: node },
    });
    platform.addJob(trainEmulator, {
      image: ContainerImage.fromAsset(props.trainerDirectory, { platform: Platform.LINUX_AMD64 }),
      vcpus: 4,
      memory: Size.gibibytes(14),
      gpus: 1,
      sharedMemory: Size.gibibytes(2),
      queues: ['training'],
      timeout: Duration.hours(12),
      // Every checkpoint is kept, so that Spot may take the machine.
      attempts: 10,
      environment: { MODELS: models.bucketName },
      reads: [prefix(models, 'checkpoints/')],
      writes: [models],
    });
    const alerts = new Topic(this, 'Alerts', { enforceSSL: true });
    platform.alarms('Alarms', { notify: alerts, timeInRunnable: { threshold: Duration.minutes(45) } });
    new CfnOutput(this, 'ModelsBucket', { value: models.bucketName });
  }
}
