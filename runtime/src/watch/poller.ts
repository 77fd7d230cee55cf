import type { Clock } from '../clock';
import { isBatchError } from '../errors';
import { goneSnapshot } from './describe';
import type { JobSnapshot } from './snapshot';

export interface PollerParts {
  /** Describes jobs; leaves out those that are not known. */
  describe(ids: readonly string[]): Promise<ReadonlyMap<string, JobSnapshot>>;
  readonly clock: Clock;
  /** First and longest wait between two looks, in milliseconds. */
  readonly minMs: number;
  readonly maxMs: number;
  /** How long an id may be unknown before the job counts as gone: a new job is not visible at once. */
  readonly goneAfterMs: number;
}

export interface Listener {
  /** Called with each look at the job, changed or not, until it has ended. */
  seen(snapshot: JobSnapshot): void;
  failed(error: unknown): void;
}

interface Followed {
  readonly listeners: Set<Listener>;
  last?: JobSnapshot;
  absentSince?: number;
}

/** Looks that may fail in a row, for reasons that may pass, before the listeners hear of it. */
const FAILURES = 8;
const GROWTH = 1.5;

export const isFinal = ({ status }: JobSnapshot): boolean =>
  status === 'SUCCEEDED' || status === 'FAILED' || status === 'GONE';

/**
 * Looks at jobs, all of a connection's together. The wait between looks grows while nothing changes and starts over when
 * something does, or when a job is added. It runs only while somebody listens.
 */
export class Poller {
  readonly #io: PollerParts;
  readonly #followed = new Map<string, Followed>();
  #running = false;
  #wake: AbortController | undefined;

  constructor(io: PollerParts) {
    this.#io = io;
  }

  /** @returns what ends the following */
  follow(id: string, listener: Listener): () => void {
    const followed: Followed = this.#followed.get(id) ?? { listeners: new Set() };
    this.#followed.set(id, followed);
    followed.listeners.add(listener);
    if (!this.#running) {
      this.#running = true;
      // Listeners of the same turn are looked at by one call.
      queueMicrotask(() => void this.#run());
    } else {
      this.#wake?.abort();
    }
    return () => {
      followed.listeners.delete(listener);
      if (followed.listeners.size > 0) return;
      if (this.#followed.get(id) === followed) this.#followed.delete(id);
      if (this.#followed.size === 0) this.#wake?.abort();
    };
  }

  async #run(): Promise<void> {
    const { minMs, maxMs, clock } = this.#io;
    let wait = minMs;
    let failures = 0;
    while (this.#followed.size > 0) {
      // Made before the look, so that a job that is added during it is not left waiting.
      const wake = new AbortController();
      this.#wake = wake;
      try {
        const changed = await this.#look();
        failures = 0;
        wait = changed ? minMs : Math.min(maxMs, wait * GROWTH);
      } catch (error) {
        if (!isBatchError(error) || !error.retryable || ++failures >= FAILURES) this.#fail(error);
        wait = Math.min(maxMs, Math.max(minMs, wait) * 2);
      }
      if (this.#followed.size === 0) break;
      await clock.sleep(wait, wake.signal).catch(() => {
        wait = minMs;
      });
    }
    this.#running = false;
  }

  /** @returns whether anything has changed */
  async #look(): Promise<boolean> {
    const ids = [...this.#followed.keys()];
    const found = await this.#io.describe(ids);
    let changed = false;
    for (const id of ids) {
      const followed = this.#followed.get(id);
      if (followed === undefined) continue;
      const snapshot = found.get(id) ?? this.#absent(id, followed);
      if (snapshot === undefined) continue;
      if (found.has(id)) delete followed.absentSince;
      changed ||= followed.last === undefined || differs(followed.last, snapshot);
      followed.last = snapshot;
      if (isFinal(snapshot)) this.#followed.delete(id);
      for (const listener of [...followed.listeners]) listener.seen(snapshot);
    }
    return changed;
  }

  #absent(id: string, followed: Followed): JobSnapshot | undefined {
    const now = this.#io.clock.now();
    followed.absentSince ??= now;
    return now - followed.absentSince >= this.#io.goneAfterMs ? goneSnapshot(id) : undefined;
  }

  #fail(error: unknown): void {
    const all = [...this.#followed.values()];
    this.#followed.clear();
    for (const { listeners } of all) for (const listener of [...listeners]) listener.failed(error);
  }
}

/** Whether there is something new to say about a job: its status, why it stands still, or the counts of its children. */
export const differs = (a: JobSnapshot, b: JobSnapshot): boolean => newsOf(a) !== newsOf(b);

const newsOf = ({ status, statusReason, attempts, array }: JobSnapshot): string =>
  JSON.stringify([status, statusReason, attempts, array?.summary]);
