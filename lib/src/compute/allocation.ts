import { ALLOCATION_STRATEGIES, type AllocationStrategyName } from '@batchwright/model/service';
import { AllocationStrategy as CdkStrategy } from 'aws-cdk-lib/aws-batch';
import type { Problem } from '../checks';
import type { Compute } from './compute';

/** How instances are chosen: members of the CDK's `AllocationStrategy` but `BEST_FIT`, or their text. */
export type AllocationStrategy = Exclude<CdkStrategy, CdkStrategy.BEST_FIT> | AllocationStrategyName;

/** The strategy of an environment on EC2 or Spot. */
export const strategyOf = ({ allocationStrategy, spot }: Compute): AllocationStrategy =>
  allocationStrategy ?? (spot ? CdkStrategy.SPOT_PRICE_CAPACITY_OPTIMIZED : CdkStrategy.BEST_FIT_PROGRESSIVE);

/** What is wrong with the strategy of one entry of `compute`. */
export function strategyProblem(compute: Compute): Problem | undefined {
  const strategy: string | undefined = compute.allocationStrategy;
  if (strategy === undefined) return undefined;
  // The compiler refuses some of this too, JavaScript does not.
  const names = Object.keys(ALLOCATION_STRATEGIES) as AllocationStrategyName[];
  const possible = names.filter((name) => worksOn(name, compute.type));
  if (possible.length === 0) return problem(strategy, 'it is for Compute.onDemand and Compute.spot only; leave it out');
  const name = possible.find((one) => one === strategy);
  if (name === undefined) {
    const why = strategy === CdkStrategy.BEST_FIT ? 'with which the service could never renew the instances; ' : '';
    return problem(strategy, `${why}expected one of ${possible.join(', ')}`);
  }
  if (!ALLOCATION_STRATEGIES[name].ordered || compute.instanceTypes.length + compute.instanceClasses.length > 0) {
    return undefined;
  }
  return problem(strategy, 'which goes by the order of the instances; expected instanceTypes or instanceClasses');
}

const worksOn = (name: AllocationStrategyName, type: Compute['type']): boolean =>
  ALLOCATION_STRATEGIES[name].types.some((one) => one === type);

const problem = (strategy: string, what: string): Problem => ({
  code: 'INVALID_STRATEGY',
  message: `allocationStrategy is ${strategy}: ${what}`,
});
