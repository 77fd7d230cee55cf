import { faultOf } from '../aws';
import { messageOf } from '../errors';
import type { Skipped } from './failure';

/** Asks AWS for what is good to have: what cannot be had is noted, and the rest goes on without it. */
export class Asking {
  readonly skipped: Skipped[] = [];

  constructor(readonly signal?: AbortSignal | undefined) {}

  /**
   * @param operation - as a policy names it, `ec2:DescribeInstances`
   * @returns `undefined` when there is no answer; a caller's abort is thrown
   */
  async ask<T>(operation: string, send: () => Promise<T>): Promise<T | undefined> {
    this.signal?.throwIfAborted();
    try {
      return await send();
    } catch (error) {
      this.signal?.throwIfAborted();
      this.skip(operation, whyNot(operation, error));
      return undefined;
    }
  }

  /** Notes once what is missing, however often it was tried. */
  skip(operation: string, why: string): void {
    if (this.skipped.some((known) => known.operation === operation && known.why === why)) return;
    this.skipped.push({ operation, why });
  }
}

const FORBIDDEN = 403;
const NOT_SERVED = 501;
const DENIED = /AccessDenied|UnauthorizedOperation|not authorized/i;

function whyNot(operation: string, error: unknown): string {
  const name = error instanceof Error ? error.name : '';
  const message = messageOf(error);
  const fault = faultOf(error);
  const status = (error as { readonly $metadata?: { readonly httpStatusCode?: number } } | undefined)?.$metadata;
  if (fault.kind === 'throttled') return 'too many requests; ask again later';
  if (DENIED.test(name) || DENIED.test(message) || status?.httpStatusCode === FORBIDDEN) {
    return `these credentials may not: they need ${operation}`;
  }
  if (status?.httpStatusCode === NOT_SERVED) return 'this service is not served here';
  return message;
}
