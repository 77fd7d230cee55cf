import { SCHEDULE_LIMITS } from '@batchwright/model/service';
import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { refuse } from '../checks';
import { acknowledgeWildcards, policyDocument } from '../policy';
import { scheduleProblem } from './check-schedule';
import { inputText } from './input-text';
import { triggerJobName } from './job-name';
import type { ScheduleProps } from './schedule-props';
import { deadLetterStatements, type SubmitTarget, submitRequest, submitStatements } from './submission';

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
    const statements = [...submitStatements(stack, target, props), ...deadLetterStatements(this.deadLetterQueue)];
    this.role = new iam.Role(this, 'Role', {
      description: `Submits the job ${target.job} by a schedule`,
      // In the role itself, so that the schedule cannot start before its policy is there.
      inlinePolicies: {
        Submit: policyDocument(statements),
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
    acknowledgeWildcards(this.role, statements);
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
        input: stack.toJsonString(
          submitRequest(triggerJobName(target.job, id), { input: inputText(this, props.input) }, props, target),
        ),
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
