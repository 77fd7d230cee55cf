import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledge, awsManagedPolicy } from '../policy';

const INFRASTRUCTURE = 'AmazonECSInfrastructureRolePolicyForManagedInstances';
const INSTANCE = 'AmazonECSInstanceRolePolicyForManagedInstances';

/**
 * What ECS and the instances that it manages may do, shared by a platform's environments on ECS Managed Instances. The
 * policies are AWS's own, which the service demands for instances and keeps in step with itself. The one for the
 * infrastructure passes only roles of a fixed name; ours has none, so that stacks do not get into each other's way, and is
 * passed by a statement of its own. Source: Amazon ECS Developer Guide, "Amazon ECS Managed Instances instance profile".
 */
export class ManagedInstancesRoles extends Construct {
  readonly infrastructureRole: iam.Role;
  readonly instanceProfile: iam.InstanceProfile;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const instanceRole = new iam.Role(this, 'InstanceRole', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'Instances that ECS manages for AWS Batch: join the cluster',
      managedPolicies: [awsManagedPolicy(INSTANCE)],
    });
    this.instanceProfile = new iam.InstanceProfile(this, 'InstanceProfile', { role: instanceRole });
    this.infrastructureRole = new iam.Role(this, 'InfrastructureRole', {
      assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com'),
      description: 'ECS: launches and ends the instances that it manages for AWS Batch',
      managedPolicies: [awsManagedPolicy(INFRASTRUCTURE)],
      // In the role itself, so that it is there before the first instance and until the last one has gone.
      inlinePolicies: {
        PassInstanceRole: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({
              actions: ['iam:PassRole'],
              resources: [instanceRole.roleArn],
              conditions: { StringEquals: { 'iam:PassedToService': `ec2.${Stack.of(this).urlSuffix}` } },
            }),
          ],
        }),
      },
    });
    accept(instanceRole, INSTANCE);
    accept(this.infrastructureRole, INFRASTRUCTURE);
  }
}

const accept = (role: iam.Role, policy: string): void =>
  acknowledge(
    role,
    `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${policy}]`,
    'the policy that ECS Managed Instances is documented with, which AWS keeps in step with the service',
  );
