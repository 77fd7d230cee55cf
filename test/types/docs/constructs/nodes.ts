// The example of docs/constructs/nodes.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { BatchPlatform, Compute } from '@batchwright/cdk';
import { definePlatform } from '@batchwright/runtime/contract';
import type { Stack } from 'aws-cdk-lib';
import { Size } from 'aws-cdk-lib';
import { InstanceClass, PlacementGroup, PlacementGroupStrategy } from 'aws-cdk-lib/aws-ec2';
import { align, given } from './given';

export function nodes(this: Stack): void {
  const { vpc, image } = given(this);

  const near = new PlacementGroup(this, 'Near', { strategy: PlacementGroupStrategy.CLUSTER });
  const platform = new BatchPlatform(this, 'Solver', {
    platform: definePlatform('solver', { queues: ['tight'], jobs: [align] }),
    vpc,
    compute: { tight: Compute.onDemand({ maxvCpus: 256, instanceClasses: [InstanceClass.C7I], placementGroup: near }) },
    queues: { tight: { priority: 1, compute: ['tight'] } },
  });
  platform.addJob(align, {
    image,
    vcpus: 16,
    memory: Size.gibibytes(28),
    nodes: { count: 8, ranges: [{ from: 0, command: ['mpirun', 'solve'] }] },
  });
}
