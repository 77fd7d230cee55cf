import { createHash, hash } from 'node:crypto';
import type { PlanStep } from '@batchwright/model/plan';

/** Digits of a hash in a name: 80 bits. */
const HASH_DIGITS = 20;
/** Characters of a label in a name: with the hash, the service's 128 leave room for a run's name in front. */
const LABEL_CHARACTERS = 48;

/** Name of a submission: what its steps are called, and what they consist of. */
export const submissionName = (label: string, content: readonly string[]): string =>
  `${slug(label)}-${digest(content).slice(0, HASH_DIGITS)}`;

/** Texts that are hashed as if they were one: of an array they may be longer than the engine's longest text. */
function digest(content: readonly string[]): string {
  const [only] = content;
  if (content.length === 1 && only !== undefined) return hash('sha256', only);
  const sum = createHash('sha256');
  for (const text of content) sum.update(text);
  return sum.digest('hex');
}

/**
 * All that is submitted of some steps: what they run, with what settings and inputs. What they wait for is not part of it:
 * that is another plan, but the same work.
 *
 * @param steps - all of one kind: `first`, or jobs that became an array with it
 * @param range - of the items of an array step
 */
export function contentOf(
  first: PlanStep,
  steps: readonly number[],
  all: readonly PlanStep[],
  range?: { readonly offset: number; readonly size: number },
): readonly string[] {
  const { job, queue, settings, sequential } = first;
  const plain = queue === undefined && settings === undefined && sequential === undefined;
  const head = plain ? `${job}\n` : `${job} ${JSON.stringify([queue, settings, sequential])}\n`;
  if (range === undefined && steps.length === 1) return [`${head}${lineOf(first.name, first.input ?? '')}`];
  if (range === undefined) {
    return [head, ...steps.map((s) => lineOf(all[s]?.name ?? '', all[s]?.input ?? ''))];
  }
  const { offset, size } = range;
  const line = `${head}${lineOf(first.name, first.input ?? '')}${offset} ${size}\n`;
  return [line, ...(first.items ?? []).slice(offset, offset + size).map((item) => lineOf('', item))];
}

/** JSON text has no line feeds, and neither have names. */
const lineOf = (name: string, input: string): string => `${name} ${input}\n`;

const slug = (label: string): string => {
  const short = label.length > LABEL_CHARACTERS ? label.slice(0, LABEL_CHARACTERS) : label;
  return PLAIN.test(short) ? short : short.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
};
const PLAIN = /^[a-z0-9_-]+$/;

/**
 * What several steps have in common: the beginning of their names, without the separator and number that follow it.
 *
 * @param fallback - for names that have nothing in common
 */
export function commonLabel(names: readonly string[], fallback: string): string {
  const [first = ''] = names;
  let length = first.length;
  for (const name of names) {
    let same = 0;
    while (same < length && same < name.length && name[same] === first[same]) same++;
    length = same;
  }
  const common = first.slice(0, length);
  // All of "step-1" and "step-12" is no name of theirs: a number is cut where it begins.
  const label = (length === first.length && names.length === 1 ? common : common.replace(/\d+$/, '')).replace(
    /[^A-Za-z0-9]+$/,
    '',
  );
  return label === '' ? fallback : label;
}
