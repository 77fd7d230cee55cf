import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { advise } from '../checks';
import { acknowledge, acknowledgeWildcards, addStatements, policyDocument, type Statement } from '../policy';

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
  const role = new iam.Role(scope, id, {
    description,
    // In the role itself: a policy beside it would be one more resource for every job.
    ...(statements.length === 0 ? {} : { inlinePolicies: { Job: policyDocument(statements) } }),
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
  });
  acknowledgeWildcards(role, statements);
  return role;
}

/** The role of a job's worker: the given one with what it needs added to it, or a new one. */
export function workerRole(at: Construct, given: iam.IRole | undefined, statements: readonly Statement[]): iam.IRole {
  if (given === undefined) return taskRole(at, 'Role', `Worker of the job ${at.node.id}`, statements);
  if (!addStatements(given, statements)) warnOfRole(at, 'role', statements);
  return given;
}

/** Lets a role that the user gave start workers. Images and secrets are granted as they are used. */
export function starterRole(at: Construct, given: iam.IRole, { logGroupArn }: logs.ILogGroup): iam.IRole {
  const statements = [{ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroupArn] }];
  if (!addStatements(given, statements)) warnOfRole(at, 'executionRole', statements);
  return given;
}

/** A role of somebody else's is left as it is; what the job needs has to be there already. */
function warnOfRole(at: Construct, option: 'role' | 'executionRole', statements: readonly Statement[]): void {
  const actions = [...new Set(statements.flatMap((statement) => statement.actions))].sort();
  const more =
    option === 'role'
      ? 'and the keys of encrypted buckets'
      : 'and the pull of the image, and its secrets if there are any';
  advise(
    at,
    'ROLE_LEFT_ALONE',
    `${option} is imported as one that this app does not change; see that it allows ${actions.join(', ')}, ${more}`,
  );
}

/** The role that starts workers, without what each needs for it: images, logs and secrets add that themselves. */
export function executionRole(scope: Construct, id: string, description: string): iam.Role {
  const role = taskRole(scope, id, description);
  acknowledge(role, 'AwsSolutions-IAM5[Resource::*]', 'ecr:GetAuthorizationToken knows no resource');
  return role;
}
