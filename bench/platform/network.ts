import { Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

const { ECR, ECR_DOCKER, ECS, ECS_AGENT, ECS_TELEMETRY, CLOUDWATCH_LOGS, SSM } = ec2.InterfaceVpcEndpointAwsService;

/** The network that both platforms are given: no way out but the endpoints that jobs need. Not part of the comparison. */
export class NetworkStack extends Stack {
  readonly vpc: ec2.Vpc;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const logGroup = new LogGroup(this, 'FlowLogs', { retention: RetentionDays.ONE_MONTH });
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      availabilityZones: ['eu-west-1a', 'eu-west-1b'],
      natGateways: 0,
      subnetConfiguration: [{ name: 'jobs', subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 20 }],
      restrictDefaultSecurityGroup: false,
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
      flowLogs: { all: { destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup) } },
    });
    const services = { ECR, ECR_DOCKER, ECS, ECS_AGENT, ECS_TELEMETRY, CLOUDWATCH_LOGS, SSM };
    for (const [name, service] of Object.entries(services)) this.vpc.addInterfaceEndpoint(name, { service });
  }
}
