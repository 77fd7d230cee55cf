import type { ComputeKind } from '@batchwright/model/service';
import type { Architecture } from './compute-options';

/** What a job must know of what it runs on. A {@link Compute} says all of it; compute of another stack may say less. */
export interface ComputeAttributes {
  readonly kind: ComputeKind;
  readonly architecture: Architecture;
  readonly maxvCpus: number | undefined;
}
