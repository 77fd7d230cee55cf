import { type ExitRule, SCHEDULE_LIMITS } from '@batchwright/model/service';
import { TimeZone, Token } from 'aws-cdk-lib';
import { minutes, type Problem } from '../checks';
import { deliveryProblem, submissionProblem, type TargetQueue } from './check-submission';
import { inputProblem } from './input-text';
import type { ScheduleProps } from './schedule-props';

type Props = ScheduleProps<unknown, string>;

/**
 * What is wrong with a schedule.
 *
 * @param rules - when the job repeats an attempt
 */
export const scheduleProblem = (props: Props, queue: TargetQueue, rules: readonly ExitRule[]): Problem | undefined =>
  whenProblem(props) ??
  inputProblem(props.input) ??
  submissionProblem(props, queue, rules) ??
  deliveryProblem(props, SCHEDULE_LIMITS);

const EXPRESSION = /^(cron|rate|at)\(.+\)$/;

function whenProblem({ schedule, timeZone, flexibleWindow, start, end }: Props): Problem | undefined {
  const { expressionString: text } = schedule;
  if (!Token.isUnresolved(text) && !EXPRESSION.test(text)) {
    return invalidSchedule(`schedule is ${JSON.stringify(text)}; expected cron(…), rate(…) or at(…)`);
  }
  const own = schedule.timeZone?.timezoneName;
  if (timeZone !== undefined && own !== undefined && own !== UTC && own !== timeZone.timezoneName) {
    return invalidSchedule(`timeZone is ${timeZone.timezoneName}, that of schedule is ${own}; say it once`);
  }
  const zone = timeZone?.timezoneName ?? own;
  if (zone !== undefined && !Token.isUnresolved(zone) && !isTimeZone(zone)) {
    return invalidSchedule(`time zone ${JSON.stringify(zone)} is not known; expected a name such as Europe/Berlin`);
  }
  for (const [what, date] of [['start', start] as const, ['end', end] as const]) {
    if (date !== undefined && Number.isNaN(date.getTime())) return invalidSchedule(`${what} is not a valid date`);
  }
  if (start !== undefined && end !== undefined && start >= end) {
    return invalidSchedule(
      `start ${start.toISOString()} is not before end ${end.toISOString()}; nothing would ever start`,
    );
  }
  return flexibleWindow && minutes('flexibleWindow', flexibleWindow, SCHEDULE_LIMITS.windowMinutes);
}

const invalidSchedule = (message: string): Problem => ({ code: 'INVALID_SCHEDULE', message });

/** What a schedule expression has when nobody chose a time zone. */
const UTC = TimeZone.ETC_UTC.timezoneName;

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
