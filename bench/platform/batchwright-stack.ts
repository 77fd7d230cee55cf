import { BatchPlatform, Compute, defineJob, definePlatform, JobRepository, unchecked } from '@batchwright/cdk';
import { Duration, aws_kms as kms, Size, Stack, type StackProps, aws_s3 as s3, aws_sns as sns } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

const transform = defineJob('transform', { input: unchecked<{ input: string }>() });
const report = defineJob('report', { input: unchecked<{ date: string }>() });
const contract = definePlatform('baseline', { queues: ['urgent', 'nightly', 'light'], jobs: [transform, report] });

export class BatchwrightStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly vpc: IVpc; readonly email: string }) {
    super(scope, id, props);
    const encryptionKey = new kms.Key(this, 'Key', { enableKeyRotation: true });
    const bucket = { enforceSSL: true, blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL };
    const expiration = Duration.days(90);
    const accessLogs = new s3.Bucket(this, 'AccessLogs', { ...bucket, lifecycleRules: [{ expiration }] });
    const encrypted = { encryption: s3.BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true };
    const kept = { ...bucket, ...encrypted, versioned: true, serverAccessLogsBucket: accessLogs };
    const input = new s3.Bucket(this, 'Input', kept);
    const output = new s3.Bucket(this, 'Output', kept);

    const fair = { shares: { interactive: 2, 'nightly*': 1 }, shareDecay: Duration.hours(1), computeReservation: 10 };
    const platform = new BatchPlatform(this, 'Batch', {
      platform: contract,
      vpc: props.vpc,
      compute: {
        steady: Compute.onDemand({ maxvCpus: 64 }),
        spot: Compute.spot({ maxvCpus: 512 }),
        light: Compute.fargate({ maxvCpus: 64 }),
      },
      queues: {
        urgent: { priority: 100, compute: ['steady', 'spot'] },
        nightly: { priority: 50, compute: ['spot', 'steady'], ...fair },
        light: { priority: 10, compute: ['light'] },
      },
    });
    const image = new JobRepository(this, 'Repository').image('1.0.0');
    const worker = { image, reads: [input], writes: [output], logEncryptionKey: encryptionKey };
    const large = { vcpus: 4, memory: Size.gibibytes(16), timeout: Duration.hours(6), schedulingPriority: 10 };
    platform.addJob(transform, { ...worker, ...large, queues: ['nightly', 'urgent'] });
    const small = { vcpus: 1, memory: Size.gibibytes(2), timeout: Duration.hours(1) };
    platform.addJob(report, { ...worker, ...small, queues: ['light'] });

    const alerts = new sns.Topic(this, 'Alerts', { masterKey: encryptionKey, enforceSSL: true });
    alerts.addSubscription(new EmailSubscription(props.email));
    platform.onJobs('Failed', { states: ['FAILED'] }, alerts);
    const logging = { retention: RetentionDays.ONE_MONTH, encryptionKey };
    platform.eventHistory('History', { states: ['SUCCEEDED', 'FAILED'], ...logging });
    platform.alarms('Alarms', { notify: alerts, failures: { threshold: 5 }, timeInRunnable: false });
    platform.dashboard('Dashboard');

    const role = new Role(this, 'SubmitRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(this, 'SubmitLogs', logging);
    logGroup.grantWrite(role);
    const code = lambda.Code.fromInline('exports.handler = async () => {};');
    const main = { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code, role, logGroup };
    platform.grants.submit(new lambda.Function(this, 'Submit', main));
  }
}
