import { BatchPlatform, Compute, Network, prefix, Scheduled } from '@batchwright/cdk';
import { CfnOutput, Duration, Size, Stack, type StackProps, TimeZone, Validations } from 'aws-cdk-lib';
import { Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { ContainerImage } from 'aws-cdk-lib/aws-ecs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { closeOfBusiness, consolidate, risk, simulate } from './risk.contract';

/**
 * Value at risk, every night: 200 parts of 50,000 simulated days on Spot, then their consolidation on Fargate. In the day a
 * desk asks "what if" by a workflow, on instances that are there at once.
 */
export class RiskStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps & { readonly imageDirectory: string }) {
    super(scope, id, props);
    const books = new Bucket(this, 'Books', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        { noncurrentVersionExpiration: Duration.days(90) },
        { prefix: 'losses/', expiration: Duration.days(30) },
      ],
    });
    Validations.of(books).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'CloudTrail has data events of this bucket, in the trail of the whole organization',
    });

    const platform = new BatchPlatform(this, 'Risk', {
      platform: risk,
      network: Network.nat(),
      compute: {
        spot: Compute.spot({ maxvCpus: 256 }),
        steady: Compute.onDemand({ maxvCpus: 32 }),
        serverless: Compute.fargate({ maxvCpus: 16 }),
      },
      queues: {
        intraday: { priority: 100, compute: ['steady'], cancelWithoutCapacityAfter: Duration.minutes(30) },
        overnight: { priority: 10, compute: ['spot', 'steady'] },
        reports: { priority: 10, compute: ['serverless'] },
      },
      costTags: { desk: 'risk' },
    });
    const image = ContainerImage.fromAsset(props.imageDirectory, { platform: Platform.LINUX_AMD64 });
    const environment = { BOOKS: books.bucketName };
    const simulation = platform.addJob(simulate, {
      image,
      vcpus: 1,
      memory: Size.mebibytes(1800),
      queues: ['overnight', 'intraday'],
      timeout: Duration.minutes(15),
      environment,
      reads: [prefix(books, 'books/')],
      writes: [prefix(books, 'losses/')],
    });
    const consolidation = platform.addJob(consolidate, {
      image,
      vcpus: 2,
      memory: Size.gibibytes(8),
      queues: ['reports'],
      timeout: Duration.minutes(30),
      environment,
      reads: [prefix(books, 'losses/')],
    });
    const night = platform.addJob(closeOfBusiness, {
      image,
      vcpus: 0.25,
      memory: Size.gibibytes(1),
      queues: ['reports'],
      timeout: Duration.minutes(15),
    });
    platform.grants.submit(night);
    night.onSchedule('Nightly', {
      schedule: ScheduleExpression.cron({ weekDay: 'MON-FRI', hour: '22', minute: '0' }),
      timeZone: TimeZone.EUROPE_LONDON,
      input: { at: Scheduled.TIME },
    });

    const simulated = simulation.asTask(this, 'Simulate', {
      queue: 'intraday',
      taskTimeout: Duration.hours(1),
      input: (state) => ({
        run: state.execution.text('Name'),
        book: state.text('book'),
        paths: state.number('paths'),
        seed: 1,
      }),
    });
    const consolidated = consolidation.asTask(this, 'Consolidate', {
      taskTimeout: Duration.hours(1),
      input: (state) => ({ run: state.text('output', 'run') }),
    });
    new StateMachine(this, 'WhatIf', {
      comment: 'Value at risk of a book that nobody holds yet: { "book": "books/what-if/….json", "paths": 100000 }',
      definitionBody: DefinitionBody.fromChainable(simulated.next(consolidated)),
      timeout: Duration.hours(2),
      tracingEnabled: true,
      logs: {
        destination: new LogGroup(this, 'WhatIfLogs', { retention: RetentionDays.ONE_MONTH }),
        level: LogLevel.ALL,
      },
    });

    const desk = new Topic(this, 'Desk', { enforceSSL: true });
    platform.onJobs('NightDone', { states: ['SUCCEEDED', 'FAILED'], jobs: ['consolidate'] }, desk);
    platform.eventHistory('History');
    platform.alarms('Alarms', { notify: desk, timeInRunnable: { threshold: Duration.minutes(30) } });
    platform.dashboard('Dashboard');
    new CfnOutput(this, 'BooksBucket', { value: books.bucketName });
  }
}
