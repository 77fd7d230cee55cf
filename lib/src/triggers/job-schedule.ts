import { ENV } from '@batchwright/model/contract';
import { type ExitRule, LIMITS, SCHEDULE_LIMITS } from '@batchwright/model/service';
import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IDependable } from 'constructs';
import { refuse } from '../checks';
import type { DeadLetters } from '../dead-letters';
import { policyDocument, type Statement } from '../policy';
import { scheduleProblem, type TargetQueue } from './check-schedule';
import { inputText } from './input-text';
import type { ScheduleProps } from './schedule-props';

/** What a trigger must know of the job that it submits. */
export interface SubmitTarget {
  readonly job: string;
  readonly queue: TargetQueue & { readonly arn: string };
  /** The definition for the queue's kind of compute; it has to be there before the first start. */
  readonly definition: IDependable;
  /** Its name, without a revision. */
  readonly definitionName: string;
  /** When the job repeats an attempt. */
  readonly rules: readonly ExitRule[];
  /** The platform's queue for submissions that failed for good. */
  readonly deadLetters: DeadLetters;
}

/**
 * Submits a job by the clock, through EventBridge Scheduler. Made by {@link BatchJob.onSchedule}.
 *
 * Scheduler delivers at least once: very rarely it submits twice for one time. Let the work be idempotent by
 * {@link Scheduled}.TIME where that matters.
 */
export class JobSchedule extends Construct {
  /** The schedule: an L1, because the L2's checks take a number that only the deployment knows for a negative one. */
  readonly schedule: CfnSchedule;
  /** What Scheduler may do: submit this job to this queue, and send what failed to the dead-letter queue. */
  readonly role: iam.Role;
  /** Gets submissions that failed for good. Alarm on its depth. */
  readonly deadLetterQueue: IQueue;

  /** @internal */
  constructor(scope: Construct, id: string, props: ScheduleProps<unknown, string>, target: SubmitTarget) {
    super(scope, id);
    refuse(this, scheduleProblem(props, target.queue, target.rules));
    const stack = Stack.of(this);
    this.deadLetterQueue = props.deadLetterQueue ?? target.deadLetters.queue;
    this.role = new iam.Role(this, 'Role', {
      description: `Submits the job ${target.job} by a schedule`,
      // In the role itself, so that the schedule cannot start before its policy is there.
      inlinePolicies: {
        Submit: policyDocument([
          ...submitStatements(stack, target, isTagged(props.tags)),
          ...deadLetterStatements(this.deadLetterQueue),
        ]),
      },
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': stack.account,
            // Scheduler gives the group, not the schedule. Source: its User Guide, "Confused deputy prevention".
            'aws:SourceArn': stack.formatArn({
              service: 'scheduler',
              resource: 'schedule-group',
              resourceName: 'default',
            }),
          },
        },
      }),
    });
    const { flexibleWindow, start, end } = props;
    const zone = props.timeZone ?? props.schedule.timeZone;
    this.schedule = new CfnSchedule(this, 'Schedule', {
      scheduleExpression: props.schedule.expressionString,
      ...(zone === undefined ? {} : { scheduleExpressionTimezone: zone.timezoneName }),
      flexibleTimeWindow:
        flexibleWindow === undefined
          ? { mode: 'OFF' }
          : { mode: 'FLEXIBLE', maximumWindowInMinutes: flexibleWindow.toMinutes() },
      ...(start === undefined ? {} : { startDate: start.toISOString() }),
      ...(end === undefined ? {} : { endDate: end.toISOString() }),
      state: props.enabled === false ? 'DISABLED' : 'ENABLED',
      target: {
        arn: `arn:${stack.partition}:scheduler:::aws-sdk:batch:submitJob`,
        roleArn: this.role.roleArn,
        input: stack.toJsonString(submitRequest(this, jobName(target.job, id), props, target)),
        deadLetterConfig: { arn: this.deadLetterQueue.queueArn },
        retryPolicy: {
          maximumRetryAttempts: props.retryAttempts ?? SCHEDULE_LIMITS.retryAttempts.max,
          maximumEventAgeInSeconds: (props.maxEventAge ?? Duration.hours(1)).toSeconds(),
        },
      },
    });
    this.schedule.node.addDependency(target.definition);
  }
}

const isTagged = (tags: ScheduleProps<unknown, string>['tags']): boolean => Object.keys(tags ?? {}).length > 0;

/** All jobs of a schedule have one name, which says where they come from. */
const jobName = (job: string, id: string): string =>
  `${job}-${id.replace(/[^A-Za-z0-9_-]/g, '-')}`.slice(0, LIMITS.nameCharacters);

/** SubmitJob in the universal target's spelling: members with a capital, keys of maps as they are. */
function submitRequest(
  scope: Construct,
  name: string,
  { input, shareIdentifier, schedulingPriority, tags, attempts, timeout }: ScheduleProps<unknown, string>,
  { queue, definitionName, rules }: SubmitTarget,
): Readonly<Record<string, unknown>> {
  return {
    JobName: name,
    JobQueue: queue.arn,
    JobDefinition: definitionName,
    ContainerOverrides: { Environment: [{ Name: ENV.INPUT, Value: inputText(scope, input) }] },
    // Left out by JSON where it is undefined.
    ShareIdentifier: shareIdentifier,
    SchedulingPriorityOverride: schedulingPriority,
    // A submission's strategy takes the place of the definition's, rules and all.
    RetryStrategy: attempts === undefined ? undefined : { Attempts: attempts, EvaluateOnExit: rules.map(exitRule) },
    Timeout: timeout === undefined ? undefined : { AttemptDurationSeconds: timeout.toSeconds() },
    Tags: isTagged(tags) ? tags : undefined,
  };
}

const exitRule = ({ action, onExitCode, onReason, onStatusReason }: ExitRule) => ({
  OnExitCode: onExitCode,
  OnReason: onReason,
  OnStatusReason: onStatusReason,
  Action: action,
});

function submitStatements(stack: Stack, target: SubmitTarget, tagged: boolean): readonly Statement[] {
  const arn = (resource: string, resourceName: string): string =>
    stack.formatArn({ service: 'batch', resource, resourceName });
  const definition = arn('job-definition', target.definitionName);
  return [
    { actions: ['batch:SubmitJob'], resources: [target.queue.arn, definition, `${definition}:*`] },
    ...(tagged ? [{ actions: ['batch:TagResource'], resources: [arn('job', '*')] }] : []),
  ];
}

const deadLetterStatements = (queue: IQueue): readonly Statement[] => [
  { actions: ['sqs:SendMessage'], resources: [queue.queueArn] },
  ...(queue.encryptionMasterKey === undefined
    ? []
    : [{ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [queue.encryptionMasterKey.keyArn] }]),
];
