const BRAND = Symbol.for('batchwright.ServiceError');

export interface ServiceErrorOptions {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Code that clients branch on: `ClientException`, `NoSuchKey`. */
  readonly code: string;
  readonly message: string;
  /** Further members of a JSON error, further elements of an XML one: `{ BucketName: 'photos' }`. */
  readonly details?: Readonly<Record<string, string>> | undefined;
  /** Further headers of the response. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly cause?: unknown;
}

/**
 * An error that a service answers with. Thrown by a service, it is rendered by the server in the shape which that
 * service's clients parse (JSON, XML), with the request's id.
 */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;
  readonly details: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly [BRAND] = true;

  constructor({ status, code, message, details = {}, headers = {}, cause }: ServiceErrorOptions) {
    super(message, { cause });
    this.status = status;
    this.code = code;
    this.details = details;
    this.headers = headers;
  }

  /** Whether the same request can succeed later: the fault is the service's. */
  get retryable(): boolean {
    return this.status >= 500 && this.status !== 501;
  }

  static isServiceError(error: unknown): error is ServiceError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(ServiceError.prototype, 'name', { value: 'ServiceError' });
