import type { Clock } from '../../runtime/src/clock';

/** Time that passes only when somebody sleeps, and then at once. */
export function virtualClock(): Clock & { readonly slept: number[] } {
  let now = Date.UTC(2026, 0, 1);
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      // A turn of the event loop, so that sockets and other loops get theirs.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal?.aborted) throw signal.reason;
      slept.push(ms);
      now += ms;
    },
  };
}
