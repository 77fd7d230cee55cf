import { DELIVERY_LIMITS } from '@batchwright/model/service';
import { type Duration, Lazy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Problem, seconds, wholeNumber } from '../checks';
import { DeadLetterQueue } from '../dead-letters';

/** How hard EventBridge tries to deliver. What cannot be delivered is kept in the platform's dead-letter queue. */
export interface DeliveryOptions {
  /**
   * How often a delivery is tried again: 0 to 185.
   *
   * @default 185
   */
  readonly retryAttempts?: number | undefined;
  /**
   * How old an event may get before delivery is given up: 1 minute to 24 hours.
   *
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration | undefined;
}

export function deliveryProblem({ retryAttempts, maxEventAge }: DeliveryOptions): Problem | undefined {
  return (
    (retryAttempts === undefined
      ? undefined
      : wholeNumber('retryAttempts', retryAttempts, DELIVERY_LIMITS.retryAttempts)) ??
    (maxEventAge === undefined ? undefined : seconds('maxEventAge', maxEventAge, DELIVERY_LIMITS.eventAgeSeconds))
  );
}

/** Written out even where it is EventBridge's own default: a reviewer should see how long an event is tried. */
export const retryPolicy = ({ retryAttempts, maxEventAge }: DeliveryOptions) => ({
  maximumRetryAttempts: retryAttempts ?? DELIVERY_LIMITS.retryAttempts.max,
  maximumEventAgeInSeconds: maxEventAge?.toSeconds() ?? DELIVERY_LIMITS.eventAgeSeconds.max,
});

/** A queue for events that could not be delivered, made with the first rule that may need it. */
export class DeadLetters {
  private queue: sqs.Queue | undefined;
  private readonly rules: string[] = [];
  private readonly listeners: ((queue: sqs.Queue) => void)[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly id: string,
  ) {}

  /** The queue, to which this rule may send. */
  of(ruleArn: string): sqs.IQueue {
    this.rules.push(ruleArn);
    this.queue ??= this.make();
    return this.queue;
  }

  /** Tells about the queue, now or when there is one. */
  whenMade(tell: (queue: sqs.Queue) => void): void {
    if (this.queue === undefined) this.listeners.push(tell);
    else tell(this.queue);
  }

  private make(): sqs.Queue {
    const queue = new DeadLetterQueue(this.scope, this.id);
    // One statement for all rules, those made later too.
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('events.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': Lazy.any({ produce: () => this.rules }) } },
      }),
    );
    for (const tell of this.listeners) tell(queue);
    return queue;
  }
}
