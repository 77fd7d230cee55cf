import { BLOCKED_REASONS, LIMITS } from '@batchwright/model/service';
import { Duration } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type { Construct } from 'constructs';
import { refuse, seconds } from '../checks';
import type { ComputeEnvironment } from '../compute';
import { type FairShareProps, fairSharePolicy } from '../scheduling';
import { withoutInheritedTags } from '../tags';

export interface QueueProps<ComputeName extends string> extends FairShareProps {
  /**
   * Queues that share compute are served from the highest priority down: a whole number from 0 to 1000. It is a
   * preference, not an order: the service passes over a queue whose next job does not fit. Source: API reference, `JobQueueDetail`.
   */
  readonly priority: number;
  /** What jobs run on, at most three: the first is tried first, the next when it has no capacity. */
  readonly compute: readonly ComputeName[];
  /**
   * After this time at the head of the queue, a job that can never be placed (larger than any of the compute, or than any
   * of its instances) is cancelled, so that those behind it may run. 10 minutes to 24 hours. Jobs that wait for capacity
   * are left alone.
   *
   * @default Duration.minutes(30)
   */
  readonly cancelUnplaceableAfter?: Duration;
  /**
   * After this time at the head of the queue, a job is cancelled when none of the compute gets the capacity that it needs,
   * so that those behind it, which may need less, get their turn. 10 minutes to 24 hours. To wait is normal for Spot: take
   * a time after which nobody wants the job any more.
   *
   * @default - never: such a job waits until there is capacity
   */
  readonly cancelWithoutCapacityAfter?: Duration;
}

/**
 * Builds a queue. It has no physical name, so that CloudFormation can replace it; its ARN is in the manifest. Its id says
 * whether it has fair share, which the service neither gives to a queue nor takes from one: the new queue is made, the
 * manifest is pointed at it, then the old one goes.
 */
export function jobQueue(
  scope: Construct,
  name: string,
  props: QueueProps<string>,
  environments: readonly ComputeEnvironment[],
): batch.JobQueue {
  const limit = props.cancelUnplaceableAfter ?? Duration.minutes(30);
  const capacityLimit = props.cancelWithoutCapacityAfter;
  refuse(scope, seconds('cancelUnplaceableAfter', limit, LIMITS.stateTimeLimitSeconds), name);
  if (capacityLimit !== undefined) {
    refuse(scope, seconds('cancelWithoutCapacityAfter', capacityLimit, LIMITS.stateTimeLimitSeconds), name);
  }
  const schedulingPolicy = fairSharePolicy(scope, name, props);
  const queue = new batch.JobQueue(scope, schedulingPolicy === undefined ? name : `${name}FairShare`, {
    priority: props.priority,
    computeEnvironments: environments.map((computeEnvironment, index) => ({ computeEnvironment, order: index + 1 })),
    ...(schedulingPolicy === undefined ? {} : { schedulingPolicy }),
  });
  const resource = queue.node.defaultChild as batch.CfnJobQueue;
  // Past the L2, whose list of reasons lacks one.
  resource.jobStateTimeLimitActions = [
    ...timeLimits('MISCONFIGURATION', limit),
    ...(capacityLimit === undefined ? [] : timeLimits('CAPACITY', capacityLimit)),
  ];
  withoutInheritedTags(resource, 'Tags');
  return queue;
}

/** Cancels what has been blocked for the reasons of one class: those on which the service acts. */
const timeLimits = (
  reasons: 'MISCONFIGURATION' | 'CAPACITY',
  limit: Duration,
): batch.CfnJobQueue.JobStateTimeLimitActionProperty[] =>
  Object.entries(BLOCKED_REASONS)
    .filter(([reason, { timeLimit }]) => timeLimit && reason.startsWith(`${reasons}:`))
    .map(([reason]) => ({ action: 'CANCEL', maxTimeSeconds: limit.toSeconds(), reason, state: 'RUNNABLE' }));
