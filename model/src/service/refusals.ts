import { LIMITS } from './limits';
import { JOB_NAME_RULE } from './name-rules';

/**
 * Texts with which the service refuses a request (HTTP 400, `ClientException`). Callers match on parts of them.
 * Texts marked "ours" are not recorded anywhere: class and status are the service's, the words are not.
 * Sources: GitHub threads of callers, rule sets that quote deployments, the API reference.
 */
export const REFUSALS = {
  /** Source: fluidattacks/makes#697. The rule in brackets is ours. */
  jobName: `Job name should match valid pattern (${JOB_NAME_RULE})`,
  /** Source: kislyuk/aegea#49. */
  emptyCommand: 'Command field cannot have empty strings',
  /** Source: a field note; the missing space is the service's. */
  shareWithoutPolicy:
    'Job with shareIdentifier or schedulingPriority can onlybe submitted to job queue with fair share scheduling policy.',
  /** Ours. */
  shareMissing: 'shareIdentifier is required to submit to a job queue with a fair share scheduling policy.',
  /** Ours. */
  arraySize: `Array size must be between ${LIMITS.arraySize.min} and ${LIMITS.arraySize.max}.`,
  /** Ours. */
  dependencyCount: `A job can depend on at most ${LIMITS.dependencies} jobs.`,
  /** Source: pegasus-isi/pegasus#2086; two spaces and the space before the full stop are the service's. */
  describeIds: `Maximum number of jobs supported is  ${LIMITS.describeIds} .`,
  timeout: `AttemptDurationSeconds in Timeout must be at least ${LIMITS.timeoutSeconds.min} seconds.`,
  schedulingPriority: `Scheduling priority must be between ${LIMITS.schedulingPriority.min} and ${LIMITS.schedulingPriority.max}.`,
  vcpusMissing: 'vCPU is required.',
  /** Ours, after the text for vCPUs. */
  memoryMissing: 'Memory is required.',
  duplicateRequirements: 'Cannot provide duplicates in resourceRequirements.',
  oneCapability: 'Exactly 1 capability must be provided.',
  imageMissing: 'ECS Container Image must be provided.',
  environmentName: 'Environment variable name is required.',
  secretsNeedExecutionRole: 'executionRoleArn cannot be empty when using secrets or secretOptions',
  fargateExecutionRole: 'executionRoleArn is required for Fargate jobs.',
  fargateMultinode: 'Fargate does not support MNP jobs',
  fargateGpu: 'GPU is not applicable for Fargate.',
  fargateUlimits: 'ulimits is not applicable for Fargate.',
  fargateVolume: 'host.sourcePath should not be set for volumes in Fargate.',
  fargateStorage: `Ephemeral storage for Fargate tasks can be only between range ${LIMITS.ephemeralStorageGiB.min} GiB to ${LIMITS.ephemeralStorageGiB.max} GiB`,
  ec2FargatePlatform: 'fargatePlatformConfiguration not applicable for EC2.',
  ec2Network: 'networkConfiguration not applicable for EC2.',
  computeEnabled: 'Compute Environment must be created in ENABLED state.',
  computeResourcesMissing: 'computeResources must be provided for a MANAGED compute environment',
  unmanagedFargate: 'Cannot create an UNMANAGED Fargate Compute Environment.',
  unmanagedvCpus: 'unmanagedvCpus is not applicable for managed Compute Environments',
  desiredvCpus: 'desiredvCpus should be between minvCpus and maxvCpus.',
  fargateSubnets: `Fargate supports a maximum of ${LIMITS.fargateSubnets} subnets.`,
  fargateSecurityGroups: `Fargate supports a maximum of ${LIMITS.securityGroups.fargate} security groups.`,
  queueName: 'Job Queue name should match a valid pattern.',
  queueWithoutCompute: 'computeEnvironmentOrder is required.',
  queueComputeCount: `Only ${LIMITS.computeEnvironmentsPerQueue} environments are allowed in job queue request.`,
  queueComputeTwice: 'Duplicate ComputeEnvironments within order list.',
  queueOrderTwice: 'Duplicate ComputeEnvironment order values.',
  queueMixed: 'Fargate and EC2 compute environments can not be mixed.',
  queueComputeInvalid: 'Compute Environments must be created and valid before attaching them to a job queue',
  queueAction: 'Invalid job action. Valid job actions: [CANCEL]',
  queueActionTwice: 'Duplicate job state limit actions are not allowed.',
  policyName: 'Scheduling policy name should match a valid pattern.',
  policyWeight: `Weight factor should be between ${LIMITS.shareWeight.min} and ${LIMITS.shareWeight.max}.`,
  policyShares: `ShareDistribution size cannot be greater than ${LIMITS.shares}.`,
  policyShareTwice: 'Cannot have two or more identical shareIdentifiers.',
  policyShareName: 'ShareIdentifier name should match a valid pattern.',
  /** Source: hashicorp/terraform-provider-aws#2044. */
  deleteAttached: 'Cannot delete, found existing JobQueue relationship',
  /** Source: EC2 Spot workshops. */
  deleteModified: 'Cannot delete, resource is being modified',
  /** Ours. */
  updateModified: 'Cannot update, resource is being modified',
  /** Ours. */
  deleteEnabled: 'Cannot delete, resource must be disabled first',
  /** Ours. */
  deletePolicyInUse: 'Cannot delete, scheduling policy is in use by a job queue',
  /** Ours. */
  bulkIds: `jobs must have from 1 to ${LIMITS.bulkIds} job ids.`,
  reason: `reason is required and can have at most ${LIMITS.reasonCharacters} characters`,
} as const;

