import { hash } from 'node:crypto';
import { globMatches } from '@batchwright/model/service';
import type { FailureKind, InjectedFailures } from './injected';

/** What tells one attempt from every other, the same in each run. */
export interface AttemptKey {
  readonly jobName: string;
  /** How many jobs of this name were submitted before. */
  readonly ordinal: number;
  /** Of a child. */
  readonly index: number | undefined;
  readonly attempt: number;
}

/** Which failure an attempt meets; `undefined` for none. @param spot - whether it runs on Spot */
export function chooseFailure(injected: InjectedFailures, key: AttemptKey, spot: boolean): FailureKind | undefined {
  const { seed = 1, attempts = Number.POSITIVE_INFINITY } = injected;
  if (key.attempt > attempts || !globMatches(injected.jobName, key.jobName)) return undefined;
  // Each kind has its own piece of the line from 0 to 1, so that on-demand attempts draw as those on Spot do.
  let at = draw(seed, key);
  for (const kind of ['imagePull', 'outOfMemory', 'reclaim'] as const) {
    const share = injected[kind] ?? 0;
    if (at < share) return kind === 'reclaim' && !spot ? undefined : kind;
    at -= share;
  }
  return undefined;
}

/** From 0 up to, but without, 1. */
function draw(seed: number, { jobName, ordinal, index, attempt }: AttemptKey): number {
  const digest = hash('sha256', JSON.stringify([seed, jobName, ordinal, index ?? null, attempt]), 'buffer');
  return digest.readUIntBE(0, 6) / 2 ** 48;
}
