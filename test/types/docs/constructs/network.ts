// The example of docs/constructs/network.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchNetwork, BatchPlatform, Network } from '@batchwright/cdk';
import { definePlatform } from '@batchwright/runtime/contract';
import type { Stack } from 'aws-cdk-lib';
import { platformProps } from './given';

const contract = <Name extends string>(name: Name) => definePlatform(name, { queues: ['urgent', 'standard'] });
const [one, two, three] = [contract('one'), contract('two'), contract('three')];

export function network(this: Stack): void {
  const { vpc, ...rest } = platformProps(this);
  const props = { ...rest, jobsElsewhere: true as const };

  // In the private subnets of a VPC.
  new BatchPlatform(this, 'Given', { ...props, platform: one, vpc });

  // In a network of its own, with NAT gateways.
  new BatchPlatform(this, 'Own', { ...props, platform: two, network: Network.nat({ gateways: 2 }) });

  // In one network for several platforms, isolated.
  const network = new BatchNetwork(this, 'Network', Network.isolated());
  new BatchPlatform(this, 'Sharing', { ...props, platform: three, network });
}
