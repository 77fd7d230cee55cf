import type { ComputeKind } from '@batchwright/model/service';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct, type IDependable } from 'constructs';

const Service = ec2.InterfaceVpcEndpointAwsService;

/** What starting any job calls: images and logs. Image layers come from S3, through its gateway endpoint. */
const FOR_ANY = [Service.ECR, Service.ECR_DOCKER, Service.CLOUDWATCH_LOGS] as const;
/**
 * What the ECS agent calls on an instance of the account's; Fargate has its own way. Source: User Guide, "Considerations for
 * AWS Batch" of interface endpoints; ECS Developer Guide, "Interface VPC endpoints".
 */
const FOR_INSTANCES = [Service.ECS, Service.ECS_AGENT, Service.ECS_TELEMETRY] as const;

/** The interface endpoints of a network, each made once, with a security group that admits jobs and nobody else. */
export class Endpoints extends Construct {
  private readonly byService = new Map<string, ec2.InterfaceVpcEndpoint>();
  private ownGroup: ec2.SecurityGroup | undefined;

  constructor(
    scope: Construct,
    private readonly vpc: ec2.Vpc,
    private readonly subnets: ec2.SubnetSelection,
  ) {
    super(scope, 'Endpoints');
  }

  get made(): readonly ec2.InterfaceVpcEndpoint[] {
    return [...this.byService.values()];
  }

  addForJobs(kinds: ReadonlySet<ComputeKind>): void {
    for (const service of FOR_ANY) this.add(service);
    const instances = [...kinds].some((kind) => kind !== 'FARGATE');
    for (const service of instances ? FOR_INSTANCES : []) this.add(service);
  }

  add(service: ec2.InterfaceVpcEndpointAwsService): void {
    if (this.byService.has(service.shortName)) return;
    const endpoint = new ec2.InterfaceVpcEndpoint(this, service.shortName, {
      vpc: this.vpc,
      subnets: this.subnets,
      service,
      privateDnsEnabled: true,
      securityGroups: [this.group()],
      // Not the whole VPC: the jobs that are admitted.
      open: false,
    });
    this.byService.set(service.shortName, endpoint);
  }

  /** The rule stands beside the jobs: in the network's stack it would depend on theirs, which depends on the network. */
  admit(at: Construct, jobs: ec2.ISecurityGroup): readonly IDependable[] {
    if (this.ownGroup === undefined) return [];
    const rule = new ec2.CfnSecurityGroupIngress(at, 'EndpointIngress', {
      groupId: this.ownGroup.securityGroupId,
      sourceSecurityGroupId: jobs.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      description: 'HTTPS from jobs',
    });
    return [rule];
  }

  /** Lets jobs call the endpoints, for those that may not call anything else. */
  openTo(jobs: ec2.ISecurityGroup): void {
    jobs.addEgressRule(
      ec2.Peer.securityGroupId(this.group().securityGroupId),
      ec2.Port.HTTPS,
      'HTTPS to the endpoints',
    );
  }

  private group(): ec2.SecurityGroup {
    this.ownGroup ??= new ec2.SecurityGroup(this, 'Group', {
      vpc: this.vpc,
      description: 'Endpoints of AWS services: HTTPS from jobs',
      allowAllOutbound: false,
    });
    return this.ownGroup;
  }
}
