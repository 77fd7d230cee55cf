export type { ComputeAttributes } from './attributes';
export { computeProblem } from './check-compute';
export {
  type Architecture,
  Compute,
  type ContainerInsights,
  type Ec2Options,
  type FargateOptions,
  type SpotOptions,
} from './compute';
export { type ComputeEnvironment, computeEnvironment } from './environment';
export { type InstanceImage, type InstanceImageType, imageTypeOf } from './instance-image';
export { Instances } from './instances';
export type { LaunchTemplateOverride } from './launch-template';
export { outlivesUpdate, updateTimeoutMinutes } from './update-timeout';
export { userDataProblem } from './user-data';
