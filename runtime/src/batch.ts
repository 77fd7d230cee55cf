import type { AnyJob, Job, Manifest, Platform } from '@batchwright/model/contract';
import type { JobStatus } from '@batchwright/model/service';
import type { ArrayHandle, JobHandle } from './handles';
import type { Items, SubmitArrayOptions, SubmitOptions } from './submit';
import type { JobChange, JobSnapshot, ListedJob } from './watch';

/** A job by its id or handle; an array's handle stands for all its parts. */
export type Target = string | JobHandle<unknown> | ArrayHandle<unknown>;

export interface WatchOptions {
  /** Ends the watching: the iterator rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface ListOptions<Queue extends string> {
  readonly queue: Queue;
  /**
   * Statuses to list. Not together with `name`: the service takes one or the other.
   * @default - all
   */
  readonly status?: JobStatus | readonly JobStatus[] | undefined;
  /**
   * Name of jobs at Batch, case-insensitive; with a trailing `*` a prefix. For a contract's jobs: `thumbnail-*`.
   * @default - all
   */
  readonly name?: string | undefined;
}

/** What a batch can do without a store. */
interface Watching<Queue extends string> {
  /** What the deployed platform said of itself. */
  readonly manifest: Manifest;
  /**
   * What Batch knows of these jobs now, in their order. Unknown ids have status `GONE`; so may a job that was submitted a
   * moment ago, which `watch` and handles wait for.
   */
  describe(targets: Target | readonly Target[]): Promise<JobSnapshot[]>;
  /**
   * The changes of these jobs, beginning with how they are now, until all have ended. One call describes 100 jobs, and
   * an array is one job, however many children it has.
   */
  watch(targets: Target | readonly Target[], options?: WatchOptions): AsyncIterable<JobChange>;
  /** Jobs of a queue, newest first within a status. Children of arrays are not among them. */
  list(options: ListOptions<Queue>): AsyncIterable<ListedJob>;
  /** Children of one array job, by index within a status. */
  children(
    arrayJobId: string,
    options?: { readonly status?: JobStatus | readonly JobStatus[] | undefined },
  ): AsyncIterable<ListedJob>;
  /**
   * Stops a job in whatever state it is: one that waits is taken off, one that runs gets SIGTERM and, 30 seconds later,
   * SIGKILL. This is the service's TerminateJob; its CancelJob does nothing to a job that has started.
   *
   * @param reason - 1 to 1024 characters; becomes the job's `statusReason`
   */
  cancel(targets: Target | readonly Target[], reason: string): Promise<void>;
}

/**
 * A connection to a deployed platform.
 *
 * @typeParam Queue - names of its queues
 * @typeParam JobName - names of its jobs
 */
export interface Batch<Queue extends string = string, JobName extends string = string> extends Watching<Queue> {
  /**
   * Submits one job.
   *
   * @param input - checked with the contract's schema, then sent as it is given: defaults and transforms are applied by
   *   the worker. Must be plain JSON data.
   * @throws {@link BatchError}
   */
  submit<Name extends JobName, Given, Result>(
    job: Job<Name, Given, unknown, unknown, Result>,
    input: NoInfer<Given>,
    options?: SubmitOptions<Queue>,
  ): Promise<JobHandle<Result>>;
  /**
   * Submits one job for each item: as one array job, as several where there are more than 10,000 items, as a plain job
   * when there is one. All items are checked before anything is sent.
   *
   * @throws {@link BatchError}
   */
  submitArray<Name extends JobName, Given, Result>(
    job: Job<Name, Given, unknown, unknown, Result>,
    items: Items<NoInfer<Given>>,
    options?: SubmitArrayOptions<Queue>,
  ): Promise<ArrayHandle<Result>>;
  /** A handle for a job that was submitted earlier, or elsewhere. Asks nobody: an unknown id shows as `GONE`. */
  attach<Name extends JobName, Result>(
    job: Job<Name, unknown, unknown, unknown, Result>,
    id: string,
  ): JobHandle<Result>;
  /** The same for an array: its id or, when it was split, the ids of its parts in order. Asks Batch for their sizes. */
  attachArray<Name extends JobName, Result>(
    job: Job<Name, unknown, unknown, unknown, Result>,
    ids: string | readonly string[],
  ): Promise<ArrayHandle<Result>>;
}

/** A connection without a store: single jobs only, and their outputs stay where they are. */
export interface BatchWithoutStore<Queue extends string = string, JobName extends string = string>
  extends Watching<Queue> {
  /** As {@link Batch.submit}; inputs must fit into the submission, and the handle does not read outputs. */
  submit<Name extends JobName, Given>(
    job: Job<Name, Given, unknown, unknown, unknown>,
    input: NoInfer<Given>,
    options?: SubmitOptions<Queue>,
  ): Promise<JobHandle<void>>;
  attach<Name extends JobName>(job: AnyJob & { readonly name: Name }, id: string): JobHandle<void>;
}

/** The batch of a platform's type: `connect<Photos>()`. */
export type BatchOf<P extends Platform<string, string>> =
  P extends Platform<infer Queue, infer JobName> ? Batch<Queue, JobName> : never;
export type BatchWithoutStoreOf<P extends Platform<string, string>> =
  P extends Platform<infer Queue, infer JobName> ? BatchWithoutStore<Queue, JobName> : never;
