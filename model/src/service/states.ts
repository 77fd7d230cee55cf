/** Statuses of a job, in their order. Source: AWS Batch User Guide, "Job states". */
export const JOB_STATUSES = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED', 'FAILED'] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

export const isTerminal = (status: string | undefined): status is 'SUCCEEDED' | 'FAILED' =>
  status === 'SUCCEEDED' || status === 'FAILED';

/** Statuses that an array's parent can have: never RUNNABLE, STARTING or RUNNING. Source: User Guide, "Array jobs". */
export const ARRAY_PARENT_STATUSES = ['SUBMITTED', 'PENDING', 'SUCCEEDED', 'FAILED'] as const;

/** Counts of an array's children by status. */
export type StatusSummary = { readonly [Status in JobStatus]: number };

export const emptySummary = (): { [Status in JobStatus]: number } =>
  Object.fromEntries(JOB_STATUSES.map((status) => [status, 0])) as { [Status in JobStatus]: number };
