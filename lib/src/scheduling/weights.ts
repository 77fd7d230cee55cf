import { isShareIdentifier, LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type { Problem } from '../checks';

/**
 * Digits of a weight factor. The service's are single-precision numbers, which keep six digits of any number: with more,
 * what is deployed would not be what was asked for. Source: API reference, `ShareAttributes` (type Float).
 */
const DIGITS = 6;
const inverse = (value: number): number => Number((1 / value).toPrecision(DIGITS));

const { min, max } = LIMITS.shareWeight;
/** Shares whose weight factors the service takes. */
const SHARE = { min: inverse(max), max: inverse(min) };

/**
 * Weight factor of a share: its inverse, because the service places first what has used the least times its factor. So a
 * share of 40 gets 40 times what a share of 1 gets, and an identifier that no entry covers, whose factor is 1, counts as
 * a share of 1. Rounded to six digits: off by less than one part in 100,000, and never out of order.
 */
export const weightFactor = (share: number): number => Math.min(max, Math.max(min, inverse(share)));

/** What is wrong with the shares of a queue. */
export function sharesProblem(shares: Readonly<Record<string, number>>): Problem | undefined {
  const entries = Object.entries(shares);
  if (entries.length === 0 || entries.length > LIMITS.shares) {
    return {
      code: 'INVALID_SHARES',
      message:
        `shares has ${entries.length} entries; expected 1 to ${LIMITS.shares}, as in shares: { genomics: 40, climate: 30 }, ` +
        'or no shares for first in, first out',
    };
  }
  for (const [identifier, share] of entries) {
    const problem = identifierProblem(identifier) ?? shareProblem(identifier, share);
    if (problem !== undefined) return problem;
  }
  return overlapProblem(entries.map(([identifier]) => identifier));
}

function identifierProblem(identifier: string): Problem | undefined {
  if (Token.isUnresolved(identifier) || isShareIdentifier(stem(identifier))) return undefined;
  return {
    code: 'INVALID_SHARES',
    message:
      `shares has the identifier ${JSON.stringify(identifier)}; expected 1 to ${LIMITS.shareIdentifierCharacters} letters, ` +
      'digits, hyphens and underscores, and at the end * for all that begin so',
  };
}

function shareProblem(identifier: string, share: number): Problem | undefined {
  if (Token.isUnresolved(share)) {
    return {
      code: 'INVALID_SHARES',
      message: `shares.${identifier} is known only to the deployment, which cannot divide; expected a number`,
    };
  }
  if (typeof share === 'number' && share >= SHARE.min && share <= SHARE.max) return undefined;
  const got = typeof share === 'number' ? share : JSON.stringify(share);
  return {
    code: 'INVALID_SHARES',
    message: `shares.${identifier} is ${got}; expected a number from ${SHARE.min} to ${SHARE.max}, of which a larger one gets more`,
  };
}

/** No identifier may be covered twice. Source: API reference, `ShareAttributes`. */
function overlapProblem(identifiers: readonly string[]): Problem | undefined {
  const prefixes = identifiers.filter((identifier) => identifier.endsWith('*'));
  for (const prefix of prefixes) {
    const other = identifiers.find((one) => one !== prefix && one.startsWith(stem(prefix)));
    if (other === undefined) continue;
    return {
      code: 'INVALID_SHARES',
      message: `shares has "${prefix}" and "${other}", which overlap; expected each identifier in one entry: leave one out`,
    };
  }
  return undefined;
}

const stem = (identifier: string): string => identifier.replace(/\*$/, '');
