export type {
  ImageAsset,
  Origin,
  PlannedBatchResource,
  PlannedBucket,
  PlannedParameter,
  ProvisionPlan,
} from './plan';
export { ProvisionError, type ProvisionOptions, planProvision } from './plan-provision';
