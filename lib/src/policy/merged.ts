import { IAM_MINIMIZE_POLICIES } from 'aws-cdk-lib/cx-api';
import type { Construct } from 'constructs';

/**
 * Has statements of policies below a construct merged and sorted, also in an app that does not ask the CDK for it. Call it
 * before anything stands below. An app that says no is left alone.
 */
export function mergeStatements(at: Construct): void {
  if (at.node.tryGetContext(IAM_MINIMIZE_POLICIES) === undefined) at.node.setContext(IAM_MINIMIZE_POLICIES, true);
}
