export { BatchState, type BatchStateOptions } from './batch-state';
export { type BatchJob, Engine, type EngineOptions, logOf } from './engine';
export {
  type ComputeEnvironment,
  type FairsharePolicy,
  type JobQueue,
  type SchedulingPolicy,
  type Settling,
  statusOf,
  type TimeLimitAction,
} from './resources';
export type {
  JobDefinition,
  RetryStrategy,
  Submission,
  TaskProperties,
} from './submission';