/** Source: a field note. */
export const cannotRun = (capability: string): string =>
  `Job Queue is attached to Compute Environment that can not run Jobs with capability ${capability}.`;

/** Source: a field note. */
export const missingParameter = (name: string): string =>
  `Unable to substitute value. No parameter found for reference ${name}`;

/** Source: ASFHyP3/hyp3#3041. */
export const submissionTooLarge = (bytes: number): string =>
  `Job size must be less than ${LIMITS.submitBytes / 1024} KiB, got ${Math.ceil(bytes / 1024)} KiB`;

/** Ours, after the text for submissions. */
export const definitionTooLarge = (bytes: number): string =>
  `Job definition size must be less than ${LIMITS.definitionBytes / 1024} KiB, got ${Math.ceil(bytes / 1024)} KiB`;

/** Source: scripts that match on it; the service prints the full ARN even when it was sent a name. */
export const doesNotExist = (arn: string): string => `${arn} does not exist`;

/** The service prints a reference to an unknown or inactive definition differently; these words are ours. */
export const unknownDefinition = (reference: string): string => `JobDefinition ${reference} not found or not active`;

/** Source: rule sets that quote deployments. */
export const alreadyExists = (what: string): string => `${what} already exists`;

export const tooFewVcpus = (value: string): string => `vCPU must be at least 1, got ${value}.`;
export const tooLittleMemory = (value: string): string =>
  `Memory must be at least ${LIMITS.ec2MemoryMiB.min} Mib, got ${value} Mib.`;
export const notNumeric = (value: string, type: string): string =>
  `Value ${value} for type ${type} in resourceRequirement is not valid. Please provide a numeric value.`;
export const unknownCapability = (value: string): string =>
  `Capability ${value} is not valid. Valid capabilities: [FARGATE, EC2, MANAGED_INSTANCES]`;
export const notForFargate = (parameter: string): string => `linuxParameter.${parameter} is not allowed for Fargate.`;
export const fargateLogDriver = (driver: string): string => `Log driver for Fargate is not valid: ${driver}`;
/** The service names the pair; the advice behind it is ours. */
export const fargateSize = (problem: string): string => `Fargate resource requirements are not valid. ${problem}`;
/** Settings of a compute environment that only instances have. Source: a field note. */
export const computeNotForFargate = (setting: string): string => `${setting} is not applicable for Fargate.`;
export const policyNotFound = (arn: string): string => `SchedulingPolicy ${arn} not found.`;
export const shareOverlap = (share: string, other: string): string =>
  `Share identifier ${share} matches another share identifier ${other}`;
