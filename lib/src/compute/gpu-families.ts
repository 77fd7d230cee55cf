import { typesOf } from '@batchwright/model/shapes';
import { Token } from 'aws-cdk-lib';
import type { Compute } from './compute';
import { typesAndFamilies } from './launch-template';

/** Families with GPUs that are too old for the newer drivers. Source: Amazon ECS Developer Guide, "ECS-optimized AMIs". */
const OLD = /^(p[23]|g[23])/;

/** Families of AWS that have NVIDIA's GPUs, by their letter; of one that is not listed yet nothing else is known. */
const BY_NAME = /^(p|g|gr)\d/;

/** Whether instances of a type or family have GPUs that a job can ask for; `undefined` where only the deployment knows. */
function hasGpus(entry: string): boolean | undefined {
  if (Token.isUnresolved(entry)) return undefined;
  const types = typesOf(entry);
  return types === undefined ? BY_NAME.test(entry) : types.some(({ gpus }) => gpus > 0);
}

/** Whether a job that asks for GPUs may find an instance that has them; a family that is not listed may have some. */
export const mayHaveGpus = (compute: Pick<Compute, 'instanceTypes' | 'instanceClasses'>): boolean =>
  typesAndFamilies(compute).some((entry) => typesOf(entry)?.some(({ gpus }) => gpus > 0) ?? true);

/**
 * What an environment's instances have: GPUs all of them (`NEW` ones, or some that need an `OLD` driver), `SOME`, or `NONE`.
 * What only the deployment knows counts as whatever the rest is.
 */
export function gpusOf(compute: Pick<Compute, 'instanceTypes' | 'instanceClasses'>): 'NONE' | 'SOME' | 'NEW' | 'OLD' {
  const known = typesAndFamilies(compute).filter((entry) => hasGpus(entry) !== undefined);
  const withGpus = known.filter((entry) => hasGpus(entry));
  if (withGpus.length === 0) return 'NONE';
  if (withGpus.length < known.length) return 'SOME';
  return withGpus.some((entry) => OLD.test(entry)) ? 'OLD' : 'NEW';
}
