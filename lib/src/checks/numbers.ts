import { type Duration, type Size, SizeRoundingBehavior, Token } from 'aws-cdk-lib';
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
  // From JavaScript it may be a text.
  const got = typeof value === 'number' ? value : JSON.stringify(value);
  return { code: 'OUT_OF_RANGE', message: `${what} is ${got}; expected a whole number ${expected}` };
}

type Bounds = Parameters<typeof wholeNumber>[2];

/** Seconds within bounds. A duration made of a token passes, if the token is the number of seconds. */
export function seconds(what: string, value: Duration, bounds: Bounds): Problem | undefined {
  const length = knownSeconds(value);
  if (length === undefined) return unitProblem(what, () => value.toSeconds());
  const problem = wholeNumber(what, length, bounds);
  return problem && { ...problem, message: `${problem.message}, in seconds` };
}

/** Whole minutes within bounds, as {@link seconds}. */
export function minutes(what: string, value: Duration, bounds: Bounds): Problem | undefined {
  if (value.isUnresolved()) return unitProblem(what, () => value.toMinutes());
  return wholeNumber(`${what} (minutes)`, value.toMinutes({ integral: false }), bounds);
}

/** Whole days within bounds, as {@link seconds}. */
export function days(what: string, value: Duration, bounds: Bounds): Problem | undefined {
  if (value.isUnresolved()) return unitProblem(what, () => value.toDays());
  return wholeNumber(`${what} (days)`, value.toDays({ integral: false }), bounds);
}

/** Whole mebibytes within bounds. A size made of a token passes, if the token is the number of mebibytes. */
export function mebibytes(what: string, value: Size, bounds: Bounds): Problem | undefined {
  if (value.isUnresolved()) return unitProblem(what, () => value.toMebibytes());
  return wholeNumber(`${what} (MiB)`, value.toMebibytes({ rounding: SizeRoundingBehavior.NONE }), bounds);
}

/** Whole gibibytes within bounds, as {@link mebibytes}. */
export function gibibytes(what: string, value: Size, bounds: Bounds): Problem | undefined {
  if (value.isUnresolved()) return unitProblem(what, () => value.toGibibytes());
  return wholeNumber(`${what} (GiB)`, value.toGibibytes({ rounding: SizeRoundingBehavior.NONE }), bounds);
}

/** A number that only the deployment knows cannot be converted. The CDK says from which unit to which. */
function unitProblem(what: string, convert: () => number): Problem | undefined {
  try {
    convert();
    return undefined;
  } catch (error) {
    return { code: 'OUT_OF_RANGE', message: `${what}: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The length of a duration; `undefined` for one made of a token. */
export const knownSeconds = (value: Duration): number | undefined =>
  value.isUnresolved() ? undefined : value.toSeconds({ integral: false });

/** A number that is known at synthesis; `undefined` for a token. */
export const known = (value: number): number | undefined => (Token.isUnresolved(value) ? undefined : value);
