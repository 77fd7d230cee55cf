export type {
  Batch,
  BatchOf,
  BatchWithoutStore,
  BatchWithoutStoreOf,
  ListOptions,
  Target,
  WatchOptions,
} from './batch';
export {
  type ConnectOptions,
  type ConnectOptionsWithoutStore,
  type ConnectOptionsWithStore,
  connect,
  type RuntimeLogger,
} from './connect';
export {
  type BatchError,
  type BatchErrorCode,
  type CredentialsMissing,
  type EmptyArray,
  type InputTooLarge,
  type InvalidInput,
  type InvalidOption,
  isBatchError,
  type KeyReused,
  type ManifestInvalid,
  type ManifestMissing,
  type ManifestTooNew,
  type NotOnPlatform,
  type PartlySubmitted,
  type Refused,
  type StoreFailed,
  type StoreMissing,
  type SubmitUnknown,
  type Throttled,
  type TooManyDependencies,
  type Unavailable,
} from './errors';
export {
  type BadOutput,
  type Cancelled,
  type ChildrenFailed,
  type DependencyFailed,
  type Exited,
  type FailedOtherwise,
  type Gone,
  type ImagePullFailed,
  type Interrupted,
  isJobFailure,
  type JobFailure,
  type JobFailureCode,
  type OutOfMemory,
  type StartFailed,
  type TimedOut,
} from './failures';
export type { ArrayHandle, ArrayPart, ItemOutcome, JobHandle, Outcome, WaitOptions } from './handles';
export type { Store } from './store';
export type { After, Items, SubmitArrayOptions, SubmitOptions, Upstream } from './submit';
export type { JobChange, JobSnapshot, ListedJob, WatchedStatus } from './watch';
