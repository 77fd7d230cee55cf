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
export { RESERVED_PREFIX, type WireReference } from './reference';
