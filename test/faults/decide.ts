import { createHash } from 'node:crypto';
import type { Fault, Faults } from './faults';

/** One request, told from all others: its operation, its body, and how often that body came before. */
export interface RequestKey {
  readonly operation: string;
  readonly body: string;
  readonly before: number;
}

/** From 0 up to, but without, 1: the same for the same words. */
export function draw(seed: number, ...words: readonly (string | number)[]): number {
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, ...words]))
    .digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

const isMeant = ({ operations }: Faults, { operation }: RequestKey): boolean =>
  operations === undefined || operations.includes(operation);

/** The pieces of the line from 0 to 1 that the faults take. */
function* pieces({ refuse = 0, reset = {}, silence = {}, error = {} }: Faults): Generator<readonly [number, Fault]> {
  yield [refuse, { kind: 'refuse' }];
  for (const [kind, shares] of [
    ['reset', reset],
    ['silence', silence],
    ['error', error],
  ] as const) {
    yield [shares.before ?? 0, { kind, taken: false }];
    yield [shares.after ?? 0, { kind, taken: true }];
  }
}

/** @throws RangeError for shares that are none, or that are more than 1 together */
export function checkFaults(faults: Faults): void {
  let sum = 0;
  for (const [share, fault] of pieces(faults)) {
    if (!(share >= 0 && share <= 1)) throw new RangeError(`${JSON.stringify(fault)}: expected 0 to 1, got ${share}`);
    sum += share;
  }
  // Tenths do not add up exactly in binary.
  if (sum > 1 + 1e-9) throw new RangeError(`the shares of faults add up to ${sum}, expected at most 1`);
}

/** The fault that a request meets; `undefined` for none. */
export function faultOf(faults: Faults, key: RequestKey): Fault | undefined {
  if (!isMeant(faults, key)) return undefined;
  let at = draw(faults.seed, 'fault', key.operation, key.body, key.before);
  for (const [share, fault] of pieces(faults)) {
    if (at < share) return fault;
    at -= share;
  }
  return undefined;
}

/** How long a request waits first, milliseconds. */
export function delayOf(faults: Faults, key: RequestKey): number {
  const { delay, seed } = faults;
  if (delay === undefined || !isMeant(faults, key)) return 0;
  const words = [key.operation, key.body, key.before];
  return draw(seed, 'delayed', ...words) < delay.share ? draw(seed, 'delay', ...words) * delay.maxMs : 0;
}

interface Listed {
  readonly jobId: string;
  readonly createdAt: number;
}

/** Whether a listing shows a job already. Once it does, it always does. @param now - epoch milliseconds */
export const isListed = ({ seed, listingLagMs = 0 }: Faults, { jobId, createdAt }: Listed, now: number): boolean =>
  now >= createdAt + draw(seed, 'lag', jobId) * listingLagMs;
