/**
 * The kinds of compute that a job definition can be for. On-demand EC2 and Spot are one kind, Fargate and Fargate Spot
 * another, ECS Managed Instances and Amazon EKS one each: definitions, queues and compute environments of different kinds
 * never mix. All but `EKS` are also what a definition declares as its one capability; one for EKS declares none.
 * Source: AWS Batch API reference, `RegisterJobDefinition.platformCapabilities`.
 */
export const COMPUTE_KINDS = ['EC2', 'FARGATE', 'MANAGED_INSTANCES', 'EKS'] as const;
export type ComputeKind = (typeof COMPUTE_KINDS)[number];

/** Types of a managed compute environment. Source: API reference, `ComputeResource.type` (SDK 3.1138). */
export const COMPUTE_TYPES = ['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT', 'ECS_MANAGED_INSTANCES'] as const;
export type ComputeType = (typeof COMPUTE_TYPES)[number];

/**
 * The kind of a compute environment on Amazon ECS, by its type. One on Amazon EKS has the types `EC2` and `SPOT` too and
 * is told apart by its `eksConfiguration`.
 */
export const kindOf = (type: ComputeType): Exclude<ComputeKind, 'EKS'> => {
  if (type === 'EC2' || type === 'SPOT') return 'EC2';
  return type === 'ECS_MANAGED_INSTANCES' ? 'MANAGED_INSTANCES' : 'FARGATE';
};
