/** Why the local server did not start. */
export type LocalServerErrorCode = 'PORT_IN_USE' | 'CANNOT_LISTEN';

const BRAND = Symbol.for('batchwright.LocalServerError');

/**
 * Thrown by `startServer`. Never retryable with the same options.
 *
 * - `PORT_IN_USE`: something listens on the port already
 * - `CANNOT_LISTEN`: the system does not let us listen there
 */
export class LocalServerError extends Error {
  readonly code: LocalServerErrorCode;
  readonly retryable = false as const;
  readonly [BRAND] = true;

  constructor(code: LocalServerErrorCode, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  static isLocalServerError(error: unknown): error is LocalServerError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(LocalServerError.prototype, 'name', { value: 'LocalServerError' });
