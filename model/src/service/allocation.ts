/**
 * How the service chooses instances for an environment on EC2 or Spot: on which of the two a strategy works, and whether it
 * follows the order of the instances named, for which some must be named (a set that stands for families, such as
 * `default_x86_64`, is refused). Source: API reference, `ComputeResource.allocationStrategy` (SDK 3.1138).
 *
 * `BEST_FIT` is left out: without infrastructure updates an environment cannot change its instances, image or launch
 * template, and on Spot it needs a role that is made for nothing else.
 */
export const ALLOCATION_STRATEGIES = {
  BEST_FIT_PROGRESSIVE: { types: ['EC2', 'SPOT'], ordered: false },
  BEST_FIT_PROGRESSIVE_ORDERED: { types: ['EC2'], ordered: true },
  SPOT_CAPACITY_OPTIMIZED: { types: ['SPOT'], ordered: false },
  SPOT_CAPACITY_OPTIMIZED_PRIORITIZED: { types: ['SPOT'], ordered: true },
  SPOT_PRICE_CAPACITY_OPTIMIZED: { types: ['SPOT'], ordered: false },
} as const satisfies Readonly<
  Record<string, { readonly types: readonly ('EC2' | 'SPOT')[]; readonly ordered: boolean }>
>;
export type AllocationStrategyName = keyof typeof ALLOCATION_STRATEGIES;
