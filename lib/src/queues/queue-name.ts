import { Fn, Token } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';

/**
 * Name of a queue, as metrics want it. Cut out of the ARN at its only slash: the CDK's own `jobQueueName` takes twice the
 * template for the same.
 */
export const queueName = (queue: batch.IJobQueue): string =>
  Token.isUnresolved(queue.jobQueueName) ? Fn.select(1, Fn.split('/', queue.jobQueueArn)) : queue.jobQueueName;
