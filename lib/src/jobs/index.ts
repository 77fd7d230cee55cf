export type { ContainerProps } from './container-props';
export { BatchJob } from './job';
export { definitionPrefix } from './job-names';
export type { JobPlace, JobQueues } from './job-place';
export type { JobProps, RetryRule } from './job-props';
export { taskRole } from './roles';
