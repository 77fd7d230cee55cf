import type { PlannedBatchResource } from '../provision';
import type { BatchState } from '../state';
import { Fields } from './fields';
import { OPERATIONS } from './operations';

const OPERATION = {
  'scheduling-policy': 'createschedulingpolicy',
  'compute-environment': 'createcomputeenvironment',
  'job-queue': 'createjobqueue',
  'job-definition': 'registerjobdefinition',
} as const;

/**
 * Creates what a template describes, by the same way as a request would. As a deployment does, it waits for each
 * resource to be VALID before the next one may need it.
 *
 * @throws what the operation refuses
 */
export function provisionResource(batch: BatchState, { kind, request }: PlannedBatchResource): void {
  const operation = OPERATIONS.get(OPERATION[kind]);
  if (operation === undefined) throw new Error(`no operation creates a ${kind}`);
  // As JSON, so that what JSON leaves out is left out here too.
  const text = JSON.stringify(request);
  operation(batch, Fields.parse(text), Buffer.byteLength(text));
  batch.computeEnvironments.settle();
  batch.jobQueues.settle();
}
