export type { Checkpoint, KeepOptions } from './checkpoint';
export type { WorkerIo } from './io';
export type { Log, LogFields } from './log';
export { RetryableError } from './retryable-error';
export { type Attempt, type Handler, runJob } from './run-job';
export type { S3Access } from './s3-access';
export type { Node } from './task';
