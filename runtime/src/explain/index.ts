export type { FailureCause, PreflightCause, WaitingCause } from '@batchwright/model/service';
export {
  type ChildGroup,
  type Evidence,
  type Explained,
  type ExplainedAttempt,
  type ExplainOptions,
  type Explanation,
  explain,
  type Skipped,
} from './failure';
export { type Preflight, type PreflightFinding, type PreflightOptions, preflight } from './preflight';
export { type Diagnosed, type DiagnoseOptions, type Diagnosis, diagnose, type Finding } from './waiting';
