import type { StatusSummary } from '@batchwright/model/service';
import type { JobFailure } from '../failures';
import type { JobSnapshot } from '../watch';

/** How a job ended. */
export type Outcome<Result> =
  | { readonly ok: true; readonly jobId: string; readonly output: Result }
  | { readonly ok: false; readonly jobId: string; readonly failure: JobFailure };

/** How one item of an array ended. `index` is the item's place in what was submitted. */
export type ItemOutcome<Result> = Outcome<Result> & { readonly index: number };

export interface WaitOptions {
  /** Ends the waiting (not the job): the promise or iterator rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** One submitted job. It holds no connection: keep its `id` and use `attach` to get another handle anywhere. */
export interface JobHandle<Result> {
  readonly id: string;
  /** Name at Batch. Unknown, and empty, for a handle that was made from an id. */
  readonly name: string;
  /** Waits for the end and gives the output. @throws {@link JobFailure} when the job failed */
  result(options?: WaitOptions): Promise<Result>;
  /** Waits for the end and says how it was. Rejects only when that cannot be found out. */
  outcome(options?: WaitOptions): Promise<Outcome<Result>>;
  /** Waits for the end and reads no output. */
  wait(options?: WaitOptions): Promise<JobSnapshot>;
  /** What Batch knows of the job now. `GONE` just after the submission means that Batch does not show it yet. */
  status(): Promise<JobSnapshot>;
  /** Stops the job in whatever state it is; see `Batch.cancel`. */
  cancel(reason: string): Promise<void>;
}

/** One array job at Batch: more than 10,000 items are several. A part of one item is a plain job. */
export interface ArrayPart {
  readonly id: string;
  /** Index of the part's first item. */
  readonly offset: number;
  readonly size: number;
}

/** A submitted array. */
export interface ArrayHandle<Result> {
  /** Id of the first part, which is the whole array unless it has more than 10,000 items. */
  readonly id: string;
  /** Ids of all parts: what `attachArray` takes. */
  readonly ids: readonly string[];
  readonly parts: readonly ArrayPart[];
  /** Number of items. */
  readonly size: number;
  /** Name of the first part at Batch. */
  readonly name: string;
  /** Waits for all items and gives their outputs in order. @throws {@link JobFailure} `CHILDREN_FAILED` when one failed */
  results(options?: WaitOptions): Promise<Result[]>;
  /** How each item ended, as they end. A failed item does not hide the others. */
  outcomes(options?: WaitOptions): AsyncIterable<ItemOutcome<Result>>;
  /** How many items are in each status now. */
  summary(): Promise<StatusSummary>;
  /** Stops all items that have not ended; see `Batch.cancel`. */
  cancel(reason: string): Promise<void>;
}
