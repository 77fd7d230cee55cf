export {
  type Acknowledgement,
  type JudgedHazard,
  type ReadAcknowledgements,
  readAcknowledgements,
} from './acknowledgements';
export type { Capacity, Cost } from './capacity';
export type { Change, PropertyChange } from './changes';
export { CHECKS, type Checked, type CheckId, checkTemplate, type Severity } from './checks';
export { EFFECTS, type Effect } from './effect';
export type { Opening } from './exposure';
export type { Growth } from './growth';
export { renderReview } from './render';
export { PHYSICAL_NAMES, REPLACING } from './replacement-table';
export { isSafe, type Review, type ReviewOptions, review } from './review';
export { HAZARDS, type Hazard, type HazardRule, hazardId } from './rules';
export type { Reviewed } from './stacks';
export type { HeldStatement } from './statements';
export { renderSummary, type SummaryNotes } from './summary';
