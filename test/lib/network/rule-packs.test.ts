import { BatchNetwork, Network } from '@batchwright/cdk';
import { App, Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

test.each<[string, Network]>([
  ['an isolated network', Network.isolated()],
  ['a network with NAT gateways', Network.nat()],
])('cdk-nag finds nothing in %s', (_what, network) => {
  const stack = new Stack(new App(), 'Test');
  new BatchNetwork(stack, 'Network', network);
  const { violations } = new AwsSolutionsChecks(stack.node.root as never).validateScope(stack);
  expect(violations.map(({ ruleName }) => ruleName)).toEqual([]);
});
