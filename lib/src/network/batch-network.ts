import type { ComputeKind } from '@batchwright/model/service';
import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { type Problem, refuse, wholeNumber } from '../checks';
import { Endpoints } from './endpoints';
import { Network } from './network';

/** Zones of the largest region. */
const MOST_ZONES = 6;

const SUBNET_TYPES = { isolated: ec2.SubnetType.PRIVATE_ISOLATED, nat: ec2.SubnetType.PRIVATE_WITH_EGRESS } as const;

/**
 * A network for jobs alone: a VPC with private subnets, and out of it NAT gateways or private endpoints. {@link BatchPlatform}
 * makes one of its own from a {@link Network}; made by itself, several platforms share it.
 *
 * @example
 * ```ts
 * const network = new BatchNetwork(this, 'Network', Network.nat({ gateways: 2 }));
 * new BatchPlatform(this, 'Photos', { platform: photos, network, … });
 * ```
 */
export class BatchNetwork extends Construct {
  /** The VPC, for what else is to be in it. */
  readonly vpc: ec2.Vpc;
  /** What was asked for. */
  readonly network: Network;
  private readonly s3: ec2.GatewayVpcEndpoint;
  private readonly endpoints: Endpoints;

  /**
   * @param removalPolicy - what happens to the log group of refused traffic when the network is removed
   * @throws {@link PlatformError} `OUT_OF_RANGE`
   */
  constructor(
    scope: Construct,
    id: string,
    network: Network = Network.isolated(),
    removalPolicy: RemovalPolicy = RemovalPolicy.RETAIN,
  ) {
    super(scope, id);
    this.network = network;
    refuse(this, countProblem('availabilityZones', network.availabilityZones, MOST_ZONES));
    if (network.kind === 'nat') refuse(this, countProblem('gateways', network.gateways, network.availabilityZones));
    this.vpc = this.makeVpc(network, removalPolicy);
    this.s3 = this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    this.endpoints = new Endpoints(this, this.vpc, this.subnets);
    for (const service of network.endpoints) this.endpoints.add(service);
  }

  /** @internal */
  get endpointCount(): number {
    return this.endpoints.made.length;
  }

  /** Where jobs run. */
  get subnets(): ec2.SubnetSelection {
    return { subnetType: SUBNET_TYPES[this.network.kind] };
  }

  /**
   * Lets jobs in: to the endpoints, and out.
   *
   * @param at - the platform
   * @returns routes, endpoints and the way to these, without which instances cannot join their cluster
   * @internal
   */
  admit(at: Construct, jobs: ec2.ISecurityGroup, kinds: ReadonlySet<ComputeKind>): IDependable {
    if (this.network.kind === 'isolated') this.endpoints.addForJobs(kinds);
    const rules = this.endpoints.admit(at, jobs);
    const prefixList = this.network.s3PrefixList;
    if (prefixList === undefined) {
      jobs.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS, 'HTTPS out');
    } else {
      this.endpoints.openTo(jobs);
      jobs.addEgressRule(ec2.Peer.prefixList(prefixList), ec2.Port.HTTPS, 'HTTPS to S3');
    }
    const established = this.vpc.selectSubnets(this.subnets).internetConnectivityEstablished;
    return new DependencyGroup(established, this.s3, ...this.endpoints.made, ...rules);
  }

  /**
   * Called for what jobs come to need.
   *
   * @internal
   */
  need(service: ec2.InterfaceVpcEndpointAwsService): void {
    if (this.network.kind === 'isolated') this.endpoints.add(service);
  }

  private makeVpc(network: Network, removalPolicy: RemovalPolicy): ec2.Vpc {
    const vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: network.availabilityZones,
      // Addresses are divided among all that there may ever be, so that one more zone leaves the others where they are.
      reservedAzs: MOST_ZONES - network.availabilityZones,
      natGateways: network.gateways,
      // Its rules are not used by anything, and emptying them takes a custom resource.
      restrictDefaultSecurityGroup: false,
      ...(network.ipAddresses === undefined ? {} : { ipAddresses: network.ipAddresses }),
      subnetConfiguration: [
        {
          name: 'Nat',
          subnetType: ec2.SubnetType.PUBLIC,
          cidrMask: 28,
          mapPublicIpOnLaunch: false,
          // Room for it is kept, so that an isolated network can get a way out without moving its subnets.
          reserved: network.kind === 'isolated',
        },
        { name: 'Jobs', subnetType: SUBNET_TYPES[network.kind] },
      ],
    });
    const logGroup = new logs.LogGroup(this, 'FlowLogGroup', {
      retention: logs.RetentionDays.ONE_MONTH,
      removalPolicy,
    });
    vpc.addFlowLog('FlowLog', {
      trafficType: ec2.FlowLogTrafficType[network.flowLogs],
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup),
    });
    return vpc;
  }
}

/** How many resources there are has to be known at synthesis. */
function countProblem(what: string, count: number, max: number): Problem | undefined {
  if (!Token.isUnresolved(count)) return wholeNumber(what, count, { min: 1, max });
  return {
    code: 'OUT_OF_RANGE',
    message: `${what} is known only to the deployment; expected a number from 1 to ${max}`,
  };
}
