import { type IResolvable, Stack } from 'aws-cdk-lib';
import type { IRule } from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import { advise } from '../checks';

/**
 * Lets a rule of EventBridge send to a queue, whether as its target or as its dead-letter queue, and use the queue's key. A
 * queue of another stack lets all rules of the account: naming the one would make each stack wait for the other. The policy
 * of an imported queue is its owner's.
 *
 * @param trigger - gets the finding that a key is imported
 */
export function allowRule(queue: sqs.IQueue, rule: IRule, trigger: IConstruct): void {
  if (Stack.of(queue) === Stack.of(rule)) allowOnly(queue, rule.ruleArn);
  else allow(queue, { StringEquals: { 'aws:SourceAccount': Stack.of(rule).account } });
  const key = queue.encryptionMasterKey;
  if (key === undefined || key.addToResourcePolicy(useByRules()).statementAdded) return;
  advise(
    trigger,
    'KEY_LEFT_ALONE',
    `the key of the queue ${queue.node.path} is imported, and its policy is not changed; see that it lets ` +
      'events.amazonaws.com call kms:Decrypt and kms:GenerateDataKey, or no event arrives there',
  );
}

/** Lets rules of the queue's own stack send to it. */
export const allowOnly = (queue: sqs.IQueue, ruleArns: string | IResolvable): void =>
  allow(queue, { ArnEquals: { 'aws:SourceArn': ruleArns } });

function allow(queue: sqs.IQueue, conditions: Readonly<Record<string, object>>): void {
  queue.addToResourcePolicy(
    new iam.PolicyStatement({
      principals: [new iam.ServicePrincipal('events.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions,
    }),
  );
}

/**
 * Without conditions: a request for the key does not say for which account or rule EventBridge sends, and a policy that
 * asks for it drops every event without a word. Who may send is up to the queue's policy. Source: SNS Developer Guide, "Key
 * management", which says it of topics; of queues it is not verified.
 */
const useByRules = (): iam.PolicyStatement =>
  new iam.PolicyStatement({
    principals: [new iam.ServicePrincipal('events.amazonaws.com')],
    actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
    resources: ['*'],
  });
