export {
  type ClientNeed,
  type ClientNeedCode,
  formatPlan,
  PLAN_VERSION,
  type Plan,
  type PlanSettings,
  type PlanStep,
  type PlanSubmission,
  parsePlan,
} from './plan';
export { formatPath, formatReference, RESERVED_PREFIX, type ValuePath, type WireReference } from './reference';
