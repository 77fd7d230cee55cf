export { days, gibibytes, known, knownSeconds, mebibytes, seconds, wholeNumber } from './numbers';
export { findingId, PlatformError, type PlatformErrorCode, type Problem, refuse } from './platform-error';
