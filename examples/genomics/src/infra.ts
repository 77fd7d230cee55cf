import { BatchNetwork, BatchPlatform, Compute, Network, prefix } from '@batchwright/cdk';
import { CfnOutput, Duration, Size, Stack, type StackProps } from 'aws-cdk-lib';
import { InstanceClass } from 'aws-cdk-lib/aws-ec2';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { FileSystem, LifecyclePolicy } from 'aws-cdk-lib/aws-efs';
import { AnyPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type BucketProps } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import { align, genomics } from './align.contract';

/** The teams that share the cohort queue, each with a folder of the bucket of samples, and what they are entitled to. */
const TEAMS = { oncology: 50, cardiology: 30, rareDisease: 20 };

/**
 * 500 genomes a week, each about 4 hours on 8 vCPUs and 32 GB: 12 at a time on average, 64 at most. Files in `clinical/`
 * start on demand at once, those of the teams on Spot with on-demand instances behind it.
 */
export class GenomicsStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { readonly imageDirectory: string; readonly email: string },
  ) {
    super(scope, id, props);
    const network = new BatchNetwork(this, 'Network', Network.isolated());
    // Who has read or written a patient's data is asked years later.
    const accessLogs = closedBucket(this, 'AccessLogs', { lifecycleRules: [{ expiration: Duration.days(3 * 365) }] });
    const samples = closedBucket(this, 'Samples', {
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'samples/',
    });
    const results = closedBucket(this, 'Results', {
      serverAccessLogsBucket: accessLogs,
      serverAccessLogsPrefix: 'results/',
      lifecycleRules: [{ prefix: 'parts/', expiration: Duration.days(14) }],
    });
    const reference = new FileSystem(this, 'Reference', {
      vpc: network.vpc,
      vpcSubnets: network.subnets,
      encrypted: true,
      lifecyclePolicy: LifecyclePolicy.AFTER_30_DAYS,
      // Whoever reaches it may read. The policy that is there otherwise lets them write, too; now only those whose own
      // policy says so, who load a genome into it.
      allowAnonymousAccess: true,
      fileSystemPolicy: new PolicyDocument({
        statements: [
          new PolicyStatement({
            principals: [new AnyPrincipal()],
            actions: ['elasticfilesystem:ClientMount'],
            conditions: { Bool: { 'elasticfilesystem:AccessedViaMountTarget': 'true' } },
          }),
        ],
      }),
    });

    const platform = new BatchPlatform(this, 'Genomics', {
      platform: genomics,
      network,
      compute: {
        spot: Compute.spot({
          maxvCpus: 512,
          instanceClasses: [InstanceClass.M7I, InstanceClass.M6I, InstanceClass.R7I],
        }),
        steady: Compute.onDemand({ maxvCpus: 64, instanceClasses: [InstanceClass.M7I, InstanceClass.M6I] }),
      },
      queues: {
        clinical: { priority: 100, compute: ['steady'] },
        cohort: { priority: 10, compute: ['spot', 'steady'], shares: TEAMS, shareDecay: Duration.hours(24) },
      },
      costTags: { project: 'genomics' },
    });
    const job = platform.addJob(align, {
      image: ContainerImage.fromAsset(props.imageDirectory, { platform: Platform.LINUX_AMD64 }),
      vcpus: 8,
      memory: Size.mebibytes(30_000),
      // Twice what a genome takes. What was aligned before an interruption is kept, so many attempts cost little.
      timeout: Duration.hours(8),
      attempts: 6,
      environment: { RESULTS: results.bucketName },
      reads: [samples, prefix(results, 'parts/')],
      writes: [prefix(results, 'parts/'), prefix(results, 'aligned/')],
      fileSystems: [{ from: reference, path: '/mnt/reference' }],
    });
    const uploaded = { bucket: samples, suffix: '.fastq' } as const;
    job.onObjectCreated('Clinical', {
      ...uploaded,
      prefix: 'clinical/',
      queue: 'clinical',
      input: (sample) => ({ bucket: sample.bucket, key: sample.key }),
    });
    for (const team of Object.keys(TEAMS)) {
      job.onObjectCreated(team, {
        ...uploaded,
        prefix: `${team}/`,
        queue: 'cohort',
        shareIdentifier: team,
        input: (sample) => ({ bucket: sample.bucket, key: sample.key }),
      });
    }

    const alerts = new Topic(this, 'Alerts', { enforceSSL: true });
    alerts.addSubscription(new EmailSubscription(props.email));
    platform.onJobs('Failed', { states: ['FAILED'] }, alerts);
    platform.depthProbe();
    platform.alarms('Alarms', {
      notify: alerts,
      queues: ['cohort'],
      timeInRunnable: { threshold: Duration.hours(12) },
      depth: { over: 500, for: Duration.minutes(15) },
    });
    platform.alarms('ClinicalAlarms', {
      notify: alerts,
      queues: ['clinical'],
      timeInRunnable: { threshold: Duration.minutes(15) },
      deadLetters: false,
    });
    platform.budget('Monthly', { monthly: 6000, tag: 'project', notify: alerts });
    new CfnOutput(this, 'SamplesBucket', { value: samples.bucketName });
    new CfnOutput(this, 'ResultsBucket', { value: results.bucketName });
  }
}

const closedBucket = (scope: Construct, id: string, props: BucketProps): Bucket =>
  new Bucket(scope, id, {
    encryption: BucketEncryption.S3_MANAGED,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    ...props,
  });
