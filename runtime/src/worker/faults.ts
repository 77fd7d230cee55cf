/** Codes of Node and of libc for a peer that did not answer, or stopped to. */
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);
/** Causes to look through, so that a cycle of causes ends. */
const DEPTH = 8;

/** Whether what a handler threw is a fault of the network or of an AWS service that may have passed at the next attempt. */
export function isPassingFault(error: unknown): boolean {
  let at: unknown = error;
  for (let depth = 0; depth < DEPTH && typeof at === 'object' && at !== null; depth++) {
    const { code, $metadata, cause } = at as {
      readonly code?: unknown;
      readonly $metadata?: { readonly httpStatusCode?: number };
      readonly cause?: unknown;
    };
    if (typeof code === 'string' && NETWORK.has(code)) return true;
    const status = $metadata?.httpStatusCode;
    if (status !== undefined && (status === 429 || status >= 500)) return true;
    at = cause;
  }
  return false;
}
