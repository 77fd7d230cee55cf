import { constants } from 'node:os';
import { LIMITS, START_FAILURES } from '@batchwright/model/service';
import type { Outcome } from '../../scheduler';

/** The shell's convention for a process that a signal ended. */
const SIGNALLED = 128;
/** The shell's code for a command that is not there, or that may not be executed. */
const NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** How a process ended, as the service reports it. */
export function exitOutcome(code: number | null, signal: NodeJS.Signals | null): Outcome {
  if (code !== null) return { exitCode: code };
  return { exitCode: SIGNALLED + (signal === null ? 0 : constants.signals[signal]) };
}

/** Why a process could not be made. */
export function spawnOutcome(error: NodeJS.ErrnoException, command: string, image: string): Outcome {
  if (error.code === 'ENOENT') {
    return {
      exitCode: NOT_FOUND,
      reason: shorten(
        START_FAILURES.cannotStart(
          `"${command}" is not on this machine; image ${image} runs here as a process: install its command, or use an image asset that copies it`,
        ),
      ),
    };
  }
  if (error.code === 'EACCES') {
    return {
      exitCode: NOT_EXECUTABLE,
      reason: shorten(START_FAILURES.cannotStart(`"${command}" may not be executed (${error.code})`)),
    };
  }
  return { reason: shorten(START_FAILURES.cannotStart(`${error.message}`)) };
}

/** `container.reason` has a limit; the beginning is what callers match on. */
export const shorten = (reason: string): string => {
  const limit = LIMITS.containerReasonCharacters;
  return reason.length > limit ? `${reason.slice(0, limit - 3)}...` : reason;
};
