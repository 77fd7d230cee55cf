import { LOG_LIMITS } from '@batchwright/model/service';
import type { LogEvent } from './store';

export interface EventsRequest {
  readonly startFromHead: boolean;
  readonly limit: number;
  /** Epoch milliseconds, inclusive. */
  readonly startTime: number | undefined;
  /** Epoch milliseconds, exclusive. */
  readonly endTime: number | undefined;
  readonly nextToken: string | undefined;
}

export interface EventsPage {
  readonly events: readonly LogEvent[];
  readonly nextForwardToken: string;
  readonly nextBackwardToken: string;
}

/**
 * A page of a stream's lines, in the order of their writing. Tokens name the place before (`b/<n>`) or from (`f/<n>`)
 * which to go on. Behind the last line the forward token stays the same: that is how a caller sees the end.
 */
export function eventsPage(events: readonly LogEvent[], request: EventsRequest): EventsPage | undefined {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY, limit } = request;
  const first = lowerBound(events, startTime);
  const end = lowerBound(events, endTime);
  const token = readToken(request.nextToken);
  if (token === undefined) return undefined;
  const forward = token.kind === 'none' ? request.startFromHead : token.kind === 'f';
  const at = token.kind === 'none' ? (forward ? first : end) : Math.min(token.at, events.length);
  const [from, to] = forward
    ? [Math.max(at, first), until(events, Math.max(at, first), end, limit)]
    : [back(events, Math.min(at, end), first, limit), Math.min(at, end)];
  return {
    events: events.slice(from, Math.max(from, to)),
    nextForwardToken: `f/${Math.max(from, to)}`,
    nextBackwardToken: `b/${from}`,
  };
}

function readToken(
  token: string | undefined,
): { readonly kind: 'none' } | { readonly kind: 'f' | 'b'; readonly at: number } | undefined {
  if (token === undefined) return { kind: 'none' };
  const match = /^([fb])\/(\d{1,15})$/.exec(token);
  if (match === null) return undefined;
  return { kind: match[1] === 'f' ? 'f' : 'b', at: Number(match[2]) };
}

/** Index of the first event that is not before a time. Events are in the order of their times. */
function lowerBound(events: readonly LogEvent[], time: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((events[middle]?.timestamp ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function until(events: readonly LogEvent[], from: number, end: number, limit: number): number {
  let bytes = 0;
  let at = from;
  while (at < end && at - from < limit) {
    bytes += Buffer.byteLength(events[at]?.message ?? '');
    if (bytes > LOG_LIMITS.eventsPageBytes && at > from) break;
    at += 1;
  }
  return at;
}

function back(events: readonly LogEvent[], to: number, first: number, limit: number): number {
  let bytes = 0;
  let at = to;
  while (at > first && to - at < limit) {
    bytes += Buffer.byteLength(events[at - 1]?.message ?? '');
    if (bytes > LOG_LIMITS.eventsPageBytes && at < to) break;
    at -= 1;
  }
  return at;
}
