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
    else if (key === 'Fn::GetAtt') {
      const parts = isList(item) ? item.map(valueText) : valueText(item).split('.');
      yield [parts[0] ?? '', parts.slice(1).join('.')];
    } else if (key === 'Fn::Sub') {
      const text = isList(item) ? item[0] : item;
      for (const match of valueText(text).matchAll(/\$\{([^!}.]+)(?:\.([^}]+))?\}/g)) {
        yield [match[1] ?? '', match[2] ?? 'Ref'];
      }
      if (isList(item)) yield* referencesOf(item[1]);
    } else yield* referencesOf(item);
  }
}
