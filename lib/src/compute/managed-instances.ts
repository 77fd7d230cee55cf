import { CfnResource } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { EnvironmentProps } from './environment';
import { typesAndFamilies } from './launch-template';
import { PlainComputeEnvironment } from './plain-environment';

/**
 * An environment on ECS Managed Instances. Written without the CDK's typed resource, whose older versions do not know it.
 * Sources: AWS Batch User Guide, "Compute environments on Amazon ECS Managed Instances"; API reference,
 * `ManagedInstancesProvider`. An update policy is not among its settings: ECS replaces instances as their jobs end.
 */
export function managedInstancesEnvironment(
  scope: Construct,
  id: string,
  props: EnvironmentProps,
): PlainComputeEnvironment {
  const roles = props.managedInstancesRoles();
  return new PlainComputeEnvironment(
    scope,
    id,
    (at, resourceId) =>
      new CfnResource(at, resourceId, {
        type: 'AWS::Batch::ComputeEnvironment',
        properties: {
          Type: 'MANAGED',
          State: 'ENABLED',
          ReplaceComputeEnvironment: false,
          ComputeResources: {
            Type: 'ECS_MANAGED_INSTANCES',
            MaxvCpus: props.compute.maxvCpus,
            ManagedInstancesProvider: {
              InfrastructureRoleArn: roles.infrastructureRole.roleArn,
              InstanceLaunchTemplate: launchTemplate(roles.instanceProfile.instanceProfileArn, props),
              ...scaleIn(props),
              ...tags(props),
            },
            ...(hasTags(props) ? { CapacityTags: props.instanceTags } : {}),
          },
        },
      }),
  );
}

function launchTemplate(profile: string, { compute, network }: EnvironmentProps) {
  const types = typesAndFamilies(compute);
  return {
    Ec2InstanceProfileArn: profile,
    CapacityOptionType: compute.spot ? 'SPOT' : 'ON_DEMAND',
    NetworkConfiguration: {
      SecurityGroups: [network.securityGroup.securityGroupId],
      Subnets: network.vpc.selectSubnets(network.vpcSubnets).subnetIds,
    },
    ...(types.length > 0 ? { InstanceRequirements: { AllowedInstanceTypes: types } } : {}),
    ...(compute.volume === undefined ? {} : { StorageConfiguration: { StorageSizeGiB: compute.volume.toGibibytes() } }),
    ...(compute.useLocalStorage === undefined
      ? {}
      : { LocalStorageConfiguration: { UseLocalStorage: compute.useLocalStorage } }),
  };
}

const scaleIn = ({ compute: { scaleInAfter } }: EnvironmentProps) =>
  scaleInAfter === undefined ? {} : { InfrastructureOptimization: { ScaleInAfter: scaleInAfter.toSeconds() } };

/** Tags of the capacity provider reach its instances only when that is said. */
const tags = (props: EnvironmentProps) => (hasTags(props) ? { PropagateTags: 'CAPACITY_PROVIDER' } : {});

const hasTags = ({ instanceTags }: EnvironmentProps): boolean => Object.keys(instanceTags).length > 0;
