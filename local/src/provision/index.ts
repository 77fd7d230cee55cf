export { ProvisionError } from './errors';
export type {
  ImageAsset,
  Origin,
  PlannedBatchResource,
  PlannedBucket,
  PlannedParameter,
  ProvisionPlan,
} from './plan';
export { type ProvisionOptions, planProvision } from './plan-provision';
