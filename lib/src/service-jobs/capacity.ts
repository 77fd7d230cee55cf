import { ANY_INSTANCES, isSageMakerInstance, SERVICE_JOB_LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import { type Problem, wholeNumber } from '../checks';

/** Numbers of instances by type, as in `{ 'ml.g6.xlarge': 8, 'ml.p5.48xlarge': 1 }`: 1 to 5 types. */
export type InstanceCounts = Readonly<Record<string, number>>;

/** What is wrong with numbers of instances by type. */
export function countsProblem(what: string, counts: InstanceCounts): Problem | undefined {
  const entries = Object.entries(counts);
  const { min, max } = SERVICE_JOB_LIMITS.capacityLimits;
  if (entries.length < min || entries.length > max) {
    return {
      code: 'INVALID_CAPACITY',
      message: `${what} has ${entries.length} instance types; expected ${min} to ${max}, as in { 'ml.g6.xlarge': 8 }`,
    };
  }
  const odd = entries.find(([type]) => !Token.isUnresolved(type) && !isSageMakerInstance(type));
  if (odd !== undefined) {
    return {
      code: 'INVALID_CAPACITY',
      message: `${what} has the instance type ${JSON.stringify(odd[0])}; expected SageMaker's, which begin with ml., as in ml.g6.xlarge`,
    };
  }
  return entries.map(([type, count]) => countProblem(`${what}['${type}']`, count)).find((problem) => problem);
}

export const countProblem = (what: string, count: number): Problem | undefined =>
  wholeNumber(what, count, SERVICE_JOB_LIMITS.maxCapacity);

export const capacityLimits = (
  capacity: number | InstanceCounts,
): { readonly capacityUnit: string; readonly maxCapacity: number }[] =>
  typeof capacity === 'number'
    ? [{ capacityUnit: ANY_INSTANCES, maxCapacity: capacity }]
    : Object.entries(capacity).map(([capacityUnit, maxCapacity]) => ({ capacityUnit, maxCapacity }));
