export { ALLOCATION_STRATEGIES, type AllocationStrategyName } from './allocation';
export {
  CONTAINER_INSTANCES_A_CALL,
  FARGATE_LEAST_SECONDS,
  INSTANCE_TYPE_ATTRIBUTE,
  SPOT_HISTORY_DAYS,
  SPOT_PRODUCT,
  ZONE_ATTRIBUTE,
} from './billing';
export { BUDGET_LIMITS } from './budget-limits';
export { BULK_ERRORS, type BulkError, isJobId, malformedJobId } from './bulk-stops';
export { COMPUTE_KINDS, COMPUTE_TYPES, type ComputeKind, type ComputeType, kindOf } from './compute';
export { COMPUTE_UPDATES } from './compute-updates';
export { CONSUMABLE_LIMITS, CONSUMABLE_TYPES, type ConsumableType } from './consumable-limits';
export {
  CONTAINER_CONDITIONS,
  CONTAINER_LIMITS,
  type ContainerCondition,
  isBatchNamespace,
  isContainerName,
  isPodContainerName,
} from './container-limits';
export { isContainerUser, isFileSystemId, isServiceAccount } from './container-rules';
export { BATCH_EVENTS, DELIVERY_LIMITS, EVENT_STATUSES, type EventStatus } from './events';
export { FAILURE_CAUSES, type FailureCause, type FailureText } from './failure-causes';
export {
  CRASH_EXITS,
  type FailureSign,
  IMAGE_SIGNS,
  LOG_SIGNS,
  START_SIGNS,
  signIn,
  UNSTARTED_EXITS,
} from './failure-signs';
export { FARGATE_MEMORY_MIB, fargateSizeProblem } from './fargate';
export { INSTANCE_LIMITS } from './instance-limits';
export { isInstanceBundle, isTemplateVersion, RETIRED_IMAGE_TYPES } from './instance-rules';
export { JOB_LIMITS, STOP_GRACE_SECONDS } from './job-limits';
export { BLOCKED_CAUSES, environmentOfCluster, isGroupOf, LAUNCH_SIGNS, logDriverAttribute } from './launch-signs';
export { LIMITS } from './limits';
export { DEFAULT_LOG_GROUP, LOG_LIMITS, logStreamName } from './logs';
export { ALARM_LIMITS, METRIC_DIMENSION, METRIC_NAMESPACE, QUEUE_METRICS, type QueueMetric } from './metrics';
export { HOURS_PER_MONTH } from './month';
export { isJobName, isResourceName, isShareIdentifier, JOB_NAME_RULE, RESOURCE_NAME_RULE } from './name-rules';
export {
  type BatchResource,
  batchArn,
  type Home,
  isComputeEnvironmentArn,
  nameOf,
  parseDefinition,
  parseJobId,
  partitionOf,
} from './names';
export { OBJECT_EVENTS } from './object-events';
export { OBJECT_LIMITS } from './object-limits';
export { PARAMETER_LIMITS } from './parameter-limits';
export { references, type Substituted, substituteParameters } from './parameters';
export { PREFLIGHT_CAUSES, type PreflightCause, parseEcrImage, TASKS_PRINCIPAL } from './preflight-causes';
export { QUEUE_LIMITS } from './queue-limits';
export { QUEUE_SNAPSHOT } from './queue-snapshot';
export {
  BLOCKED_REASONS,
  type BlockedReason,
  blockedReason,
  CPU_BLOCKED,
  HEALTHY,
  hostLost,
  isTimeLimitCanceled,
  OUT_OF_MEMORY,
  REASON_PATTERNS,
  START_FAILURES,
  STATUS_REASONS,
  TOO_MANY_TAGS,
  timeLimitCanceled,
} from './reasons';
export {
  alreadyExists,
  cannotRun,
  computeNotForFargate,
  definitionTooLarge,
  doesNotExist,
  fargateLogDriver,
  fargateSize,
  missingParameter,
  notForFargate,
  notNumeric,
  policyNotFound,
  REFUSALS,
  shareOverlap,
  submissionTooLarge,
  tooFewVcpus,
  tooLittleMemory,
  unknownCapability,
  unknownDefinition,
} from './refusals';
export { type ExitRule, type FailedAttempt, globMatches, retries, retryProblems } from './retry';
export { isRolePath, ROLE_PATH_RULE } from './role-path';
export { SCHEDULE_LIMITS } from './schedule-limits';
export {
  ANY_INSTANCES,
  IDLE_ASSIGNMENT,
  isSageMakerInstance,
  SAGEMAKER_TRAINING,
  SERVICE_JOB_LIMITS,
  SERVICE_TIME_LIMIT_REASONS,
  SHARING_STRATEGIES,
  type SharingStrategy,
} from './service-jobs';
export {
  ARRAY_PARENT_STATUSES,
  emptySummary,
  isTerminal,
  JOB_STATUSES,
  type JobStatus,
  type StatusSummary,
} from './states';
export { type VcpuQuota, vcpuQuota } from './vcpu-quotas';
export { WAITING_CAUSES, type WaitingCause, type WaitingText } from './waiting-causes';
export { VENDED_LOGS, WORKFLOW_ERRORS, WORKFLOW_JOB_RULE } from './workflows';
