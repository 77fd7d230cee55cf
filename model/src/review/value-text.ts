import { isList, isObject, type Json } from '../template';
import { canonical } from './difference';

/**
 * A value as a person would write it: references as `${Queue}` and `${Queue.Arn}`, joined texts joined. Two values that
 * CloudFormation would evaluate to the same text mostly get the same text here.
 */
export function valueText(value: Json | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (!isObject(value)) return JSON.stringify(value);
  const [name, argument] = Object.entries(value)[0] ?? [];
  if (argument === undefined || Object.keys(value).length !== 1) return canonical(value);
  if (name === 'Ref') return `\${${valueText(argument)}}`;
  if (name === 'Fn::GetAtt') return `\${${isList(argument) ? argument.map(valueText).join('.') : valueText(argument)}}`;
  if (name === 'Fn::Join' && isList(argument) && isList(argument[1])) {
    return argument[1].map(valueText).join(valueText(argument[0]));
  }
  if (name === 'Fn::Sub') return subText(argument);
  return canonical(value);
}

function subText(argument: Json): string {
  const [text, values] = isList(argument) ? argument : [argument];
  const given = isObject(values) ? values : {};
  return valueText(text).replace(/\$\{([^!}]+)\}/g, (whole, name: string) => {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    return value === undefined ? whole : valueText(value);
  });
}

/** Logical ids that a value refers to, with the attribute: `['Queue', 'Ref']`, `['Queue', 'JobQueueArn']`. */
export function* referencesOf(value: Json | undefined): Generator<readonly [logicalId: string, attribute: string]> {
  if (isList(value)) {
    for (const item of value) yield* referencesOf(item);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (key === 'Ref' && typeof item === 'string') yield [item, 'Ref'];
    else if (key === 'Fn::GetAtt') yield attributeOf(item);
    else if (key === 'Fn::Sub') yield* referencesInText(item);
    else yield* referencesOf(item);
  }
}

function attributeOf(argument: Json): readonly [string, string] {
  const [logicalId = '', ...attribute] = isList(argument) ? argument.map(valueText) : valueText(argument).split('.');
  return [logicalId, attribute.join('.')];
}

function* referencesInText(argument: Json): Generator<readonly [string, string]> {
  const [text, values] = isList(argument) ? argument : [argument];
  for (const [, logicalId = '', attribute = 'Ref'] of valueText(text).matchAll(/\$\{([^!}.]+)(?:\.([^}]+))?\}/g)) {
    yield [logicalId, attribute];
  }
  yield* referencesOf(values);
}

/** JSON with sorted keys, in which references are written as {@link valueText} does. */
export const jsonText = (value: Json): string => canonical(textsIn(value));

function textsIn(value: Json): Json {
  if (isList(value)) return value.map(textsIn);
  if (!isObject(value)) return value;
  if (Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))) return valueText(value);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, textsIn(item)]));
}

/**
 * Items of a list, or the one value that stands for a list. Of `Fn::If` those of both branches: either may be what is
 * deployed.
 */
export function eachOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  if (isList(value)) return value.flatMap((item) => (isList(item) ? [item] : eachOf(item)));
  if (isObject(value) && isList(value['Fn::If'])) return value['Fn::If'].slice(1).flatMap(eachOf);
  return isObject(value) && value.Ref === 'AWS::NoValue' ? [] : [value];
}
