import type { Duration } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { CreatedObject, EventFields } from './created-object';

/**
 * An input that has the contract's fields and no others: what a function returns, TypeScript does not ask for fields too
 * many.
 */
export type Exactly<Given, Made> = unknown extends Given
  ? Made
  : Made & { readonly [Key in Exclude<keyof Made, Given extends unknown ? keyof Given : never>]: never };

/** How a job is submitted by an event, and what becomes of an event that fails. */
export interface EventSubmission<Queue extends string> {
  /**
   * Queue that the job is submitted to, one of the job's own.
   *
   * @default - the first of the job's queues
   */
  readonly queue?: Queue;
  /**
   * Whose share it is: demanded by a queue with fair share, refused by any other.
   *
   * @default - none
   */
  readonly shareIdentifier?: string;
  /**
   * On a queue with fair share, order within the share: 0 to 9999, higher first.
   *
   * @default - the job definition's
   */
  readonly schedulingPriority?: number;
  /**
   * Tags of the submitted jobs, at most 50. The trigger may then tag jobs, too.
   *
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * How often the job may be started in all, 1 to 10; when an attempt is repeated stays the job's own rule.
   *
   * @default - the job's
   */
  readonly attempts?: number;
  /**
   * How long one attempt may run, at least a minute.
   *
   * @default - the job's
   */
  readonly timeout?: Duration;
  /**
   * Gets events for which no job was submitted, with the reason. A standard queue, not a FIFO one. An imported queue's
   * policy must let `events.amazonaws.com` send for the rule.
   *
   * @default - the platform's, for all its events and triggers: encrypted, TLS only, messages kept for 14 days
   */
  readonly deadLetterQueue?: IQueue;
  /**
   * How often EventBridge tries again to hand the event over: 0 to 185.
   *
   * @default 185
   */
  readonly retryAttempts?: number;
  /**
   * How long EventBridge tries to hand the event over, 1 minute to 24 hours.
   *
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration;
  /**
   * `false` keeps the trigger without submitting anything.
   *
   * @default true
   */
  readonly enabled?: boolean;
}

export interface ObjectCreatedProps<Given, Queue extends string> extends EventSubmission<Queue> {
  /** Bucket in this account and region. One of this app is told to send its events to EventBridge. */
  readonly bucket: IBucket;
  /**
   * How the keys begin, as in `in/`.
   *
   * @default - any way
   */
  readonly prefix?: string;
  /**
   * How the keys end, as in `.jpg`; upper and lower case differ.
   *
   * @default - any way
   */
  readonly suffix?: string;
  /** The job's input for an object: `(object) => ({ bucket: object.bucket, key: object.key })`. Called once, at synthesis. */
  readonly input: (object: CreatedObject) => Given;
}

interface WithPattern<Queue extends string> extends EventSubmission<Queue> {
  /** Which events. */
  readonly eventPattern: events.EventPattern;
  /**
   * Where from.
   *
   * @default - the account's default bus, to which AWS services send
   */
  readonly eventBus?: events.IEventBus;
}

export interface EventInputProps<Given, Queue extends string> extends WithPattern<Queue> {
  /** The job's input for an event: `(event) => ({ order: event.text('detail', 'id') })`. Called once, at synthesis. */
  readonly input: (event: EventFields) => Given;
  readonly parameters?: undefined;
}

export interface EventParametersProps<Queue extends string> extends WithPattern<Queue> {
  /**
   * Values for the `Ref::` arguments of the job's command, for a job that reads no input. Constants on a queue without
   * shares need no state machine: the rule itself submits the job then, at least once for each event.
   */
  readonly parameters: Readonly<Record<string, string>> | ((event: EventFields) => Readonly<Record<string, string>>);
  readonly input?: undefined;
}

export type EventProps<Given, Queue extends string> = EventInputProps<Given, Queue> | EventParametersProps<Queue>;
