import { ALARM_LIMITS } from '@batchwright/model/service';
import { Duration, Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { knownSeconds, type Problem, refuse, wholeNumber } from '../checks';
import type { DeadLetters } from './delivery';
import { queueMetric } from './metric';

interface Evaluation {
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

/**
 * Alarms of a platform. There is none on the depth of a queue: AWS Batch publishes how many jobs moved, and no metric of how
 * many wait or run.
 */
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
   * Events that could not be delivered and lie in the platform's dead-letter queue.
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
  const { periodStepSeconds, longPeriodSeconds, rangeSeconds, longRangeSeconds } = ALARM_LIMITS;
  const length = period === undefined ? DEFAULT_PERIOD.toSeconds() : knownSeconds(period);
  // CDK itself calculates with it.
  if (length === undefined) return unknownAtSynthesis(`${name}.period`);
  if (length <= 0 || length % periodStepSeconds !== 0) {
    return { code: 'OUT_OF_RANGE', message: `${name}.period is ${length} seconds; expected whole minutes, from 1` };
  }
  const range = length >= longPeriodSeconds ? longRangeSeconds : rangeSeconds;
  return wholeNumber(`${name}.evaluationPeriods`, evaluationPeriods ?? 1, { min: 1, max: Math.floor(range / length) });
}

const unknownAtSynthesis = (what: string): Problem => ({
  code: 'OUT_OF_RANGE',
  message: `${what} is a token; expected a duration that is known at synthesis`,
});

const DEFAULT_PERIOD = Duration.minutes(5);
const DEFAULT_TIME_IN_RUNNABLE = Duration.hours(1);

/** What the alarms look at. */
export interface AlarmsSource {
  /** The contract's name. */
  readonly platform: string;
  readonly queues: readonly (readonly [name: string, queue: batch.IJobQueue])[];
  readonly deadLetters: DeadLetters;
  /** Makes a rule for blocked queues that tells the topic; returns its name. */
  readonly blockedRule: () => string;
}

/** Alarms that were made together, each with a construct of its own. */
export class PlatformAlarms extends Construct {
  private readonly made: cloudwatch.Alarm[] = [];

  /** @internal */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps<string>,
    source: AlarmsSource,
  ) {
    super(scope, id);
    refuse(this, alarmsProblem(props));
    // A topic whose policy is set, as EventBridge's permission does, no longer lets CloudWatch in by default.
    props.notify.grantPublish(
      new iam.ServicePrincipal('cloudwatch.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const of = `of ${source.platform}`;
    for (const [name, queue] of source.queues) {
      this.add('Failures', name, props.failures, `Jobs failed on the queue ${name} ${of}`, (period) => ({
        metric: queueMetric(queue, 'JobsMovedToFailed', { period }),
      }));
      const time = props.timeInRunnable;
      this.add('TimeInRunnable', name, time, `Jobs waited long in RUNNABLE on the queue ${name} ${of}`, (period) => ({
        metric: queueMetric(queue, 'JobAttemptRunnableToStartingDuration', {
          period,
          statistic: cloudwatch.Stats.MAXIMUM,
        }),
        threshold: ((time === false ? undefined : time?.threshold) ?? DEFAULT_TIME_IN_RUNNABLE).toMilliseconds(),
      }));
    }
    this.add('Blocked', 'Queues', props.blocked, `The first job of a queue ${of} cannot be placed`, (period) => ({
      metric: new cloudwatch.Metric({
        namespace: 'AWS/Events',
        metricName: 'MatchedEvents',
        dimensionsMap: { RuleName: source.blockedRule() },
        statistic: cloudwatch.Stats.SUM,
        period,
      }),
    }));
    source.deadLetters.whenMade((queue) => {
      this.add('Dead', 'Letters', props.deadLetters, `Events ${of} could not be delivered`, (period) => ({
        metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: cloudwatch.Stats.MAXIMUM }),
      }));
    });
  }

  /** Every alarm, to add further actions to. */
  get all(): readonly cloudwatch.Alarm[] {
    return [...this.made];
  }

  private add(
    kind: string,
    name: string,
    rule: AlarmRule | DurationAlarmRule | false | undefined,
    alarmDescription: string,
    what: (period: Duration) => { readonly metric: cloudwatch.IMetric; readonly threshold?: number },
  ): void {
    if (rule === false) return;
    const scope = this.node.tryFindChild(kind) ?? new Construct(this, kind);
    const count = typeof rule?.threshold === 'number' ? rule.threshold : 1;
    const alarm = new cloudwatch.Alarm(scope as Construct, name, {
      alarmDescription,
      threshold: count,
      ...what(rule?.period ?? DEFAULT_PERIOD),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: rule?.evaluationPeriods ?? 1,
      // Nothing is published while nothing happens.
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.props.notify));
    this.made.push(alarm);
  }
}
