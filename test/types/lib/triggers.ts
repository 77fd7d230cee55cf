/** Type tests of the triggers: every line compiles, or is expected not to. Checked by `npm run test:types`. */
import {
  type BatchJob,
  type BatchPlatform,
  defineJob,
  type JobProps,
  type JobSchedule,
  Scheduled,
  unchecked,
} from '@batchwright/cdk';
import { Aws, Duration, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';

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
