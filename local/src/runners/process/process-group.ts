import type { ChildProcess } from 'node:child_process';

/** Nothing is there; or nothing that we may signal: other users' processes (`sudo`), on macOS also those that have ended. */
const OUT_OF_REACH: readonly (string | undefined)[] = ['ESRCH', 'EPERM'];

/** Signals a job's whole process group, as far as it can be reached. */
export function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!OUT_OF_REACH.includes((error as NodeJS.ErrnoException).code)) throw error;
  }
}
