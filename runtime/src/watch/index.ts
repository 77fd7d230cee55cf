export type { JobChange, JobSnapshot, ListedJob, WatchedStatus } from './snapshot';
