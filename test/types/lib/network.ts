/** Type tests of networks: every line compiles, or is expected not to. */
import { BatchNetwork, BatchPlatform, Compute, definePlatform, Network } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService, type IVpc } from 'aws-cdk-lib/aws-ec2';

declare const stack: Stack;
declare const vpc: IVpc;

const common = {
  platform: definePlatform('genomes', { queues: ['urgent'], jobs: [] }),
  compute: { spot: Compute.spot({ maxvCpus: 64 }) },
  queues: { urgent: { priority: 10, compute: ['spot'] } },
} as const;

new BatchPlatform(stack, 'None', common);
new BatchPlatform(stack, 'Vpc', { ...common, vpc, publicSubnets: true });
new BatchPlatform(stack, 'Nat', { ...common, network: Network.nat({ gateways: 2, flowLogs: 'ALL' }) });
const shared = new BatchNetwork(
  stack,
  'Shared',
  Network.isolated({ endpoints: [InterfaceVpcEndpointAwsService.STS], s3PrefixList: 'pl-6da54004' }),
);
new BatchPlatform(stack, 'Shared1', { ...common, network: shared });
// @ts-expect-error: an isolated network has no gateways
Network.isolated({ gateways: 1 });
// @ts-expect-error: one of the two words
Network.nat({ flowLogs: 'NONE' });
// @ts-expect-error: a value of one of the two factories
new BatchPlatform(stack, 'Wrong', { ...common, network: {} });
