import { type CfnResource, type Duration, Stack, Token } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { refuse } from '../checks';
import type { JobNetwork } from '../network';
import { withoutInheritedTags } from '../tags';
import { strategyOf } from './allocation';
import type { Compute } from './compute';
import { eksEnvironment } from './eks-environment';
import { elsewhereProblem } from './imported';
import { imagesOf, imageTypeOf, linuxOnly } from './instance-image';
import type { Instances } from './instances';
import { launchTemplateProperty, typesAndFamilies } from './launch-template';
import { managedInstancesEnvironment } from './managed-instances';
import type { ManagedInstancesRoles } from './managed-instances-roles';
import { PlainComputeEnvironment } from './plain-environment';
import { unmanagedEnvironment } from './unmanaged';

/** A compute environment: the L2 of its type, or an `IComputeEnvironment` where there is none or it exists already. */
export type ComputeEnvironment =
  | batch.ManagedEc2EcsComputeEnvironment
  | batch.FargateComputeEnvironment
  | batch.UnmanagedComputeEnvironment
  | batch.IComputeEnvironment;

export interface EnvironmentProps {
  readonly compute: Compute;
  readonly network: JobNetwork;
  /** Made when the first EC2 environment needs them. */
  readonly instances: () => Instances;
  /** Made when the first environment on ECS Managed Instances needs them. */
  readonly managedInstancesRoles: () => ManagedInstancesRoles;
  /** How long an update waits for running jobs before it takes their instances away. */
  readonly updateTimeout: Duration;
  readonly instanceTags: Readonly<Record<string, string>>;
}

/**
 * Builds a compute environment, or takes the one that there is. Its id carries what cannot be changed in place (who looks
 * after it, its kind, Spot on Fargate and managed instances): the new one is made, queues are pointed at it, then the old one
 * goes. Source for Fargate: the service's refusal in aws/aws-cdk#27054.
 */
export function computeEnvironment(scope: Construct, name: string, props: EnvironmentProps): ComputeEnvironment {
  const { compute, network } = props;
  if (compute.computeEnvironmentArn !== undefined) {
    refuse(scope, elsewhereProblem('computeEnvironmentArn', compute.computeEnvironmentArn, Stack.of(scope)), name);
    return new PlainComputeEnvironment(scope, `${name}Imported`, compute.computeEnvironmentArn);
  }
  if (compute.eks !== undefined) {
    refuse(scope, elsewhereProblem('cluster.clusterArn', compute.eks.cluster.clusterArn, Stack.of(scope)), name);
  }
  const environment = newEnvironment(scope, name, props);
  if (compute.containerInsights !== undefined) {
    (environment.node.defaultChild as CfnResource).addPropertyOverride(
      'EcsSettings.ContainerInsights',
      compute.containerInsights,
    );
  }
  // Instances need the way out to join their cluster, and, when all is deleted, to leave it.
  if (compute.origin === 'MANAGED') environment.node.defaultChild?.node.addDependency(network.connectivity);
  return environment;
}

function newEnvironment(scope: Construct, name: string, props: EnvironmentProps): ComputeEnvironment {
  const { compute } = props;
  if (compute.origin === 'UNMANAGED') return unmanagedEnvironment(scope, `${name}Unmanaged`, compute);
  if (compute.eks !== undefined) return eksEnvironment(scope, `${name}Eks`, compute.eks, props);
  if (compute.onInstances) return ec2Environment(scope, `${name}Ec2`, props);
  const spot = compute.spot ? 'Spot' : '';
  if (compute.kind === 'FARGATE') return fargateEnvironment(scope, `${name}Fargate${spot}`, props);
  return managedInstancesEnvironment(scope, `${name}ManagedInstances${spot}`, props);
}

