/** Why the local service did not start. */
export type LocalErrorCode = 'INVALID_OPTION' | 'PROVISION_REFUSED';

const BRAND = Symbol.for('batchwright.LocalError');

/**
 * Thrown by `startLocal`. Never retryable: the same options fail again.
 *
 * - `INVALID_OPTION`: an option out of its range; the message names it
 * - `PROVISION_REFUSED`: a synthesized resource that AWS Batch would refuse too; the message names stack and logical id
 */
export class LocalError extends Error {
  readonly code: LocalErrorCode;
  readonly retryable = false as const;
  readonly [BRAND] = true;

  constructor(code: LocalErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  static isLocalError(error: unknown): error is LocalError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(LocalError.prototype, 'name', { value: 'LocalError' });
