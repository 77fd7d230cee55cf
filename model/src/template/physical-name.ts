import { LIMITS } from '../service';

/** Longest names, by type, where they differ from those of Batch. Sources: API references of S3, IAM, Lambda and SQS. */
const LONGEST: Readonly<Record<string, number>> = {
  'AWS::S3::Bucket': 63,
  'AWS::IAM::Role': 64,
  'AWS::IAM::User': 64,
  'AWS::Lambda::Function': 64,
  'AWS::SQS::Queue': 80,
};
/** Types whose names have no capitals. */
const LOWER_CASE = new Set(['AWS::S3::Bucket', 'AWS::ECR::Repository']);
const HASH_CHARACTERS = 12;

/**
 * The name of a resource whose template gives none: stack, logical id and a suffix that depends on both and on nothing
 * else, so that every run of the same assembly gives the same names. CloudFormation's suffix is random.
 *
 * @param stackId - tells stacks of the same name apart (one name in two regions)
 */
export function physicalName(type: string, stack: string, logicalId: string, stackId: string): string {
  const suffix = digest(`${stackId}/${logicalId}`, HASH_CHARACTERS).toUpperCase();
  const room = (LONGEST[type] ?? LIMITS.nameCharacters) - suffix.length - 1;
  const name = `${`${stack}-${logicalId}`.slice(0, room)}-${suffix}`;
  return LOWER_CASE.has(type) ? name.toLowerCase() : name;
}

/** Letters and digits that depend on a text and on nothing else; for names, not for secrets. */
export const digest = (text: string, characters: number): string =>
  digits(text, characters, 'abcdefghijklmnopqrstuvwxyz0123456789');

/** As {@link digest}, in hexadecimal: the look of EC2's ids. */
export const hexDigest = (text: string, characters: number): string => digits(text, characters, '0123456789abcdef');

/** As {@link hexDigest}, in the shape of a UUID. */
export const uuidDigest = (text: string): string =>
  hexDigest(text, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function digits(text: string, count: number, alphabet: string): string {
  let result = '';
  for (let at = 0; at < count; at++) result += alphabet.charAt(hash(`${at}:${text}`) % alphabet.length);
  return result;
}

/** FNV-1a of the text's UTF-16 units with a final mix: 32 bits, unsigned. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
