export type { ArrayHandle, ArrayPart, ItemOutcome, JobHandle, Outcome, WaitOptions } from './handle';
export { idsOf } from './targets';
