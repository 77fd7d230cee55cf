export type { ComputeRow, Effect, Outcome, QueueRow, SchedulerEvent } from './event';
export { type Attempt, type Dependency, type Halt, type Job, type JobSpec, lastAttempt } from './job';
export { Scheduler, type SchedulerOptions } from './scheduler';
