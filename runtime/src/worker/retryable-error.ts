const BRAND = Symbol.for('batchwright.RetryableError');

/**
 * Thrown by a handler to say that another attempt may well succeed: a dependency was down, a lock was held. The worker
 * then exits with the code that the retry rules of `addJob` know. Whether there is another attempt is up to the job's
 * `attempts`.
 *
 * @example
 * ```ts
 * throw new RetryableError('the tile server is busy', { cause: error });
 * ```
 */
export class RetryableError extends Error {
  static isRetryableError(error: unknown): error is RetryableError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(RetryableError.prototype, 'name', { value: 'RetryableError' });
Object.defineProperty(RetryableError.prototype, BRAND, { value: true });