function ec2Environment(scope: Construct, id: string, props: EnvironmentProps): batch.ManagedEc2EcsComputeEnvironment {
  const { compute, network } = props;
  const instances = props.instances();
  const launchTemplate = compute.launchTemplate ?? instances.launchTemplate;
  const open = compute.instanceTypes.some(isOpen);
  const instanceTypes = compute.instanceTypes.filter((type) => !isOpen(type));
  const chosen = instanceTypes.length + compute.instanceClasses.length > 0;
  const environment = new batch.ManagedEc2EcsComputeEnvironment(scope, id, {
    vpc: network.vpc,
    vpcSubnets: network.vpcSubnets,
    securityGroups: [network.securityGroup],
    maxvCpus: compute.maxvCpus,
    minvCpus: compute.minvCpus,
    spot: compute.spot,
    // Older versions of the CDK do not list all strategies; it writes down what it is given.
    allocationStrategy: strategyOf(compute) as batch.AllocationStrategy,
    images: imagesOf(compute).map((image) => ({ ...linuxOnly(image), imageType: imageTypeOf(image) })),
    launchTemplate,
    instanceRole: instances.role,
    // Updated in place: replacing would need every queue to let go of it first.
    replaceComputeEnvironment: false,
    terminateOnUpdate: false,
    updateTimeout: props.updateTimeout,
    placementGroup: compute.placementGroup,
    spotBidPercentage: compute.bidPercentage,
    ...(chosen
      ? {
          instanceTypes,
          instanceClasses: [...compute.instanceClasses],
          // The L2 would add `optimal`, which is x86 and is not what was asked for.
          useOptimalInstanceClasses: false,
        }
      : { defaultInstanceClasses: [DEFAULT_CLASS[compute.architecture]] }),
  });
  const resource = cleanResource(environment);
  // Not by an override, in which the CDK does not see a reference to another stack.
  resource.computeResources = {
    ...(resource.computeResources as batch.CfnComputeEnvironment.ComputeResourcesProperty),
    instanceRole: instances.instanceProfile.instanceProfileArn,
    launchTemplate: launchTemplateProperty(launchTemplate, compute.launchTemplateOverrides),
    // In place of those that the L2 takes from the scope; an override would be merged with them.
    tags: Object.keys(props.instanceTags).length === 0 ? undefined : props.instanceTags,
  };
  environment.node.tryRemoveChild('InstanceProfile');
  // The service takes security groups here or with the network interface that has the public address, not both.
  if (network.publicAddresses && compute.launchTemplate === undefined) {
    resource.addPropertyDeletionOverride('ComputeResources.SecurityGroupIds');
  }
  // The L2 takes types apart, and fails on those that it cannot.
  if (open) resource.addPropertyOverride('ComputeResources.InstanceTypes', typesAndFamilies(compute));
  if (compute.minScaleDownDelay !== undefined) {
    resource.addPropertyOverride(
      'ComputeResources.ScalingPolicy.MinScaleDownDelayMinutes',
      compute.minScaleDownDelay.toMinutes(),
    );
  }
  return environment;
}

/** Whether the CDK cannot take a type apart: one that only the deployment knows, a family, `u-6tb1.56xlarge`. */
function isOpen(type: InstanceType): boolean {
  try {
    return Token.isUnresolved(type.toString()) || type.architecture === undefined;
  } catch {
    return true;
  }
}

const DEFAULT_CLASS = {
  x86_64: batch.DefaultInstanceClass.X86_64,
  arm64: batch.DefaultInstanceClass.ARM64,
} as const;

function fargateEnvironment(
  scope: Construct,
  id: string,
  { compute, network }: EnvironmentProps,
): batch.FargateComputeEnvironment {
  const environment = new batch.FargateComputeEnvironment(scope, id, {
    vpc: network.vpc,
    vpcSubnets: network.vpcSubnets,
    securityGroups: [network.securityGroup],
    maxvCpus: compute.maxvCpus,
    spot: compute.spot,
    replaceComputeEnvironment: false,
  });
  // The service refuses an update policy on Fargate as soon as anything else changes.
  cleanResource(environment).updatePolicy = undefined;
  return environment;
}

/** The CloudFormation resource behind the L2, without what the L2 gets wrong. */
function cleanResource(
  environment: batch.ManagedEc2EcsComputeEnvironment | batch.FargateComputeEnvironment,
): batch.CfnComputeEnvironment {
  const resource = environment.node.defaultChild as batch.CfnComputeEnvironment;
  // The service answers in capitals; lower case shows as drift for ever.
  resource.type = 'MANAGED';
  withoutInheritedTags(resource, 'Tags');
  return resource;
}
