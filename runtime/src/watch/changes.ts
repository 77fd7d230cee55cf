import { differs, isFinal, type Poller } from './poller';
import type { JobChange, JobSnapshot } from './snapshot';

/**
 * The changes of jobs, beginning with how each is at first sight, until all have ended. A consumer that is slower than
 * the jobs gets every change, in order.
 */
export async function* watchChanges(
  poller: Poller,
  ids: readonly string[],
  signal?: AbortSignal | undefined,
): AsyncGenerator<JobChange, void, undefined> {
  signal?.throwIfAborted();
  const last = new Map<string, JobSnapshot>();
  const open = new Set(ids);
  const ready: JobChange[] = [];
  let failure: { readonly error: unknown } | undefined;
  let notify: () => void = () => undefined;
  const stop = (): void => {
    failure = { error: signal?.reason };
    notify();
  };
  signal?.addEventListener('abort', stop, { once: true });
  const unfollow = [...open].map((id) =>
    poller.follow(id, {
      seen(snapshot) {
        const before = last.get(id);
        last.set(id, snapshot);
        if (before !== undefined && !differs(before, snapshot)) return;
        const final = isFinal(snapshot);
        ready.push({ ...snapshot, previous: before?.status, final });
        if (final) open.delete(id);
        notify();
      },
      failed(error) {
        failure = { error };
        notify();
      },
    }),
  );
  try {
    for (;;) {
      // What was seen is delivered before the failure that ended the watching.
      const change = ready.shift();
      if (change !== undefined) yield change;
      else if (failure !== undefined) throw failure.error;
      else if (open.size === 0) return;
      else
        await new Promise<void>((resolve) => {
          notify = resolve;
        });
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    for (const end of unfollow) end();
  }
}

/** Waits for the end of one job. */
export async function waitForEnd(poller: Poller, id: string, signal?: AbortSignal | undefined): Promise<JobSnapshot> {
  for await (const change of watchChanges(poller, [id], signal)) {
    if (change.final) {
      const { previous: _previous, final: _final, ...snapshot } = change;
      return snapshot;
    }
  }
  throw new Error(`job ${id}: the watching ended before the job`);
}
