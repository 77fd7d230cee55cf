export { waitForEnd, watchChanges } from './changes';
export { describeJobs, goneSnapshot, statusOf, timesOf } from './describe';
export { type Listing, listJobs } from './list';
export { isFinal, Poller, type PollerParts } from './poller';
export type { JobChange, JobSnapshot, ListedJob, WatchedStatus } from './snapshot';
