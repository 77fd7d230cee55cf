import { METRIC_DIMENSION, METRIC_NAMESPACE, type QueueMetric } from '@batchwright/model/service';
import { Duration, Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { DEPTH_METRICS, DEPTH_NAMESPACE, type DepthProbe } from '../depth-probe';
import { queueName } from '../queues';
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
  /** The contract's name. */
  readonly platform: string;
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
    const period = (props.period ?? Duration.minutes(5)).toSeconds();
    this.addWidgets(new cloudwatch.TextWidget({ markdown: heading(source.platform, region), width: 24, height: 2 }));
    for (const [name, queue] of source.queues) {
      const common = { region, dimension: METRIC_DIMENSION, value: queueName(queue), period };
      const own = { ...common, namespace: METRIC_NAMESPACE };
      const depth = new Graph({
        ...common,
        namespace: DEPTH_NAMESPACE,
        title: `${name}: jobs`,
        statistic: 'Maximum',
        metrics: Object.values(DEPTH_METRICS),
      });
      this.addWidgets(
        new Graph({ ...own, title: `${name}: jobs that moved`, statistic: 'Sum', metrics: MOVED }),
        new Graph({ ...own, title: `${name}: longest attempts (ms)`, statistic: 'Maximum', metrics: TOOK }),
        depth.when(() => source.depthProbe()?.queueNames.includes(name) === true),
      );
    }
    this.addWidgets(new LateWidget(24, 3, () => alarmStatus(source.alarms())));
    this.addWidgets(new LateWidget(24, 8, () => failures(source.history(), region)));
  }
}

/**
 * Links within the console, which has another address in each partition: a path alone stays in the one that shows the
 * dashboard. Dashboards of others do the same; CloudWatch's documentation does not mention it.
 */
function heading(platform: string, region: string): string {
  const link = (text: string, path: string): string => `[${text}](${path})`;
  return [
    `## ${platform}`,
    [
      link('Job queues', `/batch/home?region=${region}#queues`),
      link('Compute environments', `/batch/home?region=${region}#compute-environments`),
      link('Jobs', `/batch/home?region=${region}#jobs`),
    ].join(' | '),
  ].join('\n');
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
