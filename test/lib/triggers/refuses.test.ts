import type { ScheduleProps } from '@batchwright/cdk';
import { CfnParameter, Duration, Fn, TimeZone } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { Queue as SqsQueue } from 'aws-cdk-lib/aws-sqs';
import { refusal } from '../fixture';
import { type Queue, reportJob, scheduled, scheduleProps } from './scheduled-job';

const PATH = 'Test/Reports/Jobs/report/Schedules/Nightly';

type Props = Partial<ScheduleProps<unknown, Queue>>;
const refused = (props: Props, of = reportJob()) => refusal(() => of.job.onSchedule('Nightly', scheduleProps(props)));

const many = (count: number, key = (i: number) => `k${i}`) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [key(i), 'v']));

test.each<[string, Props, string, RegExp]>([
  ['a queue that the job does not have', { queue: 'weekly' as never }, 'UNKNOWN_QUEUE', /"weekly".*urgent, nightly/],
  ['an expression that is none', { schedule: ScheduleExpression.expression('daily') }, 'INVALID_SCHEDULE', /"daily"/],
  ['a time zone that is none', { timeZone: TimeZone.of('Europe/Berln') }, 'INVALID_SCHEDULE', /Europe\/Berln/],
  [
    'two time zones',
    {
      schedule: ScheduleExpression.cron({ timeZone: TimeZone.ASIA_TOKYO }),
      timeZone: TimeZone.EUROPE_BERLIN,
    },
    'INVALID_SCHEDULE',
    /Europe\/Berlin.*Asia\/Tokyo/,
  ],
  ['a start that is no date', { start: new Date('soon') }, 'INVALID_SCHEDULE', /start is not a valid date/],
  ['an end that is no date', { end: new Date('late') }, 'INVALID_SCHEDULE', /end is not a valid date/],
  [
    'an end before the start',
    { start: new Date('2027-01-01'), end: new Date('2026-01-01') },
    'INVALID_SCHEDULE',
    /start 2027.*end 2026/,
  ],
  ['a window below a minute', { flexibleWindow: Duration.seconds(30) }, 'OUT_OF_RANGE', /flexibleWindow.*0\.5/],
  ['a window above a day', { flexibleWindow: Duration.hours(25) }, 'OUT_OF_RANGE', /flexibleWindow.*1440/],
  [
    'an input that JSON would change',
    { input: { a: [{ at: new Date(0) }] } },
    'INVALID_INPUT',
    /input\.a\.0\.at: a Date/,
  ],
  ['a number that JSON would change', { input: { ratio: Number.NaN } }, 'INVALID_INPUT', /input\.ratio: NaN/],
  ['no input', { input: undefined }, 'INVALID_INPUT', /input: undefined/],
  [
    'a list that only the deployment knows',
    { input: { zones: Fn.getAzs() } },
    'INVALID_INPUT',
    /input\.zones: a list .* Fn\.join/,
  ],
  [
    'a keyword that Scheduler does not know',
    { input: { at: '<aws.scheduler.time>' } },
    'INVALID_INPUT',
    /<aws\.scheduler\.time>/,
  ],
  ['an input that no submission carries', { input: 'x'.repeat(7200) }, 'INPUT_TOO_LARGE', /7\d{3} bytes.* 7168 /],
  ['a share on a queue without', { shareIdentifier: 'science' }, 'NO_FAIR_SHARE', /shareIdentifier.*"urgent"/],
  ['a priority on a queue without shares', { schedulingPriority: 1 }, 'NO_FAIR_SHARE', /schedulingPriority/],
  ['no share on a queue with shares', { queue: 'shared' }, 'MISSING_SHARE', /"shared".*shareIdentifier/],
  [
    'a share that the service would refuse',
    { queue: 'shared', shareIdentifier: 'a b' },
    'INVALID_SHARES',
    /shareIdentifier is "a b"/,
  ],
  [
    'a priority out of range',
    { queue: 'shared', shareIdentifier: 'science', schedulingPriority: 10_000 },
    'OUT_OF_RANGE',
    /schedulingPriority is 10000.*9999/,
  ],
  ['more tags than the service takes', { tags: many(51) }, 'INVALID_TAGS', /51.*at most 50/],
  ['a tag of AWS itself', { tags: { 'aws:x': 'v' } }, 'INVALID_TAGS', /aws:x/],
  ['a long key of a tag', { tags: many(1, () => 'k'.repeat(129)) }, 'INVALID_TAGS', /128/],
  ['a long value of a tag', { tags: { k: 'v'.repeat(257) } }, 'INVALID_TAGS', /"k" has 257.*256/],
  ['too many attempts', { attempts: 11 }, 'INVALID_RETRY', /attempts is 11/],
  ['a time below a minute', { timeout: Duration.seconds(59) }, 'OUT_OF_RANGE', /timeout is 59/],
  ['too many retries', { retryAttempts: 186 }, 'OUT_OF_RANGE', /retryAttempts is 186.*185/],
  ['retries below none', { retryAttempts: -1 }, 'OUT_OF_RANGE', /retryAttempts is -1/],
  ['retries for too short', { maxEventAge: Duration.seconds(59) }, 'OUT_OF_RANGE', /maxEventAge is 59/],
  ['retries for too long', { maxEventAge: Duration.hours(25) }, 'OUT_OF_RANGE', /maxEventAge is 90000/],
  [
    'attempts that outlive the workspace',
    { attempts: 10, timeout: Duration.days(4) },
    'WORKSPACE_EXPIRES_TOO_SOON',
    /attempts x timeout/,
  ],
])('refuses %s, where it stands', (_what, props, code, message) => {
  expect(refused(props)).toEqual({ code, path: PATH, message: expect.stringMatching(message) });
});

test('refuses a FIFO queue for dead letters', () => {
  const of = reportJob();
  const deadLetterQueue = new SqsQueue(of.stack, 'Given', { fifo: true });
  expect(refused({ deadLetterQueue }, of)).toMatchObject({ code: 'INVALID_DEAD_LETTER_QUEUE', path: PATH });
});

test('takes an input as large as the submission can carry, quotes escaped', () => {
  const overhead = JSON.stringify([{ name: 'BATCHWRIGHT_INPUT', value: '""' }]).length;
  const fits = 'x'.repeat(7168 - overhead);
  expect(() => scheduled({ input: fits })).not.toThrow();
  expect(refused({ input: `${fits}x` }).code).toBe('INPUT_TOO_LARGE');
});

test('counts keywords by the longest value that they can get', () => {
  const many = Array.from({ length: 40 }, () => '<aws.scheduler.schedule-arn>');
  expect(refused({ input: many }).code).toBe('INPUT_TOO_LARGE');
});

test('leaves out of account what only the deployment knows', () => {
  const of = reportJob();
  const text = new CfnParameter(of.stack, 'Text').valueAsString;
  expect(() => scheduled({ input: Array.from({ length: 300 }, () => text) }, of)).not.toThrow();
});
