/**
 * Exit codes of a worker. The constructs render retry rules from this table and the runtime explains by it, so that
 * both always mean the same. The numbers follow `sysexits.h`; 128 + n is the shell's convention for signal n.
 */
export const EXIT = {
  /** The handler returned and its output was stored. */
  OK: { code: 0, retry: false, meaning: 'succeeded' },
  /** The handler threw an error that does not ask for a retry, or S3 refused its input or output. */
  FAILED: { code: 1, retry: false, meaning: 'the handler threw, or S3 refused' },
  /** The input does not fit the contract, or there is none: another attempt would read the same. */
  BAD_INPUT: { code: 65, retry: false, meaning: 'the input does not fit the contract' },
  /** The handler returned something that its contract refuses. */
  BAD_OUTPUT: { code: 70, retry: false, meaning: 'the output does not fit the contract' },
  /**
   * The handler threw a `RetryableError`, a dependency (S3, the network) failed, or the worker was asked to stop: Batch
   * repeats no job that was cancelled or has timed out, so what is left then is a machine that was taken back.
   */
  RETRYABLE: { code: 75, retry: true, meaning: 'a passing fault; worth another attempt' },
  /** A program that SIGTERM itself has ended; a worker of ours that is asked to stop ends with RETRYABLE. */
  STOPPED: { code: 143, retry: false, meaning: 'stopped by a signal (SIGTERM)' },
} as const;

export type ExitName = keyof typeof EXIT;

/** The row for an exit code, or `undefined` for a code that is the program's own. */
export const exitOf = (code: number): (typeof EXIT)[ExitName] | undefined =>
  Object.values(EXIT).find((row) => row.code === code);
