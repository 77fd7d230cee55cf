export { computeProblem } from './check-compute';
export { type Architecture, Compute, type Ec2Options, type FargateOptions } from './compute';
export { type ComputeEnvironment, computeEnvironment } from './environment';
export { Instances } from './instances';
export { outlivesUpdate, updateTimeoutMinutes } from './update-timeout';
export { userDataProblem } from './user-data';
