import { type BatchError, batchError, invalidOption } from '../errors';

/** What an error of the AWS SDK says about the request that led to it. */
export type Fault =
  /** Refused for the rate of requests; nothing was done. */
  | { readonly kind: 'throttled' }
  /** Refused for good; nothing was done. */
  | { readonly kind: 'refused'; readonly status: number; readonly awsCode: string; readonly message: string }
  /** Signed with a wrong clock; the SDK has corrected it by now, nothing was done. */
  | { readonly kind: 'skewed' }
  /** The connection was never made; nothing was done. */
  | { readonly kind: 'unsent'; readonly message: string }
  | { readonly kind: 'no-credentials'; readonly message: string }
  | { readonly kind: 'no-region' }
  /** The request may or may not have been carried out. */
  | { readonly kind: 'ambiguous'; readonly message: string };

interface SdkError {
  readonly name?: string;
  readonly message?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly clockSkewCorrected?: boolean };
}

const THROTTLING = /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown/;
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/** Sorts an error of the AWS SDK by HTTP status first: names of errors vary, for one cause, with where they arise. */
export function faultOf(error: unknown): Fault {
  const { name = '', message = String(error), code, $metadata } = (error ?? {}) as SdkError;
  const status = $metadata?.httpStatusCode;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') return { kind: 'no-credentials', message };
  if (status === undefined) {
    if (/^Region is missing/.test(message)) return { kind: 'no-region' };
    const codes = code === undefined ? causesOf(error) : [code];
    return codes.length > 0 && codes.every((each) => UNSENT.has(each))
      ? { kind: 'unsent', message }
      : { kind: 'ambiguous', message };
  }
  if (status === 429 || THROTTLING.test(name)) return { kind: 'throttled' };
  if ($metadata?.clockSkewCorrected) return { kind: 'skewed' };
  // A redirect is final, too: S3 answers so to a client of another region.
  if (status >= 300 && status < 500 && status !== 408) return { kind: 'refused', status, awsCode: name, message };
  return { kind: 'ambiguous', message: message || `HTTP ${status}` };
}

/** Node gathers the errors of several addresses of one host into one. */
function causesOf(error: unknown): string[] {
  const all = (error as { errors?: readonly { code?: string }[] } | undefined)?.errors ?? [];
  return all.map(({ code }) => code ?? '');
}

/** The error to throw for a call of which it does not matter whether it was carried out. */
export function errorOf(operation: string, error: unknown): BatchError {
  const fault = faultOf(error);
  switch (fault.kind) {
    case 'throttled':
      return throttled(operation, error);
    case 'refused':
      return batchError(
        { code: 'REFUSED', operation, status: fault.status, awsCode: fault.awsCode },
        `AWS refused ${operation} (${fault.status} ${fault.awsCode}): ${fault.message}`,
        error,
      );
    case 'no-credentials':
      return batchError(
        { code: 'CREDENTIALS_MISSING' },
        `${operation}: the AWS SDK found no usable credentials (${fault.message}); set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run where a role is attached`,
        error,
      );
    case 'no-region':
      return invalidOption('region', `${operation} needs one; give connect({ region }) or set AWS_REGION`, error);
    default:
      return batchError(
        { code: 'UNAVAILABLE', operation },
        `${operation}: no answer from AWS${'message' in fault ? ` (${fault.message})` : ''}; try again later, and check the endpoint and the network`,
        error,
      );
  }
}

const THROTTLED_RETRY_MS = 5000;

export function throttled(operation: string, cause: unknown): BatchError {
  return batchError(
    { code: 'THROTTLED', retryAfterMs: THROTTLED_RETRY_MS },
    `${operation}: AWS kept answering "too many requests"; nothing was done, try again in ${THROTTLED_RETRY_MS / 1000} s or later`,
    cause,
  );
}

/** Makes a call and turns what the SDK throws into ours. A caller's abort stays what it is. */
export async function call<T>(operation: string, send: () => Promise<T>, signal?: AbortSignal | undefined): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    throw errorOf(operation, error);
  }
}
