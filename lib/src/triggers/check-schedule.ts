import { type ExitRule, isShareIdentifier, LIMITS, retryProblems, SCHEDULE_LIMITS } from '@batchwright/model/service';
import { TimeZone, Token } from 'aws-cdk-lib';
import { known, minutes, type Problem, seconds, wholeNumber } from '../checks';
import { inputProblem } from './input-text';
import type { ScheduleProps } from './schedule-props';

type Props = ScheduleProps<unknown, string>;

/** The queue that a schedule submits to. */
export interface TargetQueue {
  readonly name: string;
  /** Whether it has a policy of fair share: a submission then needs a share, otherwise it must have none. */
  readonly fairShare: boolean;
}

/**
 * What is wrong with a schedule.
 *
 * @param rules - when the job repeats an attempt
 */
export const scheduleProblem = (props: Props, queue: TargetQueue, rules: readonly ExitRule[]): Problem | undefined =>
  whenProblem(props) ??
  inputProblem(props.input) ??
  shareProblem(props, queue) ??
  tagsProblem(props.tags ?? {}) ??
  runProblem(props, rules) ??
  deliveryProblem(props);

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

function shareProblem({ shareIdentifier, schedulingPriority }: Props, queue: TargetQueue): Problem | undefined {
  if (!queue.fairShare) {
    const given = shareIdentifier !== undefined ? 'shareIdentifier' : 'schedulingPriority';
    if (shareIdentifier === undefined && schedulingPriority === undefined) return undefined;
    return {
      code: 'NO_FAIR_SHARE',
      message: `${given} is set, and queue "${queue.name}" has no shares: every submission would be refused; leave it out`,
    };
  }
  if (shareIdentifier === undefined) {
    return {
      code: 'MISSING_SHARE',
      message: `queue "${queue.name}" has shares, and would refuse every submission without one; expected shareIdentifier`,
    };
  }
  if (!Token.isUnresolved(shareIdentifier) && !isShareIdentifier(shareIdentifier)) {
    const expected = `1 to ${LIMITS.shareIdentifierCharacters} letters, digits, hyphens and underscores`;
    return {
      code: 'INVALID_SHARES',
      message: `shareIdentifier is ${JSON.stringify(shareIdentifier)}; expected ${expected}`,
    };
  }
  return schedulingPriority === undefined
    ? undefined
    : wholeNumber('schedulingPriority', schedulingPriority, LIMITS.schedulingPriority);
}

function tagsProblem(tags: Readonly<Record<string, string>>): Problem | undefined {
  const { count, keyCharacters, valueCharacters } = LIMITS.tags;
  const entries = Object.entries(tags);
  if (entries.length > count) return invalidTags(`tags has ${entries.length}; expected at most ${count}`);
  for (const [key, value] of entries) {
    const fine = Token.isUnresolved(key) || (key.length > 0 && key.length <= keyCharacters && !/^aws:/i.test(key));
    if (!fine) return invalidTags(`tag ${JSON.stringify(key)}; expected 1 to ${keyCharacters} characters, not aws:…`);
    if (!Token.isUnresolved(value) && value.length > valueCharacters) {
      return invalidTags(`value of tag "${key}" has ${value.length} characters; expected at most ${valueCharacters}`);
    }
  }
  return undefined;
}

const invalidTags = (message: string): Problem => ({ code: 'INVALID_TAGS', message });

function runProblem({ attempts, timeout }: Props, rules: readonly ExitRule[]): Problem | undefined {
  if (timeout !== undefined) {
    const problem = seconds('timeout', timeout, LIMITS.timeoutSeconds);
    if (problem !== undefined) return problem;
  }
  const count = attempts === undefined ? undefined : known(attempts);
  const [first] = count === undefined ? [] : retryProblems(count, rules);
  return first === undefined ? undefined : { code: 'INVALID_RETRY', message: `attempts is ${count}: ${first}` };
}

function deliveryProblem({ retryAttempts, maxEventAge, deadLetterQueue }: Props): Problem | undefined {
  if (deadLetterQueue?.fifo === true) {
    return {
      code: 'INVALID_DEAD_LETTER_QUEUE',
      message: 'deadLetterQueue is a FIFO queue, to which EventBridge Scheduler cannot send; expected a standard queue',
    };
  }
  return (
    (retryAttempts === undefined
      ? undefined
      : wholeNumber('retryAttempts', retryAttempts, SCHEDULE_LIMITS.retryAttempts)) ??
    (maxEventAge && seconds('maxEventAge', maxEventAge, SCHEDULE_LIMITS.eventAgeSeconds))
  );
}
