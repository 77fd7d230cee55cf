import { base64 } from './base64';
import { availabilityZones } from './environment';
import { attemptAll, fail, inside, type Place } from './problem';
import { parseSub } from './sub';
import { isList, isObject, type Json, type JsonObject, NO_VALUE, show, textOf, type Value } from './value';

/** What intrinsic functions ask of the stack that they stand in. */
export interface Surroundings {
  /** Value of a parameter, pseudo parameter or resource. */
  ref(name: string, place: Place): Value;
  attribute(logicalId: string, attribute: string, place: Place): Value;
  condition(name: string, place: Place): boolean;
  imported(exportName: string, place: Place): Value;
  readonly mappings: JsonObject;
  readonly region: string;
}

type Intrinsic = (argument: Json, place: Place, around: Surroundings) => Value;

/**
 * Evaluates a value of a template: every intrinsic function in it is replaced by its result, and what is `AWS::NoValue`
 * is left out of lists and objects.
 *
 * @throws Failure with every problem in it
 */
export function evaluate(value: Json, place: Place, around: Surroundings): Value {
  if (isList(value)) {
    const items = attemptAll(value.map((item, index) => () => evaluate(item, inside(place, String(index)), around)));
    return items.filter((item) => item !== NO_VALUE);
  }
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const name = keys.find((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (name?.startsWith('Fn::') === true && keys.length > 1) {
    fail(inside(place, name), 'INVALID', `a function must be the only key of its object; got ${keys.join(', ')}`);
  }
  const argument = name === undefined ? undefined : value[name];
  if (name !== undefined && argument !== undefined && keys.length === 1) {
    const at = { ...inside(place, name), function: name };
    const intrinsic = Object.hasOwn(INTRINSICS, name) ? INTRINSICS[name] : undefined;
    if (intrinsic === undefined) {
      const known = Object.keys(INTRINSICS).join(', ');
      fail(at, 'UNSUPPORTED', `not evaluated here, and something that is served needs its value; expected ${known}`);
    }
    return intrinsic(argument, at, around);
  }
  const entries = attemptAll(
    Object.entries(value).map(
      ([key, item]) =>
        () =>
          [key, evaluate(item, inside(place, key), around)] as const,
    ),
  );
  return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== NO_VALUE));
}

/** As {@link evaluate}, for what must be a text; numbers and booleans become one. */
export function evaluateText(value: Json, place: Place, around: Surroundings): string {
  const result = evaluate(value, place, around);
  return textOf(result) ?? fail(place, 'INVALID', `expected a text; got ${show(result)}`);
}

function evaluateList(value: Json, place: Place, around: Surroundings): readonly Json[] {
  const result = evaluate(value, place, around);
  return isList(result) ? result : fail(place, 'INVALID', `expected a list; got ${show(result)}`);
}

/** The arguments of a function that takes a list of them. */
function take(argument: Json, counts: readonly number[], place: Place): readonly Json[] {
  if (!isList(argument) || !counts.includes(argument.length)) {
    fail(place, 'INVALID', `expected a list of ${counts.join(' or ')} arguments; got ${show(argument)}`);
  }
  return argument;
}

