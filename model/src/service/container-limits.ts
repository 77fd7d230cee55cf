/**
 * Limits of jobs of several containers, of several nodes, and on Amazon EKS.
 * Sources: API reference, `TaskContainerProperties`, `TaskContainerDependency`, `NodeProperties`, `EksConfiguration`,
 * `EksContainerResourceRequirements` (SDK 3.1138); refusals on record for what the reference leaves out.
 */
export const CONTAINER_LIMITS = {
  /** Containers of a task or pod. */
  containers: 10,
  /** `startTimeout` and `stopTimeout`, seconds; the upper bound is that of Fargate. */
  timeoutSeconds: { min: 2, fargateMax: 120 },
  /** Nodes of a multi-node job. */
  nodes: { min: 1, max: 1000 },
  nodeRanges: 5,
  /** Compute environments of an EKS cluster. Source: AWS Batch User Guide, "Service quotas". */
  environmentsPerCluster: 5,
  /** `cpu` of a pod's container is a multiple of this. */
  eksCpuStep: 0.25,
} as const;

/** What a container waits for of another. `COMPLETE` and `SUCCESS` never come for an essential one. */
export const CONTAINER_CONDITIONS = ['START', 'COMPLETE', 'SUCCESS'] as const;
export type ContainerCondition = (typeof CONTAINER_CONDITIONS)[number];

/** Name of a container in a task. Source: Amazon ECS API reference, `ContainerDefinition.name`. */
export const isContainerName = (name: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_-]{0,254}$/.test(name);

/** Name of a container in a pod: a DNS label. Source: Kubernetes, "Object names". */
export const isPodContainerName = (name: string): boolean => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name);

/** A namespace that jobs may run in: a DNS label that is neither Kubernetes' own nor its default. */
export const isBatchNamespace = (name: string): boolean =>
  /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) && name !== 'default' && !name.startsWith('kube-');
