import { createHash, randomBytes } from 'node:crypto';

/** Randomness of a name: 80 bits, so that two jobs of one queue never share one. */
const RANDOM_BYTES = 10;
/** Hash digits in a keyed name; with the longest job name and a part number it stays below the service's 128. */
const HASH_DIGITS = 20;

/**
 * Name, at Batch, of one submission. It is what a submission is found by when the answer to it was lost, so it is unique
 * to it. With a key it is made of the key and the input, so that any process finds it again.
 */
export interface SubmissionName {
  /** All names of this submission begin with this. */
  readonly name: string;
  /** With a key: what the names of all submissions of this key begin with. */
  readonly keyPrefix?: string | undefined;
}

export function freshName(job: string, random: (bytes: number) => string = randomHex): SubmissionName {
  return { name: `${job}-${random(RANDOM_BYTES)}` };
}

/** @param content - what makes two submissions of one key the same: the JSON of the input or of all items */
export function keyedName(job: string, key: string, content: readonly string[]): SubmissionName {
  const keyPrefix = `${job}-k${hash([key])}-`;
  return { name: `${keyPrefix}${hash(content.map(canonical))}`, keyPrefix };
}

/** Name of one of several array jobs; a submission that is one job keeps its name as it is. */
export const partName = (name: string, part: number, parts: number): string => (parts === 1 ? name : `${name}-${part}`);

export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex');

function hash(texts: readonly string[]): string {
  const sum = createHash('sha256');
  // The length keeps ["ab", "c"] and ["a", "bc"] apart.
  for (const text of texts) sum.update(`${text.length}:`).update(text);
  return sum.digest('hex').slice(0, HASH_DIGITS);
}

/** JSON text with sorted keys: `{a, b}` and `{b, a}` are the same input. */
function canonical(json: string): string {
  return JSON.stringify(JSON.parse(json), (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
