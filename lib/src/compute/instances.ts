import { Lazy, type Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { findingId } from '../checks';
import type { JobNetwork } from '../network';
import { acknowledge, awsManagedPolicy } from '../policy';
import { withoutInheritedTags } from '../tags';
import { mergedUserData, userDataSizeProblem } from './user-data';

export interface InstancesProps {
  readonly volume: Size;
  /** An environment's own tags of EC2 reach instances only. */
  readonly volumeTags: Readonly<Record<string, string>>;
  readonly userData: ec2.UserData | undefined;
  readonly network: JobNetwork;
}

/** What EC2 instances of a platform share: how they are launched, and what they may do. Both made when first asked for. */
export class Instances extends Construct {
  private ownLaunchTemplate: ec2.LaunchTemplate | undefined;
  private ownRole: iam.Role | undefined;
  private ownProfile: iam.InstanceProfile | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: InstancesProps,
  ) {
    super(scope, id);
  }

  get launchTemplate(): ec2.LaunchTemplate {
    this.ownLaunchTemplate ??= this.makeLaunchTemplate();
    return this.ownLaunchTemplate;
  }

  get role(): iam.Role {
    this.ownRole ??= this.makeRole();
    return this.ownRole;
  }

  private get userData(): string {
    return mergedUserData(this.props.userData?.render() ?? '');
  }

  /** How instances take the role. One for all: the L2 would make another with each compute environment. */
  get instanceProfile(): iam.InstanceProfile {
    this.ownProfile ??= new iam.InstanceProfile(this, 'Profile', { role: this.role });
    return this.ownProfile;
  }

  private makeLaunchTemplate(): ec2.LaunchTemplate {
    const { publicAddresses, securityGroup } = this.props.network;
    const launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      // Whatever the subnets do by themselves. The address belongs to a network interface, and that has the group.
      ...(publicAddresses ? { associatePublicIpAddress: true, securityGroup } : {}),
      requireImdsv2: true,
      // A container on Docker's bridge is one hop behind its instance. With 2 it could take the instance's credentials, and
      // with them pull any image of the account and write to any log group, whatever the job's own role says.
      httpPutResponseHopLimit: 1,
      blockDevices: [
        {
          // The root device of the ECS-optimized Amazon Linux images, where Docker keeps layers and volumes.
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(this.props.volume.toGibibytes(), {
            encrypted: true,
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            deleteOnTermination: true,
          }),
        },
      ],
      // Written at synthesis: the user may go on adding commands.
      userData: ec2.UserData.custom(Lazy.string({ produce: () => this.userData })),
    });
    launchTemplate.node.addValidation({
      validate: () => {
        const problem = userDataSizeProblem(this.userData);
        return problem === undefined ? [] : [`${problem.message} [${findingId(problem.code)}]`];
      },
    });
    const resource = launchTemplate.node.defaultChild as ec2.CfnLaunchTemplate;
    withoutInheritedTags(resource, 'TagSpecifications', 'LaunchTemplateData.TagSpecifications');
    const volumeTags = Object.entries(this.props.volumeTags).map(([Key, Value]) => ({ Key, Value }));
    if (volumeTags.length > 0) {
      resource.addPropertyOverride('LaunchTemplateData.TagSpecifications', [
        { ResourceType: 'volume', Tags: volumeTags },
      ]);
    }
    return launchTemplate;
  }

  private makeRole(): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'Instances of AWS Batch: join a cluster',
      managedPolicies: [awsManagedPolicy('service-role/AmazonEC2ContainerServiceforEC2Role')],
    });
    acknowledge(
      role,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonEC2ContainerServiceforEC2Role]',
      'what the ECS agent calls, which AWS keeps in step with it; containers cannot reach this role (hop limit 1)',
    );
    return role;
  }
}
