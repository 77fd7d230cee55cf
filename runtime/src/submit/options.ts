import type { ArrayHandle, JobHandle } from '../handles';

/** What a submission can wait for: handles, or ids at Batch. It starts when all of them have succeeded. */
export type After = Upstream | readonly Upstream[];
export type Upstream = string | JobHandle<unknown> | ArrayHandle<unknown>;

/** A list, or anything that can be iterated. It is read once, to its end, before anything is sent. */
export type Items<T> = readonly T[] | Iterable<T> | AsyncIterable<T>;

export interface SubmitOptions<Queue extends string> {
  /**
   * Queue of the platform.
   * @default - the first queue of the job in the manifest
   */
  readonly queue?: Queue | undefined;
  /**
   * Same key, same job: when a job of this contract with this key is on the queue, from whatever process, its handle is
   * returned and nothing is submitted. A job that has failed counts too: take another key to run it again. A key is
   * known as long as Batch remembers the job (at least 7 days). It protects the submission, not the job's side effects,
   * and it does not serialize two calls at the very same moment from two processes.
   * @default - each call is a new job
   */
  readonly key?: string | undefined;
  /**
   * How often the job is started at most, 1 to 10. What is tried again stays the same: attempts that a fault of the
   * machine ended, and those for which the worker asks. (At Batch, a submission's attempts replace the definition's
   * rules, so the contract's rules are sent along; rules of your own given to `addJob` do not apply then.)
   * @default - the job definition's attempts and rules
   */
  readonly attempts?: number | undefined;
  /**
   * Longest time of one attempt in seconds, at least 60.
   * @default - the job definition's
   */
  readonly timeout?: number | undefined;
  /**
   * Tags of the job, at most 50. The submitter then needs permission for `batch:TagResource`.
   * @default - none
   */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /**
   * Ends the waiting between tries. A request that is on its way is finished, so that its outcome is known.
   * @default - none
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Jobs that must have succeeded first, at most 20; a failed one fails this job.
   * @default - none
   */
  readonly after?: After | undefined;
  /**
   * For a queue with fair share: whose share this is.
   * @default - none
   */
  readonly shareIdentifier?: string | undefined;
  /**
   * For a queue with fair share: order within the share, 0 to 9999, higher first.
   * @default - the job definition's
   */
  readonly priority?: number | undefined;
}

export interface SubmitArrayOptions<Queue extends string> extends SubmitOptions<Queue> {
  /**
   * Array of the same size, item by item: item i starts when item i of that array has succeeded.
   * @default - none
   */
  readonly each?: ArrayHandle<unknown> | undefined;
  /**
   * Whether item i waits for item i - 1 to succeed.
   * @default false
   */
  readonly sequential?: boolean | undefined;
}
