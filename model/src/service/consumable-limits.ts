/** What becomes of a consumable resource when a job that took it ends. Source: API reference, `CreateConsumableResource`. */
export const CONSUMABLE_TYPES = ['REPLENISHABLE', 'NON_REPLENISHABLE'] as const;
export type ConsumableType = (typeof CONSUMABLE_TYPES)[number];

/**
 * Limits of consumable resources.
 * Sources: User Guide, "Resource-aware scheduling"; rule sets that quote deployments. That a job's quantity begins at 1 is
 * not documented: the strict reading.
 */
export const CONSUMABLE_LIMITS = {
  /** Different resources of one job. */
  perJob: 5,
  quantity: { min: 1 },
  totalQuantity: { min: 0 },
} as const;
