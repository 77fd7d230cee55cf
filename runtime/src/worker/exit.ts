import { EXIT } from '@batchwright/model/contract';

/** For the exit itself: of the time before SIGKILL, and of a process that has failed. */
export const EXIT_SECONDS = 5;

/**
 * How a worker ends its process. From now until then, no other end passes for success: neither `process.exit()` in a
 * handler or in somebody's listener for SIGTERM, nor that nothing is left to wait for while the handler has not settled.
 *
 * @param stop - aborted when the job was asked to stop
 */
export function exitOfProcess(
  stop: AbortSignal,
  printError: (text: string) => void,
): (code: number, stopped: boolean) => void {
  const unfinished = (code: number): void => {
    if (code !== EXIT.OK.code) return;
    const exit = stop.aborted ? EXIT.RETRYABLE.code : EXIT.FAILED.code;
    printError(`the program ended before its handler had settled [exit ${exit}]`);
    process.exitCode = exit;
  };
  process.on('exit', unfinished);
  return (code, stopped) => {
    process.off('exit', unfinished);
    process.exitCode = code;
    // Whatever the handler left running must not hold the process until SIGKILL.
    if (stopped) process.exit();
    // Nor until the job's timeout, which would then be the reason that is reported: a program that fails before it
    // closes its connections is the rule. One with nothing open does not wait for this.
    if (code !== EXIT.OK.code) setTimeout(() => process.exit(), EXIT_SECONDS * 1000).unref();
  };
}
