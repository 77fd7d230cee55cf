import { type Duration, Token } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { JobNetwork } from '../network';
import { withoutInheritedTags } from '../tags';
import type { Compute } from './compute';
import { type InstanceImage, imageTypeOf } from './instance-image';
import type { Instances } from './instances';
import { launchTemplateProperty, typesAndFamilies } from './launch-template';

/** The L2 of a compute environment, whatever its type. */
export type ComputeEnvironment = batch.ManagedEc2EcsComputeEnvironment | batch.FargateComputeEnvironment;

export interface EnvironmentProps {
  readonly compute: Compute;
  readonly network: JobNetwork;
  /** Made when the first EC2 environment needs them. */
  readonly instances: () => Instances;
  /** How long an update waits for running jobs before it takes their instances away. */
  readonly updateTimeout: Duration;
  readonly instanceTags: Readonly<Record<string, string>>;
}

/**
 * Builds a compute environment. Its id carries the kind, because EC2 and Fargate cannot be changed into each other: the
 * new one is made, queues are pointed at it, then the old one goes.
 */
export function computeEnvironment(scope: Construct, name: string, props: EnvironmentProps): ComputeEnvironment {
  const environment =
    props.compute.kind === 'EC2'
      ? ec2Environment(scope, `${name}Ec2`, props)
      : fargateEnvironment(scope, `${name}Fargate`, props);
  if (props.compute.containerInsights !== undefined) {
    (environment.node.defaultChild as batch.CfnComputeEnvironment).addPropertyOverride(
      'EcsSettings.ContainerInsights',
      props.compute.containerInsights,
    );
  }
  // Instances need the way out to join their cluster, and, when all is deleted, to leave it.
  environment.node.defaultChild?.node.addDependency(props.network.connectivity);
  return environment;
}

function ec2Environment(scope: Construct, id: string, props: EnvironmentProps): ComputeEnvironment {
  const { compute, network } = props;
  const instances = props.instances();
  const launchTemplate = compute.launchTemplate ?? instances.launchTemplate;
  const images: readonly InstanceImage[] = compute.images.length > 0 ? compute.images : [{}];
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
    allocationStrategy: compute.spot
      ? batch.AllocationStrategy.SPOT_PRICE_CAPACITY_OPTIMIZED
      : batch.AllocationStrategy.BEST_FIT_PROGRESSIVE,
    images: images.map((image) => ({ ...image, imageType: imageTypeOf(image) })),
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
    launchTemplate: launchTemplateProperty(launchTemplate, compute.launchTemplateOverrides),
  };
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
  if (Object.keys(props.instanceTags).length > 0) {
    resource.addPropertyOverride('ComputeResources.Tags', props.instanceTags);
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

function fargateEnvironment(scope: Construct, id: string, { compute, network }: EnvironmentProps): ComputeEnvironment {
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
function cleanResource(environment: ComputeEnvironment): batch.CfnComputeEnvironment {
  const resource = environment.node.defaultChild as batch.CfnComputeEnvironment;
  // The service answers in capitals; lower case shows as drift for ever.
  resource.type = 'MANAGED';
  withoutInheritedTags(resource, 'Tags', 'ComputeResources.Tags');
  return resource;
}
