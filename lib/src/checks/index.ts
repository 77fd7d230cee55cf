export { days, gibibytes, known, knownSeconds, mebibytes, minutes, seconds, wholeNumber } from './numbers';
export { findingId, PlatformError, type PlatformErrorCode, type Problem, refuse } from './platform-error';
export { resourceNameProblem } from './resource-name';
