import { METRIC_DIMENSION, METRIC_NAMESPACE, type QueueMetric } from '@batchwright/model/service';
import { type Duration, Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { refuse } from '../checks';
import { DEPTH_METRICS, DEPTH_NAMESPACE, type DepthProbe } from '../depth-probe';
import { queueName } from '../queues';
import { DEFAULT_PERIOD, periodProblem } from './alarm-rules';
import { type EventHistory, QUERIES, queryText } from './event-history';
import { Graph, LateWidget } from './graph';

export interface DashboardProps<Queue extends string> {
  /**
   * Which queues, by the contract's names: a row for each.
   *
   * @default - all queues of the platform
   */
  readonly queues?: readonly Queue[] | undefined;
  /**
   * Name of the dashboard, which CloudWatch has once in an account. Changing it replaces the dashboard.
   *
   * @default - made by CloudFormation
   */
  readonly dashboardName?: string | undefined;
  /**
   * What one point of a line covers: whole minutes.
   *
   * @default Duration.minutes(5)
   */
  readonly period?: Duration | undefined;
}

/** What a dashboard shows; asked for when the app is complete, so that the order of calls does not matter. */
export interface DashboardSource {
  readonly queues: readonly (readonly [name: string, queue: batch.IJobQueue])[];
  readonly alarms: () => readonly cloudwatch.Alarm[];
  readonly depthProbe: () => DepthProbe | undefined;
  readonly history: () => EventHistory | undefined;
}

/** As many alarms as a widget shows. Source: CloudWatch API reference, "Dashboard body structure and syntax". */
const MOST_ALARMS = 100;

const MOVED: readonly QueueMetric[] = [
  'JobsSubmitted',
  'JobsMovedToRunning',
  'JobsMovedToSucceeded',
  'JobsMovedToFailed',
];
const TOOK: readonly QueueMetric[] = ['JobAttemptRunnableToStartingDuration', 'JobAttemptExecutionDuration'];

/**
 * One look at a platform: a row for each queue (jobs that moved, how long they took, how many wait if there is a depth
 * probe), the alarms, and the failures if there is an event history. It is a dashboard of the CDK, so `addWidgets` adds
 * more. Made by `platform.dashboard`.
 */
export class PlatformDashboard extends cloudwatch.Dashboard {
  /** @internal */
  constructor(scope: Construct, id: string, props: DashboardProps<string>, source: DashboardSource) {
    super(scope, id, props.dashboardName === undefined ? {} : { dashboardName: props.dashboardName });
    const { region } = Stack.of(this);
    const length = props.period ?? DEFAULT_PERIOD;
    refuse(this, periodProblem('period', length));
    const period = length.toSeconds();
    for (const [name, queue] of source.queues) {
      const common = { region, dimension: METRIC_DIMENSION, value: queueName(queue), period };
      const depth = new Graph({
        ...common,
        namespace: DEPTH_NAMESPACE,
        title: `${name}: jobs`,
        statistic: 'Maximum',
        metrics: Object.values(DEPTH_METRICS),
        width: 8,
      });
      const moved = new Graph({
        ...common,
        namespace: METRIC_NAMESPACE,
        // One graph for both: a reference to the queue is the longest part of it.
        title: `${name}: jobs moved; longest attempts (ms, right)`,
        statistic: 'Sum',
        metrics: MOVED,
        onTheRight: { statistic: 'Maximum', metrics: TOOK },
        width: 16,
      });
      this.addWidgets(
        moved,
        depth.when(() => source.depthProbe()?.queueNames.includes(name) === true),
      );
    }
    this.addWidgets(new LateWidget(24, 3, () => alarmStatus(source.alarms())));
    this.addWidgets(new LateWidget(24, 8, () => failures(source.history(), region)));
  }
}

const alarmStatus = (alarms: readonly cloudwatch.Alarm[]): object | undefined =>
  alarms.length === 0
    ? undefined
    : {
        type: 'alarm',
        properties: { title: 'Alarms', alarms: alarms.slice(0, MOST_ALARMS).map(({ alarmArn }) => alarmArn) },
      };

const failures = (history: EventHistory | undefined, region: string): object | undefined =>
  history === undefined
    ? undefined
    : {
        type: 'log',
        properties: {
          title: 'Failures',
          region,
          view: 'table',
          query: `SOURCE '${history.logGroup.logGroupName}' | ${queryText(QUERIES.Failures)}`,
        },
      };
