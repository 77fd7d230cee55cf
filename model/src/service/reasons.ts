/**
 * Texts of the service, in one table: the constructs render retry rules from them, the local service emits them, the
 * runtime explains by them. Callers match on them, so each is exactly what the service says.
 * Sources: recorded responses (aws-parallelcluster), GitHub threads, the User Guide.
 */
export const STATUS_REASONS = {
  /** The ordinary end of a container, also on SUCCEEDED. Source: recorded DescribeJobs responses. */
  containerExited: 'Essential container in task exited',
  /** An array's parent, when a child failed. Source: recorded DescribeJobs responses. */
  arrayChildFailed: 'Array Child Job failed',
  /** A dependent, when what it depends on failed. Weakly sourced: one field note and emulators. */
  dependencyFailed: 'Dependent Job failed',
  /** Source: nf-core/rnaseq#340. */
  timedOut: 'Job attempt duration exceeded timeout',
  /** ECS could not start the task; the detail is in the container's reason. Source: User Guide, "Job retries". */
  startFailed: 'Task failed to start',
  /** Source: User Guide, "Fargate Spot"; exit code 137 seen. */
  fargateSpotReclaimed: 'Your Spot Task was interrupted.',
  /** The overrides of a task exceed what ECS takes; the job is accepted and then fails. Source: Netflix/metaflow#977. */
  overridesTooLong: 'Container Overrides length must be at most 8192',
} as const;

/**
 * Tags of job and definition together, when they are to be propagated. That the job fails is documented (User Guide,
 * "Tags"); the words are ours, so nobody matches on them.
 */
export const TOO_MANY_TAGS = 'Combined tags of the job and its job definition exceed 50';

/** An instance went away: Spot reclaim, scale-in or a person. Source: modernisation-platform-environments#17291. */
export const hostLost = (instanceId: string): string => `Host EC2 (instance ${instanceId}) terminated.`;

/** Beginnings of `container.reason`, and the status reasons of lost hosts, as retry rules match them. */
export const REASON_PATTERNS = {
  hostLost: 'Host EC2*',
  fargateSpotReclaimed: 'Your Spot Task was interrupted.*',
  cannotPull: 'CannotPullContainerError*',
  dockerTimeout: 'DockerTimeoutError*',
  resourceInitialization: 'ResourceInitializationError*',
  outOfMemory: 'OutOfMemoryError*',
  /** Managed instances live for 14 days at most. Source: User Guide, "Instance draining and task interruptions". */
  drained: 'Task stopped during instance draining*',
} as const;

/** `container.reason` of an attempt that never ran: the beginning that callers match on, and the detail. */
export const START_FAILURES = {
  cannotPull: (detail: string): string => `CannotPullContainerError: ${detail}`,
  resourceInitialization: (detail: string): string => `ResourceInitializationError: ${detail}`,
  cannotCreate: (detail: string): string => `CannotCreateContainerError: ${detail}`,
  cannotStart: (detail: string): string => `CannotStartContainerError: ${detail}`,
} as const;

/** `container.reason` of a process that the kernel killed for memory; its exit code is 137. */
export const OUT_OF_MEMORY = 'OutOfMemoryError: Container killed due to memory usage';

/** Why the job at the head of a queue cannot be placed. The service prints `CODE - explanation`; match on the code. */
export const BLOCKED_REASONS = {
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY': {
    text: 'Service cannot fulfill the capacity requested for instance type [instanceTypeName]',
    timeLimit: true,
  },
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE': {
    text: 'CE(s) associated with the job queue cannot meet the CPU requirement of the job.',
    timeLimit: true,
  },
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT': {
    text: 'The job resource requirement (vCPU/memory/GPU) is higher than that can be met by the CE(s) attached to the job queue.',
    timeLimit: true,
  },
  'MISCONFIGURATION:EC2_INSTANCE_CONFIGURATION_UNSUPPORTED': {
    text: 'Your compute environment associated with this job queue has an unsupported instance type configuration.',
    timeLimit: true,
  },
  'MISCONFIGURATION:SERVICE_ROLE_PERMISSIONS': { text: 'Batch service role has a permission issue.', timeLimit: false },
  ACTION_REQUIRED: { text: 'CE(s) associated with the job queue are invalid.', timeLimit: false },
  UNDETERMINED: { text: 'Batch job is blocked, root cause is undetermined.', timeLimit: false },
} as const;
export type BlockedReason = keyof typeof BLOCKED_REASONS;

/** The one that follows from vCPUs alone: every compute environment of the queue has fewer than the job wants. */
export const CPU_BLOCKED = 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE' satisfies BlockedReason;

const TIME_LIMIT = 'Canceled by JobStateTimeLimit action due to reason: ';

/** `statusReason` of a job that a queue's job state time limit cancelled. Source: User Guide, "Job state time limits". */
export const timeLimitCanceled = (code: BlockedReason): string => `${TIME_LIMIT}${code}`;
export const isTimeLimitCanceled = (statusReason: string): boolean => statusReason.startsWith(TIME_LIMIT);

/** The reason as the service prints it. */
export const blockedReason = (code: BlockedReason): string => `${code} - ${BLOCKED_REASONS[code].text}`;

/** `statusReason` of healthy resources. Source: API reference examples. */
export const HEALTHY = { computeEnvironment: 'ComputeEnvironment Healthy', jobQueue: 'JobQueue Healthy' } as const;
