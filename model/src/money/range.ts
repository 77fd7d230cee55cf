/** From what to what an amount may be. Both ends are the same where it is known exactly. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

export const NOTHING: Range = { low: 0, high: 0 };

export const exactly = (amount: number): Range => ({ low: amount, high: amount });
export const times = ({ low, high }: Range, factor: number): Range => ({ low: low * factor, high: high * factor });
export const plus = (a: Range, b: Range): Range => ({ low: a.low + b.low, high: a.high + b.high });

/** The range that holds all of them; `undefined` of none. */
export const spanOf = (ranges: readonly Range[]): Range | undefined =>
  ranges.length === 0
    ? undefined
    : {
        low: ranges.reduce((least, { low }) => Math.min(least, low), Number.POSITIVE_INFINITY),
        high: ranges.reduce((most, { high }) => Math.max(most, high), Number.NEGATIVE_INFINITY),
      };
