import { type ComputeKind, LIMITS } from '@batchwright/model/service';
import { type RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';
import { advise, findingId, PlatformError } from '../checks';
import { acknowledge } from '../policy';
import { BatchNetwork } from './batch-network';
import { Network } from './network';
import { jobSubnets } from './subnets';

/** The network of a platform: one of the VPCs that are there, or one of ours. */
export interface NetworkProps {
  /**
   * A VPC that is there. It needs private subnets, or {@link publicSubnets}.
   *
   * @default - see `network`
   */
  readonly vpc?: ec2.IVpc;
  /**
   * Which of the subnets of `vpc`.
   *
   * @default - the private ones with a way out; if there are none, the isolated ones. With `publicSubnets` the public ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * Puts jobs into public subnets of `vpc`: Fargate jobs and EC2 instances get a public address, and nothing may call them.
   * Without it public subnets are refused.
   *
   * @default false
   */
  readonly publicSubnets?: boolean;
  /**
   * A network to make, or one of ours that several platforms share.
   *
   * @default - without `vpc`, `Network.isolated()`, with a notice of what it has
   */
  readonly network?: Network | BatchNetwork;
}

/** What the network has to know of some compute. */
export interface Tenant {
  readonly kind: ComputeKind;
  /** Who looks after the capacity: `MANAGED` if AWS Batch does. */
  readonly origin: string;
}

/** What a container needs of the network. */
export interface ContainerNetwork {
  /** Whether jobs and instances have to have a public address. */
  readonly publicAddresses: boolean;
  /** Makes a way to where a secret is kept, where there is none. */
  readonly reach: (secret: batch.Secret) => void;
}

/** The network of a platform whose owner sees to all of it but the addresses. */
export const networkElsewhere = (publicAddresses: boolean | undefined): ContainerNetwork => ({
  publicAddresses: publicAddresses === true,
  reach: () => {},
});

/** Where a platform's jobs run: the same for all its compute. */
export interface JobNetwork extends ContainerNetwork {
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets: ec2.SubnetSelection;
  readonly securityGroup: ec2.ISecurityGroup;
  /** Routes to the outside. Instances that start before them cannot join their cluster. */
  readonly connectivity: IDependable;
}

/**
 * The network of a platform, and a security group that lets jobs call HTTPS endpoints, and nobody call jobs.
 *
 * @param compute - all compute of the platform
 * @param removalPolicy - for the logs of a network that is made here
 * @throws {@link PlatformError} `NO_PRIVATE_SUBNETS`, `INVALID_NETWORK`
 */
export function jobNetwork(
  scope: Construct,
  props: NetworkProps,
  compute: readonly Tenant[],
  removalPolicy: RemovalPolicy,
): JobNetwork {
  if (props.vpc !== undefined) {
    if (props.network !== undefined) throw invalid(scope, 'vpc and network are both set; expected one of them');
    return givenNetwork(scope, props.vpc, props, compute);
  }
  if (props.publicSubnets === true || props.vpcSubnets !== undefined) {
    const stray = props.publicSubnets === true ? 'publicSubnets' : 'vpcSubnets';
    throw invalid(scope, `${stray} is set and vpc is not; expected both: a network of ours has private subnets only`);
  }
  if (compute.some(({ kind }) => kind === 'EKS')) {
    throw invalid(scope, 'vpc is not set; expected the VPC of the EKS cluster, because its nodes have to be there');
  }
  if (props.network === undefined && !compute.some(({ origin }) => origin === 'MANAGED')) {
    throw invalid(
      scope,
      'vpc is not set, and Batch launches none of the compute; expected the VPC in which it is: a network of ours would ' +
        'stand empty and be paid for',
    );
  }
  return ownNetwork(scope, props.network, new Set(compute.map(({ kind }) => kind)), removalPolicy);
}

function givenNetwork(scope: Construct, vpc: ec2.IVpc, props: NetworkProps, compute: readonly Tenant[]): JobNetwork {
  const publicAddresses = props.publicSubnets === true;
  const { selection, selected } = jobSubnets(scope, vpc, props.vpcSubnets, publicAddresses);
  checkFargateSubnets(scope, selected.subnetIds, compute);
  const securityGroup = jobGroup(scope, vpc);
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'HTTPS out');
  if (publicAddresses) tellOfPublicSubnets(scope);
  return {
    vpc,
    vpcSubnets: selection,
    securityGroup,
    publicAddresses,
    connectivity: selected.internetConnectivityEstablished,
    // Who gives a VPC knows what is in it.
    reach: () => {},
  };
}

function checkFargateSubnets(scope: Construct, subnets: readonly string[], compute: readonly Tenant[]): void {
  const most = LIMITS.fargateSubnets;
  const onFargate = compute.some(({ kind, origin }) => kind === 'FARGATE' && origin === 'MANAGED');
  if (!onFargate || subnets.length <= most || Token.isUnresolved(subnets)) return;
  throw invalid(
    scope,
    `vpcSubnets selects ${subnets.length} subnets, and compute on Fargate takes at most ${most}; expected fewer: select some`,
  );
}

function ownNetwork(
  scope: Construct,
  given: Network | BatchNetwork | undefined,
  kinds: ReadonlySet<ComputeKind>,
  removalPolicy: RemovalPolicy,
): JobNetwork {
  const own =
    given instanceof BatchNetwork
      ? given
      : new BatchNetwork(scope, 'Network', given ?? Network.isolated(), removalPolicy);
  const securityGroup = jobGroup(scope, own.vpc);
  const connectivity = own.admit(scope, securityGroup, kinds);
  if (given === undefined) tellOfOwnNetwork(scope, own);
  return {
    vpc: own.vpc,
    vpcSubnets: own.subnets,
    securityGroup,
    publicAddresses: false,
    connectivity,
    reach: (secret) => own.need(keeperOf(Stack.of(scope).resolve(secret.arn))),
  };
}

const jobGroup = (scope: Construct, vpc: ec2.IVpc): ec2.SecurityGroup =>
  new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: 'Batch jobs: HTTPS out, nothing in',
    allowAllOutbound: false,
  });

/** The service that keeps a secret, by its ARN, of which parts may be known to the deployment only. */
const keeperOf = (arn: unknown): ec2.InterfaceVpcEndpointAwsService =>
  JSON.stringify(arn).includes(':ssm:')
    ? ec2.InterfaceVpcEndpointAwsService.SSM
    : ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER;

function tellOfPublicSubnets(scope: Construct): void {
  const id = findingId('PUBLIC_SUBNETS');
  const message = 'jobs run in public subnets with public addresses; their security group lets nothing in';
  advise(scope, 'PUBLIC_SUBNETS', `${message}, and publicSubnets: true says that this is meant`);
  acknowledge(scope, id, `publicSubnets: true. ${message}`);
}

function tellOfOwnNetwork(scope: Construct, { vpc, endpointCount }: BatchNetwork): void {
  advise(
    scope,
    'OWN_NETWORK',
    `no vpc is given: made an isolated network, whose ${endpointCount} interface endpoints are paid for by the hour, each in ` +
      `${vpc.isolatedSubnets.length} zones, and by the GB. Images must be in ECR, because nothing leads to the internet. Set ` +
      'vpc or network to choose',
  );
}

const invalid = (scope: Construct, message: string): PlatformError =>
  new PlatformError('INVALID_NETWORK', scope.node.path, message);
