import { type Duration, Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { refuse } from '../checks';
import type { DeadLetters } from '../dead-letters';
import { DEPTH_METRICS, type DepthProbe } from '../depth-probe';
import {
  type AlarmRule,
  type AlarmsProps,
  alarmsProblem,
  DEFAULT_DEPTH_SPAN,
  DEFAULT_PERIOD,
  DEFAULT_TIME_IN_RUNNABLE,
  type DepthAlarmRule,
  type DurationAlarmRule,
  depthProblem,
} from './alarm-rules';
import { queueMetric } from './metric';

/** What the alarms look at. */
export interface AlarmsSource {
  /** The contract's name. */
  readonly platform: string;
  readonly queues: readonly (readonly [name: string, queue: batch.IJobQueue])[];
  readonly deadLetters: DeadLetters;
  readonly depthProbe: DepthProbe | undefined;
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
    if (props.depth !== undefined) this.addDepth(props.depth, source);
    source.deadLetters.whenMade((queue) => {
      this.add('Dead', 'Letters', props.deadLetters, `Events or submissions ${of} failed for good`, (period) => ({
        metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: cloudwatch.Stats.MAXIMUM }),
      }));
    });
  }

  /** Every alarm, to add further actions to. */
  get all(): readonly cloudwatch.Alarm[] {
    return [...this.made];
  }

  private addDepth(rule: DepthAlarmRule, { depthProbe, platform, queues }: AlarmsSource): void {
    if (depthProbe === undefined) {
      refuse(this, {
        code: 'NO_DEPTH_PROBE',
        message: 'depth needs somebody who counts: AWS Batch publishes no depth. Call platform.depthProbe() before',
      });
      return;
    }
    refuse(this, depthProblem(rule, depthProbe.interval));
    const scope = new Construct(this, 'Depth');
    for (const [name] of queues) {
      const alarm = new cloudwatch.Alarm(scope, name, {
        alarmDescription: `More than ${rule.over} jobs wait on the queue ${name} of ${platform}`,
        metric: depthProbe.metric(name, DEPTH_METRICS.waiting),
        threshold: rule.over,
        comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
        evaluationPeriods: (rule.for ?? DEFAULT_DEPTH_SPAN).toSeconds() / depthProbe.interval.toSeconds(),
      });
      const action = new SnsAction(this.props.notify);
      alarm.addAlarmAction(action);
      // The probe publishes a zero too: silence is a fault of its own.
      alarm.addInsufficientDataAction(action);
      this.made.push(alarm);
    }
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
