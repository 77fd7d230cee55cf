export { createArrayHandle } from './array-handle';
export { cancelJobs } from './cancel';
export type { ArrayHandle, ArrayPart, ItemOutcome, JobHandle, Outcome, WaitOptions } from './handle';
export { createJobHandle, type HandleParts } from './job-handle';
export { idsOf, requireId } from './targets';
