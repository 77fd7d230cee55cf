// The example of docs/constructs/consumable-resources.md, compiled and synthesized. That both are the same is checked by test/runtime/docs.test.ts.
import { ConsumableResource } from '@batchwright/cdk';
import type { Stack } from 'aws-cdk-lib';
import { Size } from 'aws-cdk-lib';
import { align, emptyPlatform, given } from './given';

export function consumableResources(this: Stack): void {
  const { image } = given(this);
  const platform = emptyPlatform(this);

  const seats = new ConsumableResource(this, 'Seats', { total: 20 });
  platform.addJob(align, {
    image,
    vcpus: 4,
    memory: Size.gibibytes(8),
    consumes: [{ resource: seats, quantity: 1 }],
  });
}
