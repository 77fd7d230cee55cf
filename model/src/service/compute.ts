/**
 * The two kinds of compute that a job definition can be for. On-demand EC2 and Spot are one kind, Fargate and Fargate
 * Spot the other: definitions, queues and compute environments of different kinds never mix.
 * Source: AWS Batch API reference, `RegisterJobDefinition.platformCapabilities`.
 */
export const COMPUTE_KINDS = ['EC2', 'FARGATE'] as const;
export type ComputeKind = (typeof COMPUTE_KINDS)[number];

/** Types of a managed compute environment that this version knows. */
export const COMPUTE_TYPES = ['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT'] as const;
export type ComputeType = (typeof COMPUTE_TYPES)[number];

export const kindOf = (type: ComputeType): ComputeKind => (type === 'EC2' || type === 'SPOT' ? 'EC2' : 'FARGATE');
