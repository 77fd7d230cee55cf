/** Shares of requests that fail before, and after, the service took them. */
export interface BeforeAndAfter {
  readonly before?: number;
  readonly after?: number;
}

/**
 * What a proxy does to the requests that pass it. Shares are from 0 to 1 and exclude each other: a request meets one
 * fault at most, and all shares together are at most 1. Delays and lags come on top.
 */
export interface Faults {
  /**
   * Everything random follows from it, from the operation, from the body, and from how often that body came before:
   * neither from time nor from the order in which callers are served.
   */
  readonly seed: number;
  /** Operations that can meet a fault or a delay, in lower case (`submitjob`, `amazonsqs.sendmessage`). @default - all */
  readonly operations?: readonly string[];
  /** Answered by 429 `TooManyRequestsException`; the service never sees it. */
  readonly refuse?: number;
  /** The connection is reset. */
  readonly reset?: BeforeAndAfter;
  /** Nothing ever comes back: the caller's own time-out has to end it. */
  readonly silence?: BeforeAndAfter;
  /** Answered by 500 `ServerException`. */
  readonly error?: BeforeAndAfter;
  /** A share of the requests waits before it is looked at, from 0 to `maxMs` milliseconds. */
  readonly delay?: { readonly share: number; readonly maxMs: number };
  /** ListJobs shows a job only when it is older than this: milliseconds, random for each job up to the number. */
  readonly listingLagMs?: number;
  /**
   * Messages that SQS gives are mixed, and a share of them is given later, or a second time. No message is lost: one
   * that is held comes with a later answer, or again when its visibility time-out has passed.
   */
  readonly messages?: { readonly hold?: number; readonly repeat?: number };
}

export type Fault =
  | { readonly kind: 'refuse' }
  | { readonly kind: 'reset' | 'silence' | 'error'; readonly taken: boolean };
