import { evaluate, type Surroundings } from './evaluate';
import { fail, inside, type Place } from './problem';
import { isList, isObject, type Json, show, textOf } from './value';

/**
 * Evaluates the definition of a condition.
 *
 * @throws Failure
 */
export function evaluateCondition(definition: Json, place: Place, around: Surroundings): boolean {
  const [entry, ...more] = isObject(definition) ? Object.entries(definition) : [];
  if (entry === undefined || more.length > 0) {
    fail(place, 'INVALID', `expected one condition function; got ${show(definition)}`);
  }
  const [name, argument] = entry;
  const at = { ...inside(place, name), function: name };
  const parts = (): readonly boolean[] => {
    if (!isList(argument)) fail(at, 'INVALID', `expected a list of conditions; got ${show(argument)}`);
    return argument.map((part, index) => evaluateCondition(part, inside(at, String(index)), around));
  };
  switch (name) {
    case 'Condition':
      return around.condition(String(argument), at);
    case 'Fn::And':
      return parts().every(Boolean);
    case 'Fn::Or':
      return parts().some(Boolean);
    case 'Fn::Not': {
      const [inner, ...others] = parts();
      if (inner === undefined || others.length > 0)
        fail(at, 'INVALID', `expected one condition; got ${show(argument)}`);
      return !inner;
    }
    case 'Fn::Equals': {
      if (!isList(argument) || argument.length !== 2) fail(at, 'INVALID', `expected two values; got ${show(argument)}`);
      const [left, right] = argument.map((side, index) => comparable(side, inside(at, String(index)), around));
      return left === right;
    }
    default:
      return fail(at, 'UNSUPPORTED', 'expected Condition, Fn::And, Fn::Or, Fn::Not or Fn::Equals');
  }
}

/** Values are compared as texts: `true` and `"true"`, `1` and `"1"` are the same to CloudFormation. */
function comparable(side: Json, place: Place, around: Surroundings): string {
  const value = evaluate(side, place, around);
  return textOf(value) ?? JSON.stringify(value) ?? '';
}
