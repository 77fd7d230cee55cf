import { ALARM_LIMITS } from '@batchwright/model/service';
import { Duration } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { knownSeconds, type Problem, wholeNumber } from '../checks';

export const DEFAULT_PERIOD = Duration.minutes(5);
export const DEFAULT_TIME_IN_RUNNABLE = Duration.hours(1);
export const DEFAULT_DEPTH_SPAN = Duration.minutes(5);

/** How long a number is looked at. */
export interface Evaluation {
  /**
   * Time that one value covers: whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration | undefined;
  /**
   * So many values in a row must reach the threshold.
   *
   * @default 1
   */
  readonly evaluationPeriods?: number | undefined;
}

/** When to alarm about a number. */
export interface AlarmRule extends Evaluation {
  /**
   * The alarm fires from this number on.
   *
   * @default 1
   */
  readonly threshold?: number | undefined;
}

/** When to alarm about a time. */
export interface DurationAlarmRule extends Evaluation {
  /**
   * The alarm fires from this time on.
   *
   * @default Duration.hours(1)
   */
  readonly threshold?: Duration | undefined;
}

/** When to alarm about the depth of a queue. */
export interface DepthAlarmRule {
  /** The alarm fires when more jobs than these have not begun. Children of an array count one by one. */
  readonly over: number;
  /**
   * For so long without a break: a multiple of the probe's interval.
   *
   * @default Duration.minutes(5)
   */
  readonly for?: Duration | undefined;
}

/** Alarms of a platform. */
export interface AlarmsProps<Queue extends string> {
  /**
   * Told when an alarm fires. It also gets the event of a blocked queue itself, which names the job and the reason.
   * CloudWatch and EventBridge may publish to it afterwards; an imported topic's policy is its owner's.
   */
  readonly notify: sns.ITopic;
  /**
   * Which queues, by the contract's names. Call `alarms` again for queues with other thresholds.
   *
   * @default - all queues of the platform
   */
  readonly queues?: readonly Queue[] | undefined;
  /**
   * Jobs that failed for good, after all attempts: how many within a period, for each queue. Children of an array count one
   * by one. The service counts best effort, so the number is a measure and no exact count.
   *
   * @default - from one
   */
  readonly failures?: AlarmRule | false | undefined;
  /**
   * Events of blocked queues: the job at the head cannot be placed. One alarm for all queues. It is `OK` again when no
   * further event comes, which does not say that the queue moves.
   *
   * @default - from one
   */
  readonly blocked?: AlarmRule | false | undefined;
  /**
   * The longest that an attempt was in RUNNABLE, for each queue. Known once an attempt leaves RUNNABLE: jobs that never do
   * are seen by {@link blocked}.
   *
   * @default - from one hour
   */
  readonly timeInRunnable?: DurationAlarmRule | false | undefined;
  /**
   * Jobs that wait, for each queue: AWS Batch publishes no such number, so this needs `platform.depthProbe()` before. When
   * the probe falls silent, the alarm says that it does not know, and {@link notify} is told that too.
   *
   * @default - none
   */
  readonly depth?: DepthAlarmRule | undefined;
  /**
   * Events that could not be delivered, and submissions of triggers that failed for good, in the platform's dead-letter
   * queue.
   *
   * @default - from one
   */
  readonly deadLetters?: AlarmRule | false | undefined;
}

/** What is wrong with the rules; `undefined` when nothing is. */
export function alarmsProblem(props: AlarmsProps<string>): Problem | undefined {
  const { failures, blocked, timeInRunnable, deadLetters } = props;
  for (const [name, rule] of Object.entries({ failures, blocked, deadLetters })) {
    if (rule === false || rule === undefined) continue;
    const problem = thresholdProblem(name, rule.threshold ?? 1) ?? evaluationProblem(name, rule);
    if (problem !== undefined) return problem;
  }
  if (timeInRunnable === false || timeInRunnable === undefined) return undefined;
  const time = timeInRunnable.threshold;
  return (time === undefined ? undefined : timeProblem(time)) ?? evaluationProblem('timeInRunnable', timeInRunnable);
}

const thresholdProblem = (name: string, threshold: number): Problem | undefined =>
  wholeNumber(`${name}.threshold`, threshold, { min: 1 });

function timeProblem(threshold: Duration): Problem | undefined {
  const length = knownSeconds(threshold);
  if (length === undefined) return unknownAtSynthesis('timeInRunnable.threshold');
  return wholeNumber('timeInRunnable.threshold (seconds)', length, { min: 1 });
}

function evaluationProblem(name: string, { period, evaluationPeriods }: Evaluation): Problem | undefined {
  const length = period ?? DEFAULT_PERIOD;
  return periodProblem(`${name}.period`, length) ?? periodsProblem(name, length.toSeconds(), evaluationPeriods ?? 1);
}

/** What is wrong with the time that one value covers, with which the CDK itself calculates. */
export function periodProblem(what: string, period: Duration): Problem | undefined {
  const length = knownSeconds(period);
  if (length === undefined) return unknownAtSynthesis(what);
  if (length > 0 && length % ALARM_LIMITS.periodStepSeconds === 0) return undefined;
  return { code: 'OUT_OF_RANGE', message: `${what} is ${length} seconds; expected whole minutes, from 1` };
}

function periodsProblem(name: string, length: number, periods: number): Problem | undefined {
  const { longPeriodSeconds, rangeSeconds, longRangeSeconds } = ALARM_LIMITS;
  const range = length >= longPeriodSeconds ? longRangeSeconds : rangeSeconds;
  return wholeNumber(`${name}.evaluationPeriods`, periods, { min: 1, max: Math.floor(range / length) });
}

/** What is wrong with a rule about the depth. @param interval - how often it is counted */
export function depthProblem({ over, for: span }: DepthAlarmRule, interval: Duration): Problem | undefined {
  const problem = wholeNumber('depth.over', over, { min: 0 });
  if (problem !== undefined) return problem;
  const length = knownSeconds(span ?? DEFAULT_DEPTH_SPAN);
  if (length === undefined) return unknownAtSynthesis('depth.for');
  const step = interval.toSeconds();
  if (length > 0 && length % step === 0 && length <= ALARM_LIMITS.rangeSeconds) return undefined;
  return {
    code: 'OUT_OF_RANGE',
    message: `depth.for is ${length} seconds; expected a multiple of ${step}, the probe's interval, up to a day`,
  };
}

const unknownAtSynthesis = (what: string): Problem => ({
  code: 'OUT_OF_RANGE',
  message: `${what} is a token; expected a duration that is known at synthesis`,
});
