import { Token, Tokenization } from 'aws-cdk-lib';
import type { Problem } from '../checks';
import { jsonProblem, sizeProblem } from './input-text';
import { literal } from './jsonata';
import { Reference, referenceOf, textParts } from './reference';

/** Digits that JSONata keeps of a number when it writes it. */
const DIGITS = 15;
/** A number of the CDK's that was written into a text, where nobody finds it any more. */
const LOST_NUMBER = /-1\.888154589\d+e\+28\d/;

/**
 * What is wrong with an input that has references in it; `undefined` when nothing is. How long the values are that come
 * with an event is not known: see {@link compileInput} for those.
 */
export function referencesProblem(input: unknown): Problem | undefined {
  return jsonProblem(withoutReferences(input)) ?? shapeProblem(input, 'input') ?? sizeProblem(withoutReferences(input));
}

/** What is wrong with values for `Ref::` arguments that may have references in them. */
export function parametersProblem(parameters: unknown): Problem | undefined {
  const other = Object.entries(parameters ?? {}).find(([, value]) => typeof value !== 'string');
  if (other !== undefined) return invalid(`parameters.${other[0]} is a ${typeof other[1]}; expected a text`);
  return referencesProblem(parameters);
}

/** The expression of JSONata that yields a value which has references in it: the same value with them put in. */
export function compileValue(value: unknown): string {
  const reference = referenceOf(value);
  if (reference !== undefined) return reference.jsonata;
  if (typeof value === 'string') return compileText(value);
  if (typeof value === 'number' && Token.isUnresolved(value)) return Tokenization.stringifyNumber(value);
  if (Array.isArray(value)) return `[${value.map(compileValue).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, part]) => part !== undefined);
  return `{${fields.map(([key, part]) => `${literal(key)}: ${compileValue(part)}`).join(', ')}}`;
}

function compileText(text: string): string {
  const parts = textParts(text);
  if (parts.length === 0) return literal('');
  return parts.map((part) => (typeof part === 'string' ? literal(part) : part.jsonata)).join(' & ');
}

function withoutReferences(value: unknown): unknown {
  if (value instanceof Reference) return null;
  if (typeof value === 'string') {
    return textParts(value)
      .filter((part) => typeof part === 'string')
      .join('');
  }
  if (referenceOf(value) !== undefined) return 0;
  if (Array.isArray(value)) return Token.isUnresolved(value) ? value : value.map(withoutReferences);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, withoutReferences(part)]));
}

function shapeProblem(value: unknown, path: string): Problem | undefined {
  if (typeof value === 'string' && LOST_NUMBER.test(value)) {
    return invalid(`${path}: a number that is not known yet stands within a text; take text(…) instead of number(…)`);
  }
  if (typeof value === 'number' && !Token.isUnresolved(value) && Number(value.toPrecision(DIGITS)) !== value) {
    return invalid(
      `${path}: ${value} has more than ${DIGITS} digits, of which the last would be lost; send it as text`,
    );
  }
  if (typeof value !== 'object' || value === null || value instanceof Reference) return undefined;
  for (const [key, part] of Object.entries(value)) {
    if (Token.isUnresolved(key)) return invalid(`${path}: the name of a field must be known at synthesis`);
    const problem = shapeProblem(part, `${path}.${key}`);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const invalid = (message: string): Problem => ({ code: 'INVALID_INPUT', message });
