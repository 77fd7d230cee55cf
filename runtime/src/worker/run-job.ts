import { setTimeout as sleep } from 'node:timers/promises';
import type { ExitName, Job } from '@batchwright/model/contract';
import { type Checkpoint, type KeptCheckpoint, openCheckpoint } from './checkpoint';
import { codeOf, describe, endOf } from './end';
import { EXIT_SECONDS } from './exit';
import { completeIo, type FullIo, type WorkerIo } from './io';
import { type Log, makeLog } from './log';
import { readInput } from './read-input';
import { openObjects } from './s3-access';
import { storeOutput } from './store-output';
import { type Node, readTask, type Task } from './task';
import { WorkerError } from './worker-error';

/** What a handler may know of the attempt it is. */
export interface Attempt {
  readonly jobId: string;
  /** The item's place in what was submitted, from 0; 0 for a single job. */
  readonly index: number;
  /** Number of children of this array job; absent for a single job. */
  readonly arraySize?: number | undefined;
  /**
   * Of a job that runs on several nodes: which of them this is. All get the same input. What the main node returns is the
   * job's output; what the others return is left. Absent for a job on one node.
   */
  readonly node?: Node | undefined;
  /** 1 for the first. */
  readonly attempt: number;
  /**
   * Aborted when the job is cancelled, timed out or its machine is taken back: SIGKILL follows after 30 seconds. What the
   * handler returns after that does not count, and the job's other attempts go on, unless `complete` was called.
   */
  readonly signal: AbortSignal;
  /** How far the job has come, for the attempt that follows when the machine is taken away. */
  readonly checkpoint: Checkpoint;
  /** Lines of JSON that say which job, attempt and index they are from. */
  readonly log: Log;
  /**
   * Says that all of the work is done. Only needed after `signal` was aborted: a handler that then returns may have
   * broken off its loop, so that a job which is half done would pass for success.
   */
  complete(): void;
}

export type Handler<Received, Returned> = (input: Received, attempt: Attempt) => Returned | Promise<Returned>;

/**
 * Runs the worker's side of a job: reads the input, hands it to `handler`, stores what it returns. Call it once, as the
 * last thing of the program. It never rejects; the exit code says how it went, and the first line on standard error why:
 *
 * - 0: done
 * - 1: the handler threw, the program ended before its handler, or S3 refused the input or output
 * - 65: there is no input, or it does not fit the contract
 * - 70: what the handler returned does not fit the contract
 * - 75: the handler threw a `RetryableError`; S3, the network or an AWS service failed; or the job was asked to stop. Batch
 *   never repeats a job that was cancelled or timed out, so in the last case 75 means a machine that was taken back
 *
 * The program ends when nothing is left to do: close what you have opened. After a failure it is ended 5 seconds later.
 *
 * @example
 * ```ts
 * import { runJob } from '@batchwright/runtime/worker';
 * import { thumbnail } from './thumbnail.contract';
 *
 * runJob(thumbnail, async ({ bucket, key }, { signal }) => shrink(bucket, key, signal));
 * ```
 */
export async function runJob<Received, Returned>(
  job: Job<string, unknown, Received, Returned, unknown>,
  handler: Handler<Received, NoInfer<Returned>>,
  io: WorkerIo = {},
): Promise<void> {
  const full = completeIo(io);
  let task: Task | undefined;
  let end: ExitName = 'OK';
  try {
    task = readTask(full.env, job.name, job.output !== undefined);
    await work(job, handler, task, full);
  } catch (error) {
    end = endOf(error);
    full.printError(describe(job.name, task, end, error));
  }
  full.dispose();
  full.exit(codeOf(end), full.stop.signal.aborted);
}

async function work<Received, Returned>(
  job: Job<string, unknown, Received, Returned, unknown>,
  handler: Handler<Received, NoInfer<Returned>>,
  task: Task,
  { s3, stop, print, askForNotice }: FullIo,
): Promise<void> {
  const { signal } = stop;
  const log = makeLog(job.name, task, print, Date.now);
  askForNotice((error) => log.warn('the notice of EC2 cannot be heard; SIGTERM can', { error }));
  const objects = openObjects(s3);
  const checkpoint = openCheckpoint(task, objects, log);
  let completed = false;
  const complete = (): void => {
    completed = true;
  };
  const stopped = (cause?: unknown): WorkerError => new WorkerError('STOPPED', (signal.reason as Error).message, cause);
  // At once, too: whoever does not listen to the signal goes on, and may never settle.
  const flush = (): void => void checkpoint.flush();
  signal.addEventListener('abort', flush, { once: true });
  const run = async (): Promise<void> => {
    const input = await readInput(job, task.input, objects);
    if (signal.aborted) throw stopped();
    const { jobId, index, arraySize, node, attempt } = task;
    const returned = await handler(input, {
      jobId,
      index,
      arraySize,
      node,
      attempt,
      signal,
      checkpoint,
      log,
      complete,
    });
    if (signal.aborted && !completed) throw stopped();
    complete();
    await storeOutput(job, returned, task.outputUri, objects);
  };
  // Whatever it is that takes so long: the exit should be ours and not SIGKILL's, which no rule repeats.
  const late = stop.tooLate.then((ms) => {
    throw new WorkerError('STOPPED', `asked to stop, the job went on for ${ms / 1000} s; leaving it`);
  });
  try {
    await Promise.race([run(), late]);
  } catch (error) {
    // What was asked to stop did not fail by itself, whatever it threw then.
    const reason = signal.aborted && !completed && !isStopped(error) ? stopped(error) : error;
    await saveForNext(checkpoint, endOf(reason));
    throw reason;
  } finally {
    signal.removeEventListener('abort', flush);
    checkpoint.close();
  }
}

const isStopped = (error: unknown): boolean => error instanceof WorkerError && error.exit === 'STOPPED';

/** Of the time before SIGKILL, a second is kept for the exit. */
async function saveForNext(checkpoint: KeptCheckpoint, end: ExitName): Promise<void> {
  if (end === 'STOPPED') {
    const over = new AbortController();
    const time = sleep((EXIT_SECONDS - 1) * 1000, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([checkpoint.flush(), time]);
    over.abort();
  } else if (end === 'RETRYABLE') await checkpoint.flush();
}
