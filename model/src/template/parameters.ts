import { fail, type Place } from './problem';
import { standInImageId } from './stand-in';
import { isList, isObject, type Json, show, textOf } from './value';

const FROM_SSM = /^AWS::SSM::Parameter::Value<(.+)>$/;
const isListType = (type: string): boolean => type === 'CommaDelimitedList' || type.startsWith('List<');

/**
 * The value of a template's parameter: a text, or a list for the list types.
 *
 * @param declaration - of the template's `Parameters`
 * @param given - what the deployment gives; for a type `AWS::SSM::Parameter::Value<...>` the name to look up
 * @param lookUp - value of an SSM parameter
 * @throws Failure when there is neither a given value nor a default
 */
export function parameterValue(
  declaration: Json,
  given: Json | undefined,
  place: Place,
  lookUp: (name: string, place: Place) => string,
): Json {
  const { Type, Default } = isObject(declaration) ? declaration : {};
  if (typeof Type !== 'string') fail(place, 'INVALID', `expected a parameter with a Type; got ${show(declaration)}`);
  const raw = given ?? Default;
  const text = isList(raw) ? raw.map((item) => textOf(item) ?? show(item)).join(',') : textOf(raw);
  if (text === undefined) {
    fail(place, 'INVALID', 'the parameter has no value; give it a Default in the app, or a value to this command');
  }
  const stored = FROM_SSM.exec(Type)?.[1];
  if (stored === undefined) return isListType(Type) ? split(text) : text;
  const value = stored === 'AWS::EC2::Image::Id' && isPublic(text) ? standInImageId(text) : lookUp(text, place);
  return isListType(stored) ? split(value) : value;
}

/** A public parameter that names a machine image, with a placeholder for it: nothing is booted from it. */
export const publicImage = (name: string): string | undefined =>
  isPublic(name) && /(^|[-/_])(ami|image_id)/.test(name) ? standInImageId(name) : undefined;

/** Parameters that AWS publishes. Source: Systems Manager User Guide, "Working with public parameters". */
const isPublic = (name: string): boolean => name.startsWith('/aws/service/');

const split = (text: string): readonly string[] => (text === '' ? [] : text.split(',').map((item) => item.trim()));
