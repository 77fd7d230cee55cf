import type * as ec2 from 'aws-cdk-lib/aws-ec2';

/** Which traffic a network writes down: what it refused, or all, which costs by the gigabyte. */
export type FlowLogs = 'REJECT' | 'ALL';

export interface NetworkOptions {
  /**
   * Availability zones, 1 to 6, as far as the stack knows them: 2 at most when its region is open. More zones offer more
   * Spot capacity; interface endpoints are paid for in each. More may be added later without moving the others.
   *
   * @default 2
   */
  readonly availabilityZones?: number;
  /**
   * Addresses of the VPC.
   *
   * @default IpAddresses.cidr('10.0.0.0/16')
   */
  readonly ipAddresses?: ec2.IIpAddresses;
  /**
   * Traffic that is written to a log group, which keeps it for a month.
   *
   * @default 'REJECT'
   */
  readonly flowLogs?: FlowLogs;
  /**
   * Services to which jobs get a private way in addition, each paid for by the hour and zone: for example
   * `InterfaceVpcEndpointAwsService.STS`. An isolated network has those that Batch itself needs, and those of the jobs'
   * secrets.
   *
   * @default - none
   */
  readonly endpoints?: readonly ec2.InterfaceVpcEndpointAwsService[];
}

export interface IsolatedNetworkOptions extends NetworkOptions {
  /**
   * The region's prefix list of S3 (`aws ec2 describe-managed-prefix-lists`). With it the jobs' security group names the
   * endpoints and S3 as the only destinations; CloudFormation cannot find the list by itself.
   *
   * @default - the group allows HTTPS anywhere, and the routes lead only to the endpoints and S3
   */
  readonly s3PrefixList?: string;
}

export interface NatNetworkOptions extends NetworkOptions {
  /**
   * NAT gateways, from 1 to the number of zones. With fewer than zones, traffic between zones is paid for, and jobs of
   * several zones depend on one.
   *
   * @default 1
   */
  readonly gateways?: number;
}

/**
 * A network to be made for a platform's jobs. A value, not a construct: {@link BatchPlatform} builds it, or
 * {@link BatchNetwork} for several platforms. S3 is reached through a gateway endpoint in any case, which is free.
 */
export class Network {
  /**
   * No way to the internet. Interface endpoints lead to ECR, CloudWatch Logs and, for EC2, ECS: 3 to 6 of them, paid for by
   * the hour in each zone and by the gigabyte. Images must be in ECR.
   */
  static isolated(options: IsolatedNetworkOptions = {}): Network {
    return new Network('isolated', 0, options);
  }

  /** A way out through NAT gateways, paid for by the hour and by the gigabyte, and none in. */
  static nat(options: NatNetworkOptions = {}): Network {
    return new Network('nat', options.gateways ?? 1, options);
  }

  readonly availabilityZones: number;
  readonly ipAddresses: ec2.IIpAddresses | undefined;
  readonly flowLogs: FlowLogs;
  readonly endpoints: readonly ec2.InterfaceVpcEndpointAwsService[];
  readonly s3PrefixList: string | undefined;

  private constructor(
    readonly kind: 'isolated' | 'nat',
    /** NAT gateways; none in an isolated network. */
    readonly gateways: number,
    options: IsolatedNetworkOptions,
  ) {
    this.availabilityZones = options.availabilityZones ?? 2;
    this.ipAddresses = options.ipAddresses;
    this.flowLogs = options.flowLogs ?? 'REJECT';
    this.endpoints = [...(options.endpoints ?? [])];
    this.s3PrefixList = options.s3PrefixList;
  }
}
