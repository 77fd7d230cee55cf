import { type AnyJob, describeIssues, encodeJson, validate } from '@batchwright/model/contract';
import { batchError } from '../errors';

/**
 * Checks an input and gives the JSON of what the caller passed. What the schema made of it is thrown away: defaults and
 * transforms are the worker's, and would run twice if their result were sent.
 *
 * @param index - the item's place in an array
 * @throws {@link InvalidInput}
 */
export async function encodeInput(job: AnyJob, given: unknown, index?: number): Promise<string> {
  const encoded = encodeJson(given, '');
  const problems = encoded.ok ? await schemaIssues(job, given) : encoded.problems.map(withoutRoot);
  if (encoded.ok && problems.length === 0) return encoded.json;
  const what = index === undefined ? `input of job "${job.name}"` : `item ${index} of job "${job.name}"`;
  throw batchError(
    { code: 'INVALID_INPUT', job: job.name, index, issues: problems },
    `${what} does not fit: ${describeIssues(problems)}. Nothing was submitted`,
  );
}

async function schemaIssues(
  job: AnyJob,
  given: unknown,
): Promise<readonly { readonly path: string; readonly message: string }[]> {
  const result = await validate(job.input, given);
  return result.ok ? [] : result.issues;
}

/** Paths of the encoder begin with their root's name and write indices in brackets; issues say `a.b.0`. */
function withoutRoot({ path, message }: { readonly path: string; readonly message: string }): {
  readonly path: string;
  readonly message: string;
} {
  const dotted = path.replace(/\[(\d+)\]/g, '.$1').replace(/\["((?:[^"\\]|\\.)*)"\]/g, '.$1');
  return { path: dotted.replace(/^\./, ''), message };
}
