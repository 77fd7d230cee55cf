import type { SchemaIssue } from '@batchwright/model/contract';
import { brandedError, isBranded } from './branded';

/** What every error of this package has beside its own data. `cause` is kept wherever there is one. */
interface Trouble<Code extends string, Retryable extends boolean> extends Error {
  readonly code: Code;
  /** Whether the same call may succeed later, with nothing changed. */
  readonly retryable: Retryable;
}

/** The input, or one item of an array, does not fit the contract or cannot be sent as JSON. Nothing was sent. */
export interface InvalidInput extends Trouble<'INVALID_INPUT', false> {
  readonly job: string;
  /** The item's place in the array, from 0; absent for a single job. */
  readonly index?: number | undefined;
  /** What is wrong: `path` as `a.b.0`, empty for the value itself. */
  readonly issues: readonly SchemaIssue[];
}

/** The input does not fit into the submission, and there is no store to put it into. Nothing was sent. */
export interface InputTooLarge extends Trouble<'INPUT_TOO_LARGE', false> {
  readonly job: string;
  /** Size of what was to be sent, and the most that fits; both in bytes. */
  readonly bytes: number;
  readonly limit: number;
}

/** An array of no items: Batch has none, and a handle that waits for nothing would hide a mistake. */
export interface EmptyArray extends Trouble<'EMPTY_ARRAY', false> {
  readonly job: string;
}

/** An option is outside of what the service or this package takes. Nothing was sent. */
export interface InvalidOption extends Trouble<'INVALID_OPTION', false> {
  readonly option: string;
}

/** The manifest of the deployed platform has no such job or queue, or no way to run this job on this queue. */
export interface NotOnPlatform extends Trouble<'NOT_ON_PLATFORM', false> {
  /** `pair`: both exist, but the job cannot run on the queue. */
  readonly kind: 'job' | 'queue' | 'pair';
  readonly got: string;
  /** The names that would have been accepted. */
  readonly expected: readonly string[];
}

/** There is an earlier job of the same key on this queue, and it had another input. */
export interface KeyReused extends Trouble<'KEY_REUSED', false> {
  readonly key: string;
  /** Id of the earlier job. */
  readonly jobId: string;
}

/** More dependencies than one job may have. Nothing was sent. */
export interface TooManyDependencies extends Trouble<'TOO_MANY_DEPENDENCIES', false> {
  readonly got: number;
  readonly limit: number;
}

/** The service kept answering "too many requests". The job was certainly not submitted. */
export interface Throttled extends Trouble<'THROTTLED', true> {
  /** How long to wait before the next try, in milliseconds. */
  readonly retryAfterMs: number;
}

/** The service refused the request (HTTP 400 to 499); `message` carries its own words. */
export interface Refused extends Trouble<'REFUSED', false> {
  readonly operation: string;
  readonly status: number;
  /** The service's name for the error, for example `ClientException` or `AccessDeniedException`. */
  readonly awsCode: string;
}

/** The service could not be reached or failed (HTTP 5xx) through all retries of a call that changes nothing. */
export interface Unavailable extends Trouble<'UNAVAILABLE', true> {
  readonly operation: string;
}

/**
 * It is not known whether the job was submitted: the connection broke, and the job did not appear under its name. Look
 * for `jobName` later, or submit with a `key`: the same key is the same job, however often it is sent.
 */
export interface SubmitUnknown extends Trouble<'SUBMIT_UNKNOWN', true> {
  readonly jobName: string;
  readonly queue: string;
}

/** Some array jobs of a split array were submitted, then one failed (see `cause`). */
export interface PartlySubmitted extends Trouble<'PARTLY_SUBMITTED', false> {
  /** The parts that run: attach to them or cancel them. */
  readonly submitted: readonly { readonly id: string; readonly offset: number; readonly size: number }[];
  /** Items in all. */
  readonly size: number;
}

/** There is no manifest at the place named, or no place was named. */
export interface ManifestMissing extends Trouble<'MANIFEST_MISSING', false> {
  readonly source: string;
}

/** What is at the manifest's place is not a manifest. */
export interface ManifestInvalid extends Trouble<'MANIFEST_INVALID', false> {
  readonly source: string;
}

/** The manifest was written by a newer version of Batchwright than this one. */
export interface ManifestTooNew extends Trouble<'MANIFEST_TOO_NEW', false> {
  readonly source: string;
}

/** The AWS SDK found no credentials, or could not load them. */
export interface CredentialsMissing extends Trouble<'CREDENTIALS_MISSING', false> {}

/** The call needs the platform's workspace, and `connect` was given no `store`. */
export interface StoreMissing extends Trouble<'STORE_MISSING', false> {}

/** The workspace could not be read or written. */
export interface StoreFailed extends Trouble<'STORE_FAILED', boolean> {
  readonly uri: string;
}

/** Everything that {@link connect} and the methods of a batch throw, told apart by `code`. */
export type BatchError =
  | InvalidInput
  | InputTooLarge
  | EmptyArray
  | InvalidOption
  | NotOnPlatform
  | KeyReused
  | TooManyDependencies
  | Throttled
  | Refused
  | Unavailable
  | SubmitUnknown
  | PartlySubmitted
  | ManifestMissing
  | ManifestInvalid
  | ManifestTooNew
  | CredentialsMissing
  | StoreMissing
  | StoreFailed;
export type BatchErrorCode = BatchError['code'];

/** An error's own data; whether it is retryable follows from its code, where the code alone decides it. */
type Data<E> = E extends { readonly retryable: infer R }
  ? Omit<E, 'name' | 'message' | 'stack' | 'cause' | (boolean extends R ? never : 'retryable')>
  : never;

const RETRYABLE: ReadonlySet<BatchErrorCode> = new Set(['THROTTLED', 'UNAVAILABLE', 'SUBMIT_UNKNOWN'] as const);

const BRAND = Symbol.for('batchwright.BatchError');

const RuntimeError = brandedError('BatchError', BRAND);

/** Makes an error from its data. @param cause - what led to it, if anything did */
export function batchError<const D extends Data<BatchError>>(
  data: D,
  message: string,
  cause?: unknown,
): Extract<BatchError, { readonly code: D['code'] }> {
  const retryable = RETRYABLE.has(data.code);
  return new RuntimeError({ retryable, ...data }, message, cause) as unknown as Extract<
    BatchError,
    { readonly code: D['code'] }
  >;
}

/** @param problem - what is wrong with the option, and what was expected */
export const invalidOption = (option: string, problem: string, cause?: unknown): InvalidOption =>
  batchError({ code: 'INVALID_OPTION', option }, `${option}: ${problem}`, cause);

/** The words of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Whether a caught value is one of {@link BatchError}. Works across copies of this package, which `instanceof` does not. */
export function isBatchError(error: unknown): error is BatchError {
  return isBranded(error, BRAND);
}
