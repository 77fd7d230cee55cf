import type { Job } from '@batchwright/model/contract';
import type { WorkerIo } from './io';

/** What a handler may know of the attempt it is. */
export interface Attempt {
  readonly jobId: string;
  /** The item's place in what was submitted, from 0; 0 for a single job. */
  readonly index: number;
  /** Number of children of this array job; absent for a single job. */
  readonly arraySize?: number | undefined;
  /** 1 for the first. */
  readonly attempt: number;
  /** Aborted when the job is cancelled, timed out or its machine is reclaimed: SIGKILL follows after 30 seconds. */
  readonly signal: AbortSignal;
}

export type Handler<Received, Returned> = (input: Received, attempt: Attempt) => Returned | Promise<Returned>;

export async function runJob<Received, Returned>(
  _job: Job<string, unknown, Received, Returned, unknown>,
  _handler: Handler<Received, NoInfer<Returned>>,
  _io: WorkerIo = {},
): Promise<void> {
  throw new Error('written next');
}
