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
export { PlatformError, type PlatformErrorCode } from './checks';
export {
  type Architecture,
  Compute,
  type ComputeEnvironment,
  type ContainerInsights,
  type Ec2Options,
  type FargateOptions,
  type InstanceImage,
  type InstanceImageType,
  type LaunchTemplateOverride,
  type SpotOptions,
} from './compute';
export { Budget, type BudgetProps, type CostTags } from './cost';
export { DEPTH_METRICS, DEPTH_NAMESPACE, type DepthMetric, DepthProbe, type DepthProbeProps } from './depth-probe';
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
export {
  type InstanceCounts,
  type QuotaShareProps,
  SageMakerQueue,
  type SageMakerQueueProps,
  ServiceEnvironment,
  type ServiceEnvironmentProps,
} from './service-jobs';
export { JobSchedule, Scheduled, type ScheduleProps } from './triggers';
export { Workspace } from './workspace';
