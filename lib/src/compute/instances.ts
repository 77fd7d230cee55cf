import { Lazy, type Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { withoutInheritedTags } from '../tags';
import { mergedUserData } from './user-data';

/** What all EC2 instances of a platform share: how they are launched, and what they may do. */
export class Instances extends Construct {
  readonly launchTemplate: ec2.LaunchTemplate;
  readonly role: iam.Role;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly volume: Size; readonly userData: ec2.UserData | undefined },
  ) {
    super(scope, id);
    this.launchTemplate = new ec2.LaunchTemplate(this, 'LaunchTemplate', {
      requireImdsv2: true,
      // A container on Docker's bridge is one hop behind its instance. With 2 it could take the instance's credentials, and
      // with them pull any image of the account and write to any log group, whatever the job's own role says.
      httpPutResponseHopLimit: 1,
      blockDevices: [
        {
          // The root device of the ECS-optimized Amazon Linux images, where Docker keeps layers and volumes.
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(props.volume.toGibibytes(), {
            encrypted: true,
            volumeType: ec2.EbsDeviceVolumeType.GP3,
            deleteOnTermination: true,
          }),
        },
      ],
      // Written at synthesis: the user may go on adding commands.
      userData: ec2.UserData.custom(Lazy.string({ produce: () => mergedUserData(props.userData?.render() ?? '') })),
    });
    withoutInheritedTags(
      this.launchTemplate.node.defaultChild as ec2.CfnLaunchTemplate,
      'TagSpecifications',
      'LaunchTemplateData.TagSpecifications',
    );
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com'),
      description: 'EC2 instances of AWS Batch: joins the cluster, pulls images, writes logs',
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonEC2ContainerServiceforEC2Role')],
    });
  }
}
