import type { ExitName } from '@batchwright/model/contract';

/** Ends a worker with an exit code of the contract. Inside of the worker only: it never leaves `runJob`. */
export class WorkerError extends Error {
  readonly exit: Exclude<ExitName, 'OK'>;

  constructor(exit: Exclude<ExitName, 'OK'>, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.exit = exit;
  }
}
Object.defineProperty(WorkerError.prototype, 'name', { value: 'WorkerError' });
