import { EVENT_STATUSES, type EventStatus } from '@batchwright/model/service';
import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Problem, seconds } from '../checks';
import { statesProblem } from './events';

export interface EventQueueProps {
  /**
   * The statuses whose beginning is told.
   *
   * @default - every status that has an event: all but SUBMITTED
   */
  readonly states?: readonly EventStatus[] | undefined;
  /**
   * Key for the messages. Its policy lets EventBridge use it; the policy of an imported key is its owner's.
   *
   * @default - a key of SQS, which costs nothing
   */
  readonly encryptionKey?: kms.IKey | undefined;
  /**
   * How long an event is kept that nobody takes: 1 minute to 14 days.
   *
   * @default Duration.days(4)
   */
  readonly retention?: Duration | undefined;
}

export const eventQueueStates = ({ states }: EventQueueProps): readonly EventStatus[] => states ?? EVENT_STATUSES;

/** Source: SQS API reference, `SetQueueAttributes`. */
const RETENTION_SECONDS = { min: 60, max: 14 * 24 * 60 * 60 };

/** What is wrong with the properties; `undefined` when nothing is. */
export const eventQueueProblem = (props: EventQueueProps): Problem | undefined =>
  statesProblem(eventQueueStates(props)) ??
  (props.retention === undefined ? undefined : seconds('eventQueue.retention', props.retention, RETENTION_SECONDS));

/** A follower that has taken an event five times without deleting it does not understand it. */
const RECEIVES = 5;

/** The queue of a platform's events, for a service to follow in place of asking Batch again and again. */
export const eventQueue = (scope: Construct, id: string, props: EventQueueProps, deadLetters: sqs.IQueue): sqs.Queue =>
  new sqs.Queue(scope, id, {
    ...(props.encryptionKey === undefined
      ? { encryption: sqs.QueueEncryption.SQS_MANAGED }
      : { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: props.encryptionKey }),
    enforceSSL: true,
    // One request brings what came within it, and an empty answer takes that long.
    receiveMessageWaitTime: Duration.seconds(20),
    ...(props.retention === undefined ? {} : { retentionPeriod: props.retention }),
    deadLetterQueue: { queue: deadLetters, maxReceiveCount: RECEIVES },
  });
