/** A request to stop, and how long one may go on after it. */
export interface Stop {
  /** Aborted by the first request, with its reason. */
  readonly signal: AbortSignal;
  /** Resolves when the time after a request is over, with how long that was in milliseconds. */
  readonly tooLate: Promise<number>;
  /** Asks to stop. A further request can only shorten the time that is left. @param graceMs - from now */
  request(reason: Error, graceMs: number): void;
  /** Takes back the timer. */
  dispose(): void;
}

export function makeStop(): Stop {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let end = Number.POSITIVE_INFINITY;
  let late: (graceMs: number) => void;
  const tooLate = new Promise<number>((resolve) => {
    late = resolve;
  });
  return {
    signal: controller.signal,
    tooLate,
    request(reason, graceMs) {
      if (performance.now() + graceMs < end) {
        end = performance.now() + graceMs;
        clearTimeout(timer);
        timer = setTimeout(() => late(graceMs), graceMs);
      }
      controller.abort(reason);
    },
    dispose: () => clearTimeout(timer),
  };
}
