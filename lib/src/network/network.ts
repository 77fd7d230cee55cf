import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';
import { PlatformError } from '../checks';

/** Where a platform's jobs run: the same for all its compute. */
export interface Network {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
  /** Routes to the outside. Instances that start before them cannot join their cluster. */
  readonly connectivity: IDependable;
}

/**
 * Private subnets of the VPC (with a way out if there are such, else isolated) and a security group that lets jobs call
 * HTTPS endpoints, and nobody call jobs.
 *
 * @throws {@link PlatformError} `NO_PRIVATE_SUBNETS`
 */
export function jobNetwork(scope: Construct, vpc: ec2.IVpc, selection: ec2.SubnetSelection | undefined): Network {
  const vpcSubnets = selection ?? privateSubnets(scope, vpc);
  const selected = select(scope, vpc, vpcSubnets);
  if (selected.hasPublic) {
    throw new PlatformError(
      'NO_PRIVATE_SUBNETS',
      scope.node.path,
      'vpcSubnets selects public subnets; expected private ones, so that no job has an address on the internet: ' +
        'take SubnetType.PRIVATE_WITH_EGRESS, or PRIVATE_ISOLATED with VPC endpoints',
    );
  }
  const securityGroup = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'Batch jobs: HTTPS out, nothing in',
    allowAllOutbound: false,
  });
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'HTTPS to AWS services and registries');
  return { vpc, vpcSubnets, securityGroup, connectivity: selected.internetConnectivityEstablished };
}

function select(scope: Construct, vpc: ec2.IVpc, selection: ec2.SubnetSelection): ec2.SelectedSubnets {
  let why = '';
  let cause: unknown;
  try {
    const selected = vpc.selectSubnets(selection);
    if (selected.subnetIds.length > 0 || selected.isPendingLookup) return selected;
  } catch (error) {
    why = ` (${error instanceof Error ? error.message : String(error)})`;
    cause = error;
  }
  throw new PlatformError(
    'NO_PRIVATE_SUBNETS',
    scope.node.path,
    `vpcSubnets selects no subnet of the VPC${why}; expected at least one private subnet: leave vpcSubnets out, or ` +
      'select subnets that the VPC has',
    { cause },
  );
}

function privateSubnets(scope: Construct, vpc: ec2.IVpc): ec2.SubnetSelection {
  if (vpc.privateSubnets.length > 0) return { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };
  if (vpc.isolatedSubnets.length > 0) return { subnetType: ec2.SubnetType.PRIVATE_ISOLATED };
  throw new PlatformError(
    'NO_PRIVATE_SUBNETS',
    scope.node.path,
    'the VPC has no private subnets, and jobs are not put on the internet; add SubnetType.PRIVATE_WITH_EGRESS subnets ' +
      'with a NAT gateway, or PRIVATE_ISOLATED ones with VPC endpoints (ECR, S3, ECS, CloudWatch Logs)',
  );
}
