/** Type tests of metrics, events and alarms: every line compiles, or is expected not to. */
import { BatchPlatform, Compute, defineJob, definePlatform, type EventTarget, unchecked } from '@batchwright/cdk';
import { Duration, type Stack } from 'aws-cdk-lib';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

declare const stack: Stack;
declare const vpc: IVpc;
declare const topic: ITopic;
declare const queue: IQueue;
declare const handler: IFunction;
declare const log: ILogGroup;
declare const bucket: IBucket;
declare const maybe: Duration | undefined;

const align = defineJob('align', { input: unchecked<{ readonly sample: string }>() });
const platform = new BatchPlatform(stack, 'Genomes', {
  platform: definePlatform('genomes', { queues: ['urgent', 'nightly'], jobs: [align] }),
  vpc,
  compute: { spot: Compute.spot({ maxvCpus: 64 }) },
  queues: { urgent: { priority: 10, compute: ['spot'] }, nightly: { priority: 1, compute: ['spot'] } },
});

// Metrics by the service's names, of the contract's queues.
platform.metric('urgent', 'JobsMovedToFailed').createAlarm(stack, 'Own', { threshold: 1, evaluationPeriods: 1 });
platform.metric('nightly', 'JobAttemptDuration', { statistic: 'p90' });
// @ts-expect-error: widely quoted, and not published
platform.metric('urgent', 'JobsFailed');
// @ts-expect-error: no such queue
platform.metric('weekly', 'JobsSubmitted');

// Events: statuses that have one, to four kinds of targets.
const targets: readonly EventTarget[] = [topic, queue, handler, log];
for (const target of targets) platform.onJobs('Failed', { states: ['FAILED', 'SUCCEEDED'] }, target);
platform.onJobs('Some', { states: ['FAILED'], queues: ['nightly'], jobs: ['align'], maxEventAge: maybe }, topic)
  .ruleArn;
platform.onQueueBlocked('Blocked', { queues: ['urgent'], retryAttempts: 3 }, queue);
// @ts-expect-error: a submission has no event
platform.onJobs('Submitted', { states: ['SUBMITTED'] }, topic);
// @ts-expect-error: states is missing
platform.onJobs('All', {}, topic);
// @ts-expect-error: no such job
platform.onJobs('Stray', { states: ['FAILED'], jobs: ['stray'] }, topic);
// @ts-expect-error: no such queue
platform.onQueueBlocked('Weekly', { queues: ['weekly'] }, topic);
// @ts-expect-error: events do not go to a bucket
platform.onJobs('Bucket', { states: ['FAILED'] }, bucket);

// Alarms: numbers for counts, a duration for time.
platform.alarms('Ops', {
  notify: topic,
  queues: ['urgent'],
  failures: { threshold: 5, period: Duration.minutes(15) },
  timeInRunnable: { threshold: Duration.minutes(30) },
  blocked: false,
}).all[0]?.alarmArn;
// @ts-expect-error: somebody must be told
platform.alarms('Silent', {});
// @ts-expect-error: a time is a Duration
platform.alarms('Number', { notify: topic, timeInRunnable: { threshold: 30 } });
// Depth: counted by a probe.
const probe = platform.depthProbe({ queues: ['urgent'], interval: Duration.minutes(2) });
probe.metric('urgent', 'JobsWaiting').createAlarm(stack, 'OwnDepth', { threshold: 1, evaluationPeriods: 1 });
platform.alarms('Depth', { notify: topic, queues: ['urgent'], depth: { over: 100, for: Duration.minutes(10) } });
// @ts-expect-error: over how many?
platform.alarms('Deep', { notify: topic, depth: { threshold: 100 } });
// @ts-expect-error: no such queue
platform.depthProbe({ queues: ['weekly'] });
// @ts-expect-error: a metric of Batch, not of the probe
probe.metric('urgent', 'JobsMovedToFailed');

// Dashboard, history, budget.
platform.dashboard('Dashboard', { queues: ['nightly'] }).dashboardArn;
platform.eventHistory('History', { states: ['FAILED'] }).logGroup.logGroupArn;
platform.budget('Monthly', { monthly: 500, tag: 'team', emails: ['ops@example.com'] }).budget.ref;
// @ts-expect-error: a budget is by a tag
platform.budget('All', { monthly: 500, notify: topic });
// @ts-expect-error: a submission has no event
platform.eventHistory('Submissions', { states: ['SUBMITTED'] });

// The examples of docs/constructs/event-queue.md and cost.md.
const contract = definePlatform('genomes', { queues: ['urgent'], jobs: [align] });
const props = {
  platform: contract,
  vpc,
  compute: { spot: Compute.spot({ maxvCpus: 64 }) },
  queues: { urgent: { priority: 10, compute: ['spot'] } },
} as const;
new BatchPlatform(stack, 'Followed', { ...props, eventQueue: true });
new BatchPlatform(stack, 'Kept', { ...props, eventQueue: { retention: Duration.days(1), states: ['FAILED'] } });
const billed = new BatchPlatform(stack, 'Billed', { ...props, costTags: { project: 'photos' } });
billed.budget('Monthly', { monthly: 500, tag: 'project', emails: ['ops@example.com'], notify: topic });
// @ts-expect-error: a submission has no event
new BatchPlatform(stack, 'Early', { ...props, eventQueue: { states: ['SUBMITTED'] } });
// @ts-expect-error: values are texts
new BatchPlatform(stack, 'Number', { ...props, costTags: { project: 7 } });
