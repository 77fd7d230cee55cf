import { EXIT, type ExitName } from '@batchwright/model/contract';
import { isPassingFault } from './faults';
import { RetryableError } from './retryable-error';
import type { Task } from './task';
import { WorkerError } from './worker-error';

/** What an error says of how its worker ends. */
export function endOf(error: unknown): ExitName {
  if (error instanceof WorkerError) return error.exit;
  return RetryableError.isRetryableError(error) || isPassingFault(error) ? 'RETRYABLE' : 'FAILED';
}

/**
 * The exit code of an end. One that was asked to stop asks for another attempt: why, docs/adr/0046 says. The contract's
 * code for it is that of a program which SIGTERM itself has ended.
 */
export const codeOf = (end: ExitName): number => EXIT[end === 'STOPPED' ? 'RETRYABLE' : end].code;

/** First the reason in one line, then what a developer needs. */
export function describe(job: string, task: Task | undefined, end: ExitName, error: unknown): string {
  const item = task?.arraySize === undefined ? '' : ` item ${task.index}`;
  const message = error instanceof Error ? error.message : String(error);
  const [reason, ...more] = message.split('\n');
  const meaning = end === 'STOPPED' ? 'stopped; repeated if its machine was taken back' : EXIT[end].meaning;
  const line = `${job}${item}: ${reason} [exit ${codeOf(end)}: ${meaning}]`;
  return [line, ...more, ...stackOf(error)].join('\n');
}

/** Of what the handler threw; our own errors say all in their message. */
function stackOf(error: unknown): string[] {
  const thrown = error instanceof WorkerError && error.exit === 'STOPPED' ? error.cause : error;
  return thrown instanceof Error && !(thrown instanceof WorkerError) ? [thrown.stack ?? ''] : [];
}
