import { BATCH_EVENTS, EVENT_STATUSES, type EventStatus } from '@batchwright/model/service';
import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { logGroup } from '../log-groups';
import type { DeliveryOptions } from './delivery';

export interface EventHistoryProps extends DeliveryOptions {
  /**
   * The statuses whose beginning is kept.
   *
   * @default - every status that has an event: all but SUBMITTED
   */
  readonly states?: readonly EventStatus[] | undefined;
  /**
   * How long events are kept.
   *
   * @default RetentionDays.ONE_YEAR
   */
  readonly retention?: logs.RetentionDays | undefined;
  /**
   * Key for the log group. Events hold the command and the environment of a job, and with that its input. The key's
   * policy lets CloudWatch Logs use it for this account's log groups; that of an imported key is its owner's.
   *
   * @default - a key of CloudWatch Logs
   */
  readonly encryptionKey?: kms.IKey | undefined;
  /**
   * Whether CloudWatch Logs Insights lists queries of it: failures, failures by reason, blocked queues. The platform's
   * dashboard shows the failures either way.
   *
   * @default false
   */
  readonly savedQueries?: boolean | undefined;
  /**
   * What happens to the events when the platform is removed.
   *
   * @default - as the platform's log groups
   */
  readonly removalPolicy?: RemovalPolicy | undefined;
}

export interface HistorySource {
  /** The contract's name. */
  readonly platform: string;
  readonly removalPolicy: RemovalPolicy;
  /** Makes the rules that write to a log group: of jobs, and of blocked queues. */
  readonly rules: (states: readonly EventStatus[], target: logs.ILogGroup) => readonly events.Rule[];
}

/**
 * What happened to a platform's jobs, kept for as long as you like; Batch itself forgets a job some days after its end.
 * Made by `platform.eventHistory`.
 */
export class EventHistory extends Construct {
  /** One entry for each event, as EventBridge has it. */
  readonly logGroup: logs.LogGroup;
  /** The rules that fill it. */
  readonly rules: readonly events.Rule[];

  /** @internal */
  constructor(scope: Construct, id: string, props: EventHistoryProps, source: HistorySource) {
    super(scope, id);
    this.logGroup = logGroup(this, 'Log', {
      retention: props.retention ?? logs.RetentionDays.ONE_YEAR,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy ?? source.removalPolicy,
    });
    this.rules = source.rules(props.states ?? EVENT_STATUSES, this.logGroup);
    if (props.savedQueries !== true) return;
    for (const [query, lines] of Object.entries(QUERIES)) {
      new logs.CfnQueryDefinition(this, query, {
        name: `${source.platform}/${query}`,
        logGroupNames: [this.logGroup.logGroupName],
        queryString: queryText(lines),
      });
    }
  }
}

/** A query of Logs Insights from its commands. */
export const queryText = (commands: readonly string[]): string => commands.join('\n| ');

/**
 * Events come at least once: what is counted is counted by job. A job fails once, after all its attempts, so its newest
 * event is the one that counts.
 */
export const QUERIES = {
  Failures: [
    'filter detail.status = "FAILED"',
    'fields @timestamp, detail.jobName, detail.jobId, detail.statusReason, detail.container.exitCode, detail.container.reason, detail.container.logStreamName',
    'sort @timestamp desc',
    // Nothing but a limit may follow it.
    'dedup detail.jobId',
  ],
  FailuresByReason: [
    'filter detail.status = "FAILED"',
    'stats count_distinct(detail.jobId) as jobs by detail.jobDefinition, detail.statusReason, detail.container.exitCode',
    'sort jobs desc',
  ],
  BlockedQueues: [
    `filter \`detail-type\` = "${BATCH_EVENTS.queueBlocked}"`,
    'stats count(*) as events, max(@timestamp) as latest by detail.jobQueue, detail.statusReason',
    'sort latest desc',
  ],
} as const;
