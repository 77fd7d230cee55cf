import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { policyDocument, type Statement } from '../policy';

/**
 * A role for ECS tasks of this account only. Without the condition, the service could be talked into lending it to a task
 * of another account. Source: IAM User Guide, "The confused deputy problem".
 *
 * @param statements - what it may do from the start
 */
export function taskRole(
  scope: Construct,
  id: string,
  description: string,
  statements: readonly Statement[] = [],
): iam.Role {
  return new iam.Role(scope, id, {
    description,
    // In the role itself: a policy beside it would be one more resource for every job.
    ...(statements.length === 0 ? {} : { inlinePolicies: { Job: policyDocument(statements) } }),
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
}