const INTRINSICS: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, place, around) =>
    typeof argument === 'string'
      ? around.ref(argument, place)
      : fail(place, 'INVALID', `expected a name; got ${show(argument)}`),

  'Fn::GetAtt': (argument, place, around) => {
    const [logicalId, ...rest] = typeof argument === 'string' ? argument.split('.') : take(argument, [2], place);
    if (typeof logicalId !== 'string' || rest.length === 0) {
      fail(place, 'INVALID', `expected a logical id and an attribute; got ${show(argument)}`);
    }
    const attribute = rest.length === 1 ? evaluateText(rest[0] ?? null, inside(place, '1'), around) : rest.join('.');
    return around.attribute(logicalId, attribute, place);
  },

  'Fn::Join': (argument, place, around) => {
    const [delimiter, list = null] = take(argument, [2], place);
    if (typeof delimiter !== 'string') fail(place, 'INVALID', `expected a text to join by; got ${show(delimiter)}`);
    const items = evaluateList(list, inside(place, '1'), around);
    return items
      .map((item, index) => textOf(item) ?? fail(inside(place, '1', String(index)), 'INVALID', notText(item)))
      .join(delimiter);
  },

  'Fn::Split': (argument, place, around) => {
    const [delimiter, text = null] = take(argument, [2], place);
    if (typeof delimiter !== 'string' || delimiter === '') {
      fail(place, 'INVALID', `expected a text to split by, not empty; got ${show(delimiter)}`);
    }
    return evaluateText(text, inside(place, '1'), around).split(delimiter);
  },

  'Fn::Select': (argument, place, around) => {
    const [which = null, list = null] = take(argument, [2], place);
    const index = Number(evaluateText(which, inside(place, '0'), around));
    const items = evaluateList(list, inside(place, '1'), around);
    return (
      items[index] ??
      fail(place, 'INVALID', `expected an index from 0 to ${items.length - 1}; got ${show(index)} of ${show(items)}`)
    );
  },

  'Fn::Sub': (argument, place, around) => {
    const [template, own = {}] = typeof argument === 'string' ? [argument] : take(argument, [2], place);
    if (typeof template !== 'string' || !isObject(own)) {
      fail(place, 'INVALID', `expected a text, or a text and an object of variables; got ${show(argument)}`);
    }
    const parts = parseSub(template) ?? fail(place, 'INVALID', `a \${ is never closed in ${show(template)}`);
    const texts = attemptAll(
      parts.map((part) => () => ('text' in part ? part.text : substitute(part.variable, own, place, around))),
    );
    return texts.join('');
  },

  'Fn::If': (argument, place, around) => {
    const [name, yes = null, no = null] = take(argument, [3], place);
    if (typeof name !== 'string') fail(place, 'INVALID', `expected the name of a condition; got ${show(name)}`);
    return around.condition(name, place)
      ? evaluate(yes, inside(place, '1'), around)
      : evaluate(no, inside(place, '2'), around);
  },

  'Fn::FindInMap': (argument, place, around) => {
    const [map = null, top = null, second = null, options] = take(argument, [3, 4], place);
    const keys = [map, top, second].map((key, index) => evaluateText(key, inside(place, String(index)), around));
    const found = keys.reduce<Json | undefined>(
      (level, key) => (isObject(level) && Object.hasOwn(level, key) ? level[key] : undefined),
      around.mappings,
    );
    if (found !== undefined) return found;
    const fallback = isObject(options) ? options.DefaultValue : undefined;
    if (fallback !== undefined) return evaluate(fallback, inside(place, '3', 'DefaultValue'), around);
    return fail(place, 'UNKNOWN_REFERENCE', `no mapping has ${keys.join(' / ')}, and there is no DefaultValue`);
  },

  'Fn::GetAZs': (argument, place, around) => {
    const region = evaluateText(argument, place, around);
    return availabilityZones(region === '' ? around.region : region);
  },

  'Fn::Base64': (argument, place, around) => base64(evaluateText(argument, place, around)),

  'Fn::ImportValue': (argument, place, around) => around.imported(evaluateText(argument, place, around), place),
};

function substitute(variable: string, own: JsonObject, place: Place, around: Surroundings): string {
  const given = Object.hasOwn(own, variable) ? own[variable] : undefined;
  if (given !== undefined) return evaluateText(given, inside(place, '1', variable), around);
  const dot = variable.indexOf('.');
  const value =
    dot < 0 ? around.ref(variable, place) : around.attribute(variable.slice(0, dot), variable.slice(dot + 1), place);
  return textOf(value) ?? fail(place, 'INVALID', `\${${variable}}: ${notText(value)}`);
}

const notText = (value: Value): string => `expected a text; got ${show(value)}`;
