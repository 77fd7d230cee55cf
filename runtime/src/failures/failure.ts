import type { SchemaIssue } from '@batchwright/model/contract';
import { brandedError, isBranded } from '../errors';

/** What every failure of a job has beside its own data. It is an `Error`, so that `result()` can throw it. */
interface Failure<Code extends string, Retryable extends boolean> extends Error {
  readonly code: Code;
  /** Whether another attempt of the same job, with nothing changed, may well succeed. */
  readonly retryable: Retryable;
  readonly jobId: string;
  /** Name at Batch, when it is known. */
  readonly jobName?: string | undefined;
  /** Attempts that have ended. */
  readonly attempts: number;
  /** The service's own words about the job's end. */
  readonly statusReason?: string | undefined;
  /** The service's own words about the last attempt's container. */
  readonly reason?: string | undefined;
  /** Where the last attempt's output lies in CloudWatch Logs. */
  readonly logGroup?: string | undefined;
  readonly logStream?: string | undefined;
}

/** The program ended with an exit code other than 0. */
export interface Exited extends Failure<'EXITED', boolean> {
  readonly exitCode: number;
  /** What the exit code means when the program is a worker made with `runJob`. */
  readonly meaning?: string | undefined;
}
/** The kernel killed the program because it took more memory than the job has. */
export interface OutOfMemory extends Failure<'OUT_OF_MEMORY', false> {
  /** The job's memory in MiB. */
  readonly limitMiB?: number | undefined;
}
/** The machine went away: a Spot reclaim, a scale-in or a fault. */
export interface Interrupted extends Failure<'INTERRUPTED', true> {}
/** An attempt ran longer than the job's timeout; Batch does not retry it. */
export interface TimedOut extends Failure<'TIMED_OUT', false> {
  readonly limitSeconds?: number | undefined;
}
/** Somebody, or a time limit of the queue, cancelled or terminated the job; `statusReason` is what they said. */
export interface Cancelled extends Failure<'CANCELLED', false> {}
/** A job that this one waited for failed, so this one never started. */
export interface DependencyFailed extends Failure<'DEPENDENCY_FAILED', false> {
  readonly dependencies: readonly string[];
}
/** The container image could not be pulled. */
export interface ImagePullFailed extends Failure<'IMAGE_PULL_FAILED', boolean> {
  readonly image?: string | undefined;
}
/** The container could not be started, for another reason than its image. */
export interface StartFailed extends Failure<'START_FAILED', boolean> {}
/** An array: at least one of its children failed. */
export interface ChildrenFailed extends Failure<'CHILDREN_FAILED', false> {
  readonly failed: number;
  readonly size: number;
  /** Failures of children, in the order of their indices; at most the first 10. Empty where only counts are known. */
  readonly children: readonly { readonly index: number; readonly failure: JobFailure }[];
}
/** Batch does not know the job (any more): it forgets finished jobs after some days. How it ended cannot be told. */
export interface Gone extends Failure<'GONE', false> {}
/** The job succeeded, but what it left as its output is missing or does not fit the contract. */
export interface BadOutput extends Failure<'BAD_OUTPUT', false> {
  readonly uri: string;
  readonly issues: readonly SchemaIssue[];
}
/** The job failed, and what the service says about it is nothing we know; see `statusReason` and `reason`. */
export interface FailedOtherwise extends Failure<'FAILED', false> {}

/** Why a job failed, told apart by `code`. */
export type JobFailure =
  | Exited
  | OutOfMemory
  | Interrupted
  | TimedOut
  | Cancelled
  | DependencyFailed
  | ImagePullFailed
  | StartFailed
  | ChildrenFailed
  | Gone
  | BadOutput
  | FailedOtherwise;
export type JobFailureCode = JobFailure['code'];

/** A failure's own data; whether it is retryable follows from its code, where the code alone decides it. */
type Data<E> = E extends { readonly retryable: infer R }
  ? Omit<E, 'name' | 'message' | 'stack' | 'cause' | (boolean extends R ? never : 'retryable')>
  : never;
export type FailureData = Data<JobFailure>;

const BRAND = Symbol.for('batchwright.JobFailure');

const JobFailureError = brandedError('JobFailure', BRAND);

/** Makes a failure from its data. */
export function jobFailure<const D extends FailureData>(
  data: D,
  message: string,
  cause?: unknown,
): Extract<JobFailure, { readonly code: D['code'] }> {
  const retryable = data.code === 'INTERRUPTED';
  return new JobFailureError({ retryable, ...data }, message, cause) as unknown as Extract<
    JobFailure,
    { readonly code: D['code'] }
  >;
}

/** Whether a caught value is the failure of a job. Works across copies of this package, which `instanceof` does not. */
export function isJobFailure(error: unknown): error is JobFailure {
  return isBranded(error, BRAND);
}
