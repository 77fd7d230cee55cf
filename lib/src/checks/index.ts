export { type Acknowledged, acknowledgedAt, acknowledgeFinding } from './acknowledge-finding';
export { ADVICE, type AdviceId } from './advice';
export { advise } from './advise';
export { awaitLookUp, awaitsLookUp } from './awaiting';
export { days, gibibytes, known, knownSeconds, mebibytes, minutes, seconds, wholeNumber } from './numbers';
export { findingId, PlatformError, type PlatformErrorCode, type Problem, refuse } from './platform-error';
export { resourceNameProblem } from './resource-name';
