export type { ContainerProps } from './container-props';
export type { FileSystemAccess, FileSystemMount } from './file-system';
export { BatchJob } from './job';
export { definitionPrefix } from './job-names';
export type { JobPlace, JobQueues } from './job-place';
export type { JobProps } from './job-props';
export { Retry, type RetryPreset, type RetryRule } from './retry';
export { executionRole, taskRole } from './roles';
