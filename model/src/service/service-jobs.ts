/** Type of the service environments, and of the queues on them. Source: API reference, `CreateServiceEnvironment`. */
export const SAGEMAKER_TRAINING = 'SAGEMAKER_TRAINING';

/**
 * Unit of a capacity limit that counts instances of any type. With quota management the unit is the type of the instances
 * instead, as in `ml.m5.large`; one service environment takes either, never both.
 * Sources: API reference, `CapacityLimit`; rule sets that quote deployments.
 */
export const ANY_INSTANCES = 'NUM_INSTANCES';
const SAGEMAKER_INSTANCE = /^ml\.[a-z0-9-]+\.[a-z0-9]+$/;
export const isSageMakerInstance = (type: string): boolean => SAGEMAKER_INSTANCE.test(type);

/** What becomes of the idle capacity of a quota share. Source: API reference, `QuotaShareResourceSharingConfiguration`. */
export const SHARING_STRATEGIES = ['RESERVE', 'LEND', 'LEND_AND_BORROW'] as const;
export type SharingStrategy = (typeof SHARING_STRATEGIES)[number];

/** How idle capacity is handed out; the service knows one way. Source: API reference, `QuotaSharePolicy`. */
export const IDLE_ASSIGNMENT = 'FIFO';

/** Limits of service environments and quota shares. Sources: API reference; User Guide, "Service quotas", "Quota shares". */
export const SERVICE_JOB_LIMITS = {
  /** Capacity limits of a service environment, and of a quota share. */
  capacityLimits: { min: 1, max: 5 },
  maxCapacity: { min: 1 },
  quotaSharesPerQueue: 20,
  /** Queues of a service environment with quota management. */
  queuesWithQuotas: 1,
  /** Percentage of a quota share's own capacity. Left out there is no limit, for which the service writes -1. */
  borrowLimit: { min: 0 },
} as const;

/**
 * Reasons for which a queue of service jobs ends the job at its head.
 * Source: User Guide, "Automatic remediation with jobStateTimeLimitActions" for SageMaker AI jobs.
 */
export const SERVICE_TIME_LIMIT_REASONS = {
  capacity: ['CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY'],
  misconfiguration: ['MISCONFIGURATION:SERVICE_ENVIRONMENT_MAX_RESOURCE'],
  /** Only with quota management. */
  quota: ['MISCONFIGURATION:QUOTA_MANAGEMENT_LIMIT_EXCEEDED'],
} as const;
