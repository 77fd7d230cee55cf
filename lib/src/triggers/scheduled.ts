/**
 * What EventBridge Scheduler knows of an invocation, for texts of a schedule's input: it puts the value where the keyword
 * stands, alone or inside a longer text. All are texts. Source: EventBridge Scheduler User Guide, "Adding context
 * attributes".
 *
 * @example
 * ```ts
 * job.onSchedule('Nightly', { schedule, input: { day: Scheduled.TIME, report: `reports/${Scheduled.TIME}.csv` } });
 * ```
 */
export const Scheduled: {
  /** When the schedule was to start, as in `2026-03-22T18:59:43Z`: the same in every attempt. */
  readonly TIME: string;
  /** ARN of the schedule. */
  readonly SCHEDULE_ARN: string;
  /** Id of this invocation; another one in each attempt. */
  readonly EXECUTION_ID: string;
  /** Number of the attempt to submit, as in `1`. It has nothing to do with the attempts of the job. */
  readonly ATTEMPT_NUMBER: string;
} = {
  TIME: '<aws.scheduler.scheduled-time>',
  SCHEDULE_ARN: '<aws.scheduler.schedule-arn>',
  EXECUTION_ID: '<aws.scheduler.execution-id>',
  ATTEMPT_NUMBER: '<aws.scheduler.attempt-number>',
};

/** Characters that a value takes at most, generously: names of a schedule and its group have 64 each. */
const LENGTHS = new Map([
  [Scheduled.TIME, 32],
  [Scheduled.SCHEDULE_ARN, 256],
  [Scheduled.EXECUTION_ID, 64],
  [Scheduled.ATTEMPT_NUMBER, 3],
]);

const KEYWORD = /<aws\.scheduler\.[^<>"\\]*>/g;

/** The first keyword in a text that Scheduler does not know, and would leave as it is. */
export const unknownKeyword = (text: string): string | undefined =>
  text.match(KEYWORD)?.find((keyword) => !LENGTHS.has(keyword));

/** A text with values of the greatest length in place of keywords. */
export const longest = (text: string): string =>
  text.replace(KEYWORD, (keyword) => 'x'.repeat(LENGTHS.get(keyword) ?? keyword.length));
