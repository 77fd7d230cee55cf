export type { JobQueues } from './check-job';
export { BatchJob, type JobPlace } from './job';
export { definitionPrefix } from './job-names';
export type { JobProps, RetryRule } from './job-props';
export { taskRole } from './roles';
