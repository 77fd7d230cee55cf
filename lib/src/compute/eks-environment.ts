import { CfnResource } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { advise } from '../checks';
import { clusterName, type EksPlace } from '../eks';
import { acknowledge, awsManagedPolicy } from '../policy';
import { withoutInheritedTags } from '../tags';
import { strategyOf } from './allocation';
import type { EnvironmentProps } from './environment';
import { gpusOf } from './gpu-families';
import { launchTemplateProperty, typesAndFamilies } from './launch-template';
import { PlainComputeEnvironment } from './plain-environment';

/** Policies of a node. Source: EKS User Guide, "Amazon EKS node IAM role". */
const NODE_POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEC2ContainerRegistryPullOnly',
] as const;

/**
 * An environment on Amazon EKS. Written without the CDK's typed resource, whose older versions do not know the access
 * entry, and whose construct wants the whole module of EKS.
 * Sources: AWS Batch User Guide, "Amazon EKS compute environments"; API reference, `EksConfiguration`.
 */
export function eksEnvironment(
  scope: Construct,
  id: string,
  eks: EksPlace,
  props: EnvironmentProps,
): PlainComputeEnvironment {
  const { compute, network, instanceTags } = props;
  const types = typesAndFamilies(compute);
  const nodes = new NodeRole(scope, `${id}Nodes`, eks);
  const template = compute.launchTemplate ?? nodeTemplate(nodes);
  const environment = new PlainComputeEnvironment(
    scope,
    id,
    (at, resourceId) =>
      new CfnResource(at, resourceId, {
        type: 'AWS::Batch::ComputeEnvironment',
        properties: {
          Type: 'MANAGED',
          State: 'ENABLED',
          ReplaceComputeEnvironment: false,
          EksConfiguration: {
            EksClusterArn: eks.cluster.clusterArn,
            KubernetesNamespace: eks.namespace,
            ...(eks.accessEntry === undefined ? {} : { AccessEntry: { DesiredState: eks.accessEntry } }),
          },
          ComputeResources: {
            Type: compute.type,
            AllocationStrategy: strategyOf(compute),
            MinvCpus: compute.minvCpus,
            MaxvCpus: compute.maxvCpus,
            InstanceTypes: types.length > 0 ? types : [`default_${compute.architecture}`],
            InstanceRole: nodes.profileArn,
            Subnets: network.vpc.selectSubnets(network.vpcSubnets).subnetIds,
            SecurityGroupIds: [eks.cluster.clusterSecurityGroup.securityGroupId, network.securityGroup.securityGroupId],
            // Of the instances that have GPUs, those of the older families find no driver in either.
            Ec2Configuration: [{ ImageType: gpusOf(compute) === 'NEW' ? 'EKS_AL2023_NVIDIA' : 'EKS_AL2023' }],
            ...(compute.bidPercentage === undefined ? {} : { BidPercentage: compute.bidPercentage }),
            ...(compute.placementGroup === undefined
              ? {}
              : { PlacementGroup: compute.placementGroup.placementGroupName }),
            LaunchTemplate: inCapitals(launchTemplateProperty(template, [])),
            ...(compute.minScaleDownDelay === undefined
              ? {}
              : { ScalingPolicy: { MinScaleDownDelayMinutes: compute.minScaleDownDelay.toMinutes() } }),
            ...(Object.keys(instanceTags).length === 0 ? {} : { Tags: instanceTags }),
          },
          UpdatePolicy: { TerminateJobsOnUpdate: false, JobExecutionTimeoutMinutes: props.updateTimeout.toMinutes() },
        },
      }),
  );
  // Nodes cannot join before it; all else is named.
  if (nodes.accessEntry !== undefined) environment.node.defaultChild?.node.addDependency(nodes.accessEntry);
  advise(
    environment,
    'EKS_PREPARED',
    'the cluster has to know the namespace and to let Batch make pods there (the access policy AWSBatchNamespacePolicy, ' +
      'or roles of Kubernetes); until then jobs stay RUNNABLE',
  );
  return environment;
}

/** A launch template's reference, as CloudFormation spells it. */
const inCapitals = (reference: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(reference)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]),
  );

/** GiB of a node's disk, on which are the images and files of its pods. */
const NODE_VOLUME = 50;

/** As for instances of ECS: IMDSv2 out of reach for pods on a network of their own, and an encrypted disk. */
function nodeTemplate(scope: Construct): ec2.LaunchTemplate {
  const template = new ec2.LaunchTemplate(scope, 'LaunchTemplate', {
    requireImdsv2: true,
    httpPutResponseHopLimit: 1,
    blockDevices: [
      {
        // The root device of the Amazon Linux images of EKS.
        deviceName: '/dev/xvda',
        volume: ec2.BlockDeviceVolume.ebs(NODE_VOLUME, {
          encrypted: true,
          volumeType: ec2.EbsDeviceVolumeType.GP3,
          deleteOnTermination: true,
        }),
      },
    ],
  });
  const resource = template.node.defaultChild as ec2.CfnLaunchTemplate;
  withoutInheritedTags(resource, 'TagSpecifications', 'LaunchTemplateData.TagSpecifications');
  return template;
}

/** The role of an environment's nodes, their instance profile, and the entry that lets a role of ours join the cluster. */
class NodeRole extends Construct {
  readonly profileArn: string;
  /** What lets a role of ours join; a role of the user's has one already. */
  accessEntry: CfnResource | undefined;

  constructor(scope: Construct, id: string, { cluster, nodeRole }: EksPlace) {
    super(scope, id);
    const role = nodeRole ?? this.makeRole(cluster.clusterArn);
    this.profileArn = new iam.CfnInstanceProfile(this, 'Profile', { roles: [role.roleName] }).attrArn;
  }

  private makeRole(clusterArn: string): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'Nodes of AWS Batch in an EKS cluster: join it, pull images',
      managedPolicies: NODE_POLICIES.map((name) => awsManagedPolicy(name)),
    });
    for (const name of NODE_POLICIES) {
      acknowledge(
        role,
        `AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/${name}]`,
        'EKS keeps the policies of its nodes up to date',
      );
    }
    this.accessEntry = new CfnResource(this, 'AccessEntry', {
      type: 'AWS::EKS::AccessEntry',
      properties: { ClusterName: clusterName(clusterArn), PrincipalArn: role.roleArn, Type: 'EC2_LINUX' },
    });
    return role;
  }
}
