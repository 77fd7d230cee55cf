import { Stack } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge, awsManagedPolicy } from '../policy';
import { withoutInheritedTags } from '../tags';
import type { Compute } from './compute';

const POLICY = 'service-role/AWSBatchServiceRole';

/**
 * An environment whose instances the user launches. It needs a role of its own: the service does not take its
 * service-linked role here. Source: the rules of cdk-preflight, which were measured on the service.
 */
export function unmanagedEnvironment(
  scope: Construct,
  id: string,
  compute: Compute,
): batch.UnmanagedComputeEnvironment {
  const environment = new batch.UnmanagedComputeEnvironment(scope, id, {
    unmanagedvCpus: compute.maxvCpus,
    serviceRole: serviceRole(scope, `${id}ServiceRole`),
  });
  const resource = environment.node.defaultChild as batch.CfnComputeEnvironment;
  // The service answers in capitals; lower case shows as drift for ever.
  resource.type = 'UNMANAGED';
  withoutInheritedTags(resource, 'Tags');
  return environment;
}

function serviceRole(scope: Construct, id: string): iam.Role {
  const role = new iam.Role(scope, id, {
    // For this account's environments only: a service that acts for many is told for whom it may act.
    assumedBy: new iam.ServicePrincipal('batch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
    }),
    description: 'AWS Batch: makes the ECS cluster of unmanaged compute and places jobs on it',
    managedPolicies: [awsManagedPolicy(POLICY)],
  });
  acknowledge(
    role,
    `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${POLICY}]`,
    'the policy that AWS Batch demands of a service role, which AWS keeps in step with it',
  );
  return role;
}
