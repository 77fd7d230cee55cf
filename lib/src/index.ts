export {
  type AnyJob,
  ContractError,
  type ContractErrorCode,
  defineJob,
  definePlatform,
  type Job,
  type Platform,
  type Schema,
  unchecked,
} from '@batchwright/model/contract';
export { type BucketPrefix, prefix, type S3Access } from './access';
export { ADVICE, type AdviceId, acknowledgeFinding, PlatformError, type PlatformErrorCode } from './checks';
export {
  type AllocationStrategy,
  type Architecture,
  Compute,
  type ComputeEnvironment,
  type ComputeOrigin,
  type ContainerInsights,
  type Ec2Options,
  type EksOptions,
  type FargateOptions,
  type ImportedOptions,
  type InstanceImage,
  type InstanceImageType,
  type LaunchTemplateOverride,
  type ManagedInstancesOptions,
  type SpotOptions,
  type UnmanagedOptions,
} from './compute';
export type { ContainersProps, Dependencies, LogRouterProps, RouterConfig, SidecarProps } from './containers';
export { Budget, type BudgetProps, type CostTags } from './cost';
export { DEPTH_METRICS, DEPTH_NAMESPACE, type DepthMetric, DepthProbe, type DepthProbeProps } from './depth-probe';
export type { EksAccessEntry, EksCluster, EksPlace, PodProps } from './eks';
export {
  cancelStatements,
  type GrantScope,
  logStatements,
  PlatformGrants,
  submitStatements,
  type WorkerScope,
  watchStatements,
  workerStatements,
} from './grants';
export { JobRepository, type JobRepositoryProps } from './images';
export {
  BatchJob,
  type ContainerProps,
  type FileSystemAccess,
  type FileSystemMount,
  type JobProps,
  Retry,
  type RetryPreset,
  type RetryRule,
} from './jobs';
export type {
  AlarmRule,
  AlarmsProps,
  BlockedEventOptions,
  DashboardProps,
  DeliveryOptions,
  DepthAlarmRule,
  DurationAlarmRule,
  EventHistory,
  EventHistoryProps,
  EventQueueProps,
  EventTarget,
  JobEventOptions,
  PlatformAlarms,
  PlatformDashboard,
} from './monitoring';
export {
  BatchNetwork,
  type FlowLogs,
  type IsolatedNetworkOptions,
  type NatNetworkOptions,
  Network,
  type NetworkOptions,
  type NetworkProps,
} from './network';
export type { NodeRange, NodesProps } from './nodes';
export {
  BatchPlatform,
  BatchPlatformBase,
  type BatchPlatformProps,
  type FromAttributesProps,
  type FromManifestProps,
  ImportedPlatform,
  type QueueAttributes,
  type RoleSettings,
} from './platform';
export type { Statement } from './policy';
export type { QueueProps } from './queues';
export {
  ConsumableResource,
  type ConsumableResourceProps,
  type Consumption,
  type IConsumableResource,
} from './resources';
export { BatchwrightChecks, type BatchwrightChecksProps, SUMMARY_CONTEXT } from './review';
export {
  type InstanceCounts,
  type QuotaShareProps,
  SageMakerQueue,
  type SageMakerQueueProps,
  ServiceEnvironment,
  type ServiceEnvironmentProps,
} from './service-jobs';
export {
  CreatedObject,
  EventFields,
  type EventInputProps,
  type EventParametersProps,
  type EventProps,
  type EventSubmission,
  type Exactly,
  type FieldPath,
  Fields,
  JobSchedule,
  JobTask,
  JobTrigger,
  type ObjectCreatedProps,
  Scheduled,
  type ScheduleProps,
  StateFields,
  type TaskProps,
} from './triggers';
export { Workspace } from './workspace';
