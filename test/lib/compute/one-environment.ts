import type { Compute } from '@batchwright/cdk';
import { Size } from 'aws-cdk-lib';
import { emptyStack, genomesPlatform, only, templateOfJob } from '../fixture';

export { emptyStack, refusal } from '../fixture';

/** Makes a platform that has only this compute. */
export const withCompute =
  (compute: Compute, at = emptyStack()) =>
  () =>
    genomesPlatform(
      {
        compute: { one: compute },
        queues: { urgent: { priority: 2, compute: ['one'] }, nightly: { priority: 1, compute: ['one'] } },
      },
      at,
    );

/** Properties of the compute environment of a platform that has only this compute. */
export function environmentOf(compute: Compute, at = emptyStack()): Record<string, unknown> {
  const of = withCompute(compute, at)();
  return only(templateOfJob({ vcpus: 1, memory: Size.gibibytes(2) }, of), 'AWS::Batch::ComputeEnvironment');
}

export const resourcesOf = (compute: Compute, at = emptyStack()) =>
  environmentOf(compute, at).ComputeResources as Record<string, unknown>;
