/** What can be wrong with a contract, a manifest or a stored format. */
export type ContractErrorCode = 'INVALID_NAME' | 'INVALID_PLATFORM' | 'INVALID_FORMAT' | 'NEWER_FORMAT';

const BRAND = Symbol.for('batchwright.ContractError');

/**
 * Thrown by the contract's own functions. Never retryable: the same input fails again.
 *
 * - `INVALID_NAME`: a job, platform or queue name outside the allowed pattern
 * - `INVALID_PLATFORM`: a platform without queues, or one that lists a name twice
 * - `INVALID_FORMAT`: a manifest, items file or output that is not what it should be
 * - `NEWER_FORMAT`: one that a newer version of Batchwright wrote; update this package to read it
 */
export class ContractError extends Error {
  readonly code: ContractErrorCode;
  readonly retryable = false as const;
  readonly [BRAND] = true;

  constructor(code: ContractErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  static isContractError(error: unknown): error is ContractError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(ContractError.prototype, 'name', { value: 'ContractError' });
