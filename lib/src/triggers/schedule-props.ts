import type { Duration, TimeZone } from 'aws-cdk-lib';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

export interface ScheduleProps<Given, Queue extends string> {
  /** When: `ScheduleExpression.cron({ hour: '3', minute: '0' })`, `.rate(Duration.hours(6))`, `.at(date)`. */
  readonly schedule: ScheduleExpression;
  /**
   * In which time zone, daylight saving time included: `TimeZone.EUROPE_BERLIN`.
   *
   * @default - that of `schedule`, which is UTC unless it says otherwise
   */
  readonly timeZone?: TimeZone;
  /**
   * The job is submitted at some moment within this time after the scheduled one, which spreads the load of many
   * schedules: 1 minute to 24 hours.
   *
   * @default - at the scheduled time
   */
  readonly flexibleWindow?: Duration;
  /**
   * Queue that the job is submitted to, one of the job's own.
   *
   * @default - the first of the job's queues
   */
  readonly queue?: Queue;
  /**
   * The job's input, the same each time but for the texts of {@link Scheduled}. It is sent with the submission: about 7 kB
   * of JSON. Values that only the deployment knows may stand in it as texts or numbers; such a text is put in as it is, so
   * it must have no quotes, backslashes or line breaks.
   */
  readonly input: Given;
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
   * Tags of the submitted jobs, at most 50. The schedule may then tag jobs, too.
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
   * Gets submissions that failed for good. A standard queue, not a FIFO one.
   *
   * @default - the platform's, for all its events and triggers: encrypted, TLS only, messages kept for 14 days
   */
  readonly deadLetterQueue?: IQueue;
  /**
   * How often a failed submission is tried again, 0 to 185, with growing waits in between. A job that was submitted and
   * fails is none of its business: see `attempts`.
   *
   * @default 185
   */
  readonly retryAttempts?: number;
  /**
   * How long a failed submission is tried again, 1 minute to 24 hours. What is later goes to the dead-letter queue.
   *
   * @default Duration.hours(1)
   */
  readonly maxEventAge?: Duration;
  /**
   * Nothing is submitted before this.
   *
   * @default - from the deployment on
   */
  readonly start?: Date;
  /**
   * Nothing is submitted after this.
   *
   * @default - for ever
   */
  readonly end?: Date;
  /**
   * `false` keeps the schedule without submitting anything.
   *
   * @default true
   */
  readonly enabled?: boolean;
}
