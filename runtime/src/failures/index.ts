export { classify, type EndedJob, goneFailure, logsOf } from './classify';
export {
  type BadOutput,
  type Cancelled,
  type ChildrenFailed,
  type DependencyFailed,
  type Exited,
  type FailedOtherwise,
  type FailureData,
  type Gone,
  type ImagePullFailed,
  type Interrupted,
  isJobFailure,
  type JobFailure,
  type JobFailureCode,
  jobFailure,
  type OutOfMemory,
  type StartFailed,
  type TimedOut,
} from './failure';
export { plainJob } from './plain-job';
