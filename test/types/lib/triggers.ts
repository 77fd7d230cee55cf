/** Type tests of the triggers: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import {
  type BatchJob,
  type BatchPlatform,
  defineJob,
  type JobProps,
  type JobSchedule,
  type JobTrigger,
  Scheduled,
  unchecked,
} from '@batchwright/cdk';
import { Aws, Duration, TimeZone } from 'aws-cdk-lib';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';

declare const platform: BatchPlatform<'urgent' | 'nightly', 'align', 'spot'>;
declare const props: JobProps<'urgent' | 'nightly'>;
declare const maybe: Duration | undefined;

const align = defineJob('align', { input: unchecked<{ readonly sample: string; readonly reads?: number }>() });
const job = platform.addJob(align, props);
const schedule = ScheduleExpression.rate(Duration.hours(1));

// The input is the contract's.
const made: JobSchedule = job.onSchedule('Fine', { schedule, input: { sample: 'a', reads: 2 } });
made.schedule.attrArn.trim();
// @ts-expect-error: sample is missing
job.onSchedule('Missing', { schedule, input: {} });
// @ts-expect-error: sample is a text
job.onSchedule('Number', { schedule, input: { sample: 1 } });
// @ts-expect-error: the contract has no such field
job.onSchedule('Unknown', { schedule, input: { sample: 'a', samples: 2 } });
// @ts-expect-error: there is no input
job.onSchedule('None', { schedule });

// Texts of the schedule's context, and of the deployment, are texts.
job.onSchedule('Context', { schedule, input: { sample: `${Aws.REGION}/${Scheduled.TIME}` } });
// @ts-expect-error: a keyword is a text
job.onSchedule('Attempt', { schedule, input: { sample: 'a', reads: Scheduled.ATTEMPT_NUMBER } });
// @ts-expect-error: no such keyword
Scheduled.YESTERDAY;

// The queue is the platform's, times have units.
job.onSchedule('Queue', { schedule, input: { sample: 'a' }, queue: 'nightly', timeZone: TimeZone.EUROPE_BERLIN });
// @ts-expect-error: the platform has no such queue
job.onSchedule('Typo', { schedule, input: { sample: 'a' }, queue: 'nigthly' });
// @ts-expect-error: a window is a Duration
job.onSchedule('Window', { schedule, input: { sample: 'a' }, flexibleWindow: 15 });
// @ts-expect-error: a schedule is an expression of the CDK
job.onSchedule('Text', { schedule: 'rate(1 hour)', input: { sample: 'a' } });
job.onSchedule('Maybe', { schedule, input: { sample: 'a' }, timeout: maybe, maxEventAge: maybe });

// Whoever does not care for inputs may take any job.
const anyJob: BatchJob = job;
anyJob.logGroup.logGroupName.trim();
platform.jobs.get('align')?.onSchedule('ByName', { schedule, input: { anything: true } });

// An object's members are texts and numbers, and its version may be missing.
declare const bucket: IBucket;
const upload: JobTrigger = job.onObjectCreated('Fine', {
  bucket,
  prefix: 'in/',
  input: (object) => ({ sample: `${object.bucket}/${object.key}`, reads: object.size }),
});
upload.rule.ruleArn.trim();
// @ts-expect-error: sample is missing
job.onObjectCreated('Missing', { bucket, input: (object) => ({ reads: object.size }) });
// @ts-expect-error: size is a number
job.onObjectCreated('Size', { bucket, input: (object) => ({ sample: object.size }) });
// @ts-expect-error: the bucket may have no versions
job.onObjectCreated('Version', { bucket, input: (object) => ({ sample: object.versionId }) });
// @ts-expect-error: the contract has no such field
job.onObjectCreated('Unknown', { bucket, input: ({ key }) => ({ sample: key, samples: key }) });
// @ts-expect-error: an input is made of the object
job.onObjectCreated('None', { bucket });
// @ts-expect-error: the platform has no such queue
job.onObjectCreated('Typo', { bucket, queue: 'nigthly', input: ({ key }) => ({ sample: key }) });

// So are parts of any event, with the type that is asked for.
const eventPattern = { source: ['shop'] };
job.onEvent('Fine', {
  eventPattern,
  input: (event) => ({ sample: event.text('detail', 'id'), reads: event.number('detail', 'items', 0, 'count') }),
});
job.onEvent('Value', { eventPattern, input: (event) => event.value<{ sample: string }>('detail') });
// @ts-expect-error: reads is a number
job.onEvent('Text', { eventPattern, input: (event) => ({ sample: event.id, reads: event.text('detail', 'n') }) });
// @ts-expect-error: a path has a name, at least
job.onEvent('Path', { eventPattern, input: (event) => ({ sample: event.text() }) });
job.onEvent('Constant', { eventPattern, parameters: { mode: 'full' } });
job.onEvent('Built', { eventPattern, parameters: (event) => ({ mode: event.text('detail', 'mode') }) });
// @ts-expect-error: either an input or parameters
job.onEvent('Both', { eventPattern, parameters: { mode: 'full' }, input: () => ({ sample: 'a' }) });
// @ts-expect-error: neither
job.onEvent('Neither', { eventPattern });

// A task knows what its job returns.
declare const scope: Construct;
const count = platform.addJob(
  defineJob('align', {
    input: unchecked<{ readonly sample: string }>(),
    output: unchecked<{ readonly reads: number }>(),
  }),
  props,
);
const task = count.asTask(scope, 'Count', { input: (state) => ({ sample: state.execution.text('Name') }) });
task.output('reads').trim();
task.next(task).next(task);
// @ts-expect-error: the job returns no such field
task.output('read');
// @ts-expect-error: the contract has no such field
count.asTask(scope, 'Unknown', { input: (state) => ({ sample: state.text('s'), other: 1 }) });
