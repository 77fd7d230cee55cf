import { BatchPlatform, Compute, defineJob, definePlatform, unchecked } from '@batchwright/cdk';
import { Duration, Size, Stack, type StackProps } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Repository, TagMutability } from 'aws-cdk-lib/aws-ecr';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

const transform = defineJob('transform', { input: unchecked<{ input: string }>() });
const report = defineJob('report', { input: unchecked<{ date: string }>() });
const contract = definePlatform('baseline', { queues: ['urgent', 'nightly', 'light'], jobs: [transform, report] });

export class BatchwrightStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly vpc: IVpc; readonly email: string }) {
    super(scope, id, props);
    const encryptionKey = new Key(this, 'Key', { enableKeyRotation: true });
    const bucket = { enforceSSL: true, blockPublicAccess: BlockPublicAccess.BLOCK_ALL };
    const accessLogs = new Bucket(this, 'AccessLogs', {
      ...bucket,
      lifecycleRules: [{ expiration: Duration.days(90) }],
    });
    const kept = {
      ...bucket,
      encryption: BucketEncryption.KMS,
      encryptionKey,
      bucketKeyEnabled: true,
      versioned: true,
    };
    const input = new Bucket(this, 'Input', { ...kept, serverAccessLogsBucket: accessLogs });
    const output = new Bucket(this, 'Output', { ...kept, serverAccessLogsBucket: accessLogs });
    const images = new Repository(this, 'Repository', {
      imageScanOnPush: true,
      imageTagMutability: TagMutability.IMMUTABLE,
      lifecycleRules: [{ maxImageCount: 50 }],
    });
    const platform = new BatchPlatform(this, 'Platform', {
      platform: contract,
      vpc: props.vpc,
      compute: {
        steady: Compute.onDemand({ maxvCpus: 64 }),
        spot: Compute.spot({ maxvCpus: 512 }),
        light: Compute.fargate({ maxvCpus: 64 }),
      },
      queues: {
        urgent: { priority: 100, compute: ['steady', 'spot'] },
        nightly: {
          priority: 50,
          compute: ['spot', 'steady'],
          shares: { interactive: 2, 'nightly*': 1 },
          shareDecay: Duration.hours(1),
          computeReservation: 10,
        },
        light: { priority: 10, compute: ['light'] },
      },
    });
    const worker = { image: ContainerImage.fromEcrRepository(images, '1.0.0'), reads: [input], writes: [output] };
    const ec2 = { vcpus: 4, memory: Size.gibibytes(16), timeout: Duration.hours(6) };
    platform.addJob(transform, { ...worker, ...ec2, queues: ['nightly', 'urgent'], schedulingPriority: 10 });
    const fargate = { vcpus: 1, memory: Size.gibibytes(2), timeout: Duration.hours(1) };
    platform.addJob(report, { ...worker, ...fargate, queues: ['light'] });
    const alerts = new Topic(this, 'Alerts', { masterKey: encryptionKey, enforceSSL: true });
    alerts.addSubscription(new EmailSubscription(props.email));
    platform.alarms('Alarms', { notify: alerts });
    const submit = new LambdaFunction(this, 'Submit', {
      runtime: Runtime.NODEJS_22_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {};'),
      logGroup: new LogGroup(this, 'SubmitLogs', { retention: RetentionDays.ONE_MONTH, encryptionKey }),
    });
    platform.grants.submit(submit);
  }
}
