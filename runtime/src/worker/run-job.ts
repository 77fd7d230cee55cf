import { describeIssues, EXIT, type ExitName, encodeJson, formatOutput, type Job } from '@batchwright/model/contract';
import { isPassingFault } from './faults';
import { completeIo, type FullIo, type WorkerIo } from './io';
import { readInput } from './read-input';
import { RetryableError } from './retryable-error';
import { runSchema } from './run-schema';
import { type Objects, openObjects } from './s3-access';
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
  /** Aborted when the job is cancelled, timed out or its machine is reclaimed: SIGKILL follows after 30 seconds. */
  readonly signal: AbortSignal;
}

export type Handler<Received, Returned> = (input: Received, attempt: Attempt) => Returned | Promise<Returned>;

/**
 * Runs the worker's side of a job: reads the input, hands it to `handler`, stores what it returns. Call it once, as the
 * last thing of the program. It never rejects; the exit code says how it went, and the first line on standard error why:
 *
 * - 0: done
 * - 1: the handler threw, or S3 refused the input or output
 * - 65: there is no input, or it does not fit the contract
 * - 70: what the handler returned does not fit the contract
 * - 75: the handler threw a `RetryableError`, or S3, the network or an AWS service failed
 * - 143: the job was asked to stop, and its handler did not finish
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
  let exit: ExitName = 'OK';
  try {
    task = readTask(full.env, job.name, job.output !== undefined);
    await work(job, handler, task, full);
  } catch (error) {
    exit = exitOf(error, full.stop);
    full.printError(describe(job.name, task, exit, error));
  }
  full.dispose();
  full.exit(EXIT[exit].code, full.stop.aborted);
}

async function work<Received, Returned>(
  job: Job<string, unknown, Received, Returned, unknown>,
  handler: Handler<Received, NoInfer<Returned>>,
  task: Task,
  { s3, stop, graceMs }: FullIo,
): Promise<void> {
  const objects = openObjects(s3);
  const input = await readInput(job, task.input, objects);
  const { jobId, index, arraySize, node, attempt } = task;
  // In a function of its own, so that a handler that throws at once is no different from one that rejects.
  const run = async (): Promise<Returned> => handler(input, { jobId, index, arraySize, node, attempt, signal: stop });
  stop.throwIfAborted();
  await storeOutput(job, await withinGrace(run(), stop, graceMs), task.outputUri, objects);
}

/** What was returned is checked by the schema, and stored as it was returned: a reader applies the transforms. */
async function storeOutput(
  job: Job<string, unknown, unknown, unknown, unknown>,
  returned: unknown,
  uri: string | undefined,
  objects: Objects,
): Promise<void> {
  if (job.output === undefined || uri === undefined) return;
  const encoded = encodeJson(returned, 'output');
  if (!encoded.ok) {
    throw new WorkerError('BAD_OUTPUT', `the handler's output cannot be stored: ${describeIssues(encoded.problems)}`);
  }
  const result = await runSchema(job.output, returned, 'output');
  if (!result.ok) {
    throw new WorkerError(
      'BAD_OUTPUT',
      `the handler's output does not fit the contract: ${describeIssues(result.issues)}`,
    );
  }
  await objects.write(uri, formatOutput(encoded.json));
}

/** A handler that does not listen to its signal is not waited for: the exit should be ours and not SIGKILL's. */
async function withinGrace<T>(running: Promise<T>, stop: AbortSignal, graceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let begin: (() => void) | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    begin = () => {
      timer = setTimeout(
        () =>
          reject(new WorkerError('STOPPED', `asked to stop, the handler went on for ${graceMs / 1000} s; leaving it`)),
        graceMs,
      );
    };
    if (stop.aborted) begin();
    else stop.addEventListener('abort', begin, { once: true });
  });
  try {
    return await Promise.race([running, tooLate]);
  } finally {
    clearTimeout(timer);
    if (begin !== undefined) stop.removeEventListener('abort', begin);
  }
}

function exitOf(error: unknown, stop: AbortSignal): ExitName {
  if (stop.aborted) return 'STOPPED';
  if (error instanceof WorkerError) return error.exit;
  return RetryableError.isRetryableError(error) || isPassingFault(error) ? 'RETRYABLE' : 'FAILED';
}

/** First the reason in one line, then what a developer needs. */
function describe(job: string, task: Task | undefined, exit: ExitName, error: unknown): string {
  const item = task?.arraySize === undefined ? '' : ` item ${task.index}`;
  const message = error instanceof Error ? error.message : String(error);
  const [reason, ...more] = message.split('\n');
  const line = `${job}${item}: ${reason} [exit ${EXIT[exit].code}: ${EXIT[exit].meaning}]`;
  const stack = error instanceof Error && !(error instanceof WorkerError) ? [error.stack ?? ''] : [];
  return [line, ...more, ...stack].join('\n');
}
