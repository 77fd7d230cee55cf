import { ArnFormat, Lazy, Names, Stack } from 'aws-cdk-lib';
import type * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Problem } from '../checks';
import { allowRule } from '../dead-letters';
import { substituted } from '../references';

/**
 * Where events go: a topic, a queue, a function or a log group, each as it is. The permission is added; the policy of an
 * imported topic, queue or key is its owner's.
 */
export type EventTarget = sns.ITopic | sqs.IQueue | lambda.IFunction | logs.ILogGroup;

/** FIFO needs a group and an order that events of Batch do not have. */
export function targetProblem(target: EventTarget): Problem | undefined {
  if (!('fifo' in target) || !target.fifo) return undefined;
  return {
    code: 'UNSUPPORTED_TARGET',
    message: `the target ${target.node.path} is FIFO, but AWS Batch promises no order of its events; give one that is not`,
  };
}

/**
 * As the CDK's own target, with two exceptions: a queue with a key lets more than its rule send to it there, and for a log
 * group the CDK would deploy a Lambda function to write the policy.
 */
export function ruleTarget(rule: events.Rule, target: EventTarget, logPolicy: LogPolicy): events.IRuleTarget {
  if ('topicArn' in target) return new targets.SnsTopic(target);
  if ('queueArn' in target) return queueTarget(rule, target);
  if ('functionArn' in target) return new targets.LambdaFunction(target);
  return {
    bind: () => {
      logPolicy.allow(target);
      return {
        // Without the ":*" that the group's own ARN ends with.
        arn: substituted(
          Stack.of(target).formatArn({
            service: 'logs',
            resource: 'log-group',
            resourceName: target.logGroupName,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ),
        targetResource: target,
      };
    },
  };
}

const queueTarget = (rule: events.Rule, queue: sqs.IQueue): events.IRuleTarget => ({
  bind: () => {
    allowRule(queue, rule, rule);
    return { arn: queue.queueArn, targetResource: queue };
  },
});

/**
 * Lets EventBridge write to log groups: one policy for all of a platform's, because an account has room for ten in a region.
 * Source: CloudWatch Logs User Guide, quotas.
 */
export class LogPolicy {
  private readonly groups = new Set<string>();

  constructor(
    private readonly scope: Construct,
    private readonly id: string,
  ) {}

  allow(group: logs.ILogGroup): void {
    if (this.groups.size === 0) this.make();
    this.groups.add(group.logGroupArn);
  }

  private make(): void {
    const scope = new Construct(this.scope, this.id);
    new logs.CfnResourcePolicy(scope, 'Resource', {
      policyName: Names.uniqueResourceName(scope, { separator: '-' }),
      policyDocument: substituted(
        Stack.of(scope).toJsonString({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              // Those added later too.
              Resource: Lazy.list({ produce: () => [...this.groups] }),
            },
          ],
        }),
      ),
    });
  }
}
