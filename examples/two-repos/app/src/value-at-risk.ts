/** The loss that 99 of 100 simulated days stay below, as a part of the portfolio. The same seed gives the same number. */
export function valueAtRisk(paths: number, seed: number): number {
  const random = uniform(seed);
  const losses = Array.from({ length: paths }, () => -0.0003 - 0.012 * normal(random)).sort(
    (one, other) => one - other,
  );
  return losses[Math.min(paths - 1, Math.floor(paths * 0.99))] ?? 0;
}

/** Numbers from 0 to 1. Source: "mulberry32", public domain. */
function uniform(seed: number): () => number {
  let state = seed;
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
