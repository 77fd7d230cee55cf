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
  type WireReference,
} from '@batchwright/model/plan';
export { diffPlans, type PlanChange, type PlanDifference } from './diff';
export { drawPlan } from './draw';
export {
  type FlowCycle,
  type FlowError,
  type FlowErrorCode,
  type FlowNameInvalid,
  isFlowError,
  type StepInputInvalid,
  type StepOptionInvalid,
  type StepUnknown,
} from './errors';
export { createFlow } from './flow';
export { printDifference, printPlan } from './print';
export type {
  ArrayStep,
  ArrayStepOptions,
  CompileOptions,
  Flow,
  FlowOf,
  FlowOptions,
  Input,
  Output,
  Pointer,
  Ref,
  Step,
  StepOptions,
  Upstream,
} from './types';
