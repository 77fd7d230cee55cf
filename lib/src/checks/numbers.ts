import { type Duration, Token } from 'aws-cdk-lib';
import type { Problem } from './platform-error';

/**
 * A whole number within bounds. A number that is a token is not known yet and passes.
 *
 * @param what - the option, as the user wrote it
 */
export function wholeNumber(
  what: string,
  value: number,
  bounds: { readonly min: number; readonly max?: number | undefined },
): Problem | undefined {
  if (Token.isUnresolved(value)) return undefined;
  if (Number.isInteger(value) && value >= bounds.min && value <= (bounds.max ?? Number.POSITIVE_INFINITY)) {
    return undefined;
  }
  const expected = bounds.max === undefined ? `from ${bounds.min}` : `from ${bounds.min} to ${bounds.max}`;
  return { code: 'OUT_OF_RANGE', message: `${what} is ${value}; expected a whole number ${expected}` };
}

/** Seconds within bounds. A duration made of a token passes. */
export function seconds(
  what: string,
  value: Duration,
  bounds: { readonly min: number; readonly max?: number | undefined },
): Problem | undefined {
  const length = knownSeconds(value);
  if (length === undefined) return undefined;
  const problem = wholeNumber(what, length, bounds);
  return problem && { ...problem, message: `${problem.message}, in seconds` };
}

/** The length of a duration; `undefined` for one made of a token. */
export const knownSeconds = (value: Duration): number | undefined =>
  value.isUnresolved() ? undefined : value.toSeconds({ integral: false });

/** A number that is known at synthesis; `undefined` for a token. */
export const known = (value: number): number | undefined => (Token.isUnresolved(value) ? undefined : value);
