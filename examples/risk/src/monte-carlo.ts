/** A holding, whose return follows the market by `beta` and has a spread of its own. */
export interface Position {
  readonly name: string;
  readonly value: number;
  readonly beta: number;
  /** Standard deviation of its own return in a day. */
  readonly volatility: number;
}

/** Standard deviation of the market's return in a day. */
export const MARKET_VOLATILITY = 0.01;

/** What a book loses in each of so many simulated days; below zero it gains. The same seed gives the same losses. */
export function losses(book: readonly Position[], paths: number, seed: number): Float64Array {
  const random = uniform(seed);
  return Float64Array.from({ length: paths }, () => {
    const market = MARKET_VOLATILITY * normal(random);
    return -book.reduce(
      (gain, { value, beta, volatility }) => gain + value * (beta * market + volatility * normal(random)),
      0,
    );
  });
}

/**
 * @param confidence - part of the days on which less is lost than the value at risk
 * @returns the value at risk, and the mean of the losses from there on
 */
export function measure(all: Float64Array, confidence: number): { valueAtRisk: number; expectedShortfall: number } {
  const sorted = Float64Array.from(all).sort();
  const tail = sorted.subarray(Math.min(sorted.length - 1, Math.floor(sorted.length * confidence)));
  return { valueAtRisk: tail[0] ?? 0, expectedShortfall: tail.reduce((sum, loss) => sum + loss, 0) / tail.length };
}

/** Numbers from 0 to 1. Source: "mulberry32", public domain. */
function uniform(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A standard normal number, by the method of Box and Muller. */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
