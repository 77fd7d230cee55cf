import { Lazy } from 'aws-cdk-lib';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { DeadLetterQueue } from './dead-letter-queue';
import { allowOnly } from './rule-access';

/**
 * A platform's queue for what failed for good: events that could not be delivered, and submissions of triggers. Made with
 * the first that may need it.
 */
export class DeadLetters {
  private made: sqs.Queue | undefined;
  private readonly rules: string[] = [];
  private readonly listeners: ((queue: sqs.Queue) => void)[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly id: string,
  ) {}

  /** The queue, for those who send to it with a role of their own. */
  get queue(): sqs.Queue {
    this.made ??= this.make();
    return this.made;
  }

  /** The queue, to which this rule of EventBridge may send. */
  of(ruleArn: string): sqs.Queue {
    // One statement for all, those made later too.
    if (this.rules.length === 0) allowOnly(this.queue, Lazy.any({ produce: () => [...this.rules] }));
    if (!this.rules.includes(ruleArn)) this.rules.push(ruleArn);
    return this.queue;
  }

  /** Tells about the queue, now or when there is one. */
  whenMade(tell: (queue: sqs.Queue) => void): void {
    if (this.made === undefined) this.listeners.push(tell);
    else tell(this.made);
  }

  private make(): sqs.Queue {
    const queue = new DeadLetterQueue(this.scope, this.id);
    for (const tell of this.listeners) tell(queue);
    return queue;
  }
}
