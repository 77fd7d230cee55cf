import { CONSUMABLE_LIMITS } from '@batchwright/model/service';
import type { CfnJobDefinition } from 'aws-cdk-lib/aws-batch';
import { known, type Problem, wholeNumber } from '../checks';
import { ConsumableResource, type IConsumableResource } from './consumable-resource';

/** What each run of a job takes while it runs: each child of an array, and a multi-node job once. */
export interface Consumption {
  /** What is consumed: ours, the CDK's own construct, or an ARN. */
  readonly resource: IConsumableResource;
  /** How much of it: a whole number from 1. */
  readonly quantity: number;
}

/** What is wrong with what a job consumes. */
export function consumptionProblem(consumes: readonly Consumption[]): Problem | undefined {
  if (consumes.length > CONSUMABLE_LIMITS.perJob) {
    return {
      code: 'INVALID_CONSUMPTION',
      message: `consumes has ${consumes.length} entries; a job takes at most ${CONSUMABLE_LIMITS.perJob} different resources`,
    };
  }
  const arns = consumes.map(({ resource }) => resource.consumableResourceArn);
  const twice = arns.findIndex((arn, index) => arns.indexOf(arn) !== index);
  if (twice !== -1) {
    return {
      code: 'INVALID_CONSUMPTION',
      message: `consumes names one resource in its entries ${arns.indexOf(arns[twice] ?? '') + 1} and ${twice + 1}; expected one entry with the sum`,
    };
  }
  for (const [index, { resource, quantity }] of consumes.entries()) {
    const what = `consumes[${index}].quantity`;
    const problem =
      wholeNumber(what, quantity, CONSUMABLE_LIMITS.quantity) ?? shortageProblem(what, resource, quantity);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** A total of 0 stops jobs on purpose, and what is used up is refilled: neither is a mistake. */
function shortageProblem(what: string, resource: IConsumableResource, quantity: number): Problem | undefined {
  if (!(resource instanceof ConsumableResource) || resource.type !== 'REPLENISHABLE') return undefined;
  const total = known(resource.total) ?? 0;
  const needed = known(quantity);
  if (total === 0 || needed === undefined || needed <= total) return undefined;
  return {
    code: 'INVALID_CONSUMPTION',
    message: `${what} is ${needed}, and there are ${total} in all: the job would wait for ever; raise total, or lower quantity`,
  };
}

/** What a job definition says of it; nothing when nothing is consumed. */
export function consumption(
  consumes: readonly Consumption[],
): CfnJobDefinition.ConsumableResourcePropertiesProperty | undefined {
  if (consumes.length === 0) return undefined;
  return {
    consumableResourceList: consumes.map(({ resource, quantity }) => ({
      consumableResource: resource.consumableResourceArn,
      quantity,
    })),
  };
}
