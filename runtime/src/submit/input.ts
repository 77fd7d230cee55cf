import { type AnyJob, describeIssues, encodeJson, type SchemaIssue, validate } from '@batchwright/model/contract';
import { messageOf } from '../errors';
import { notSubmitted } from './not-submitted';

/**
 * Checks an input and gives the JSON of what the caller passed. What the schema made of it is thrown away: defaults and
 * transforms are the worker's, and would run twice if their result were sent.
 *
 * @param index - the item's place in an array
 * @throws {@link InvalidInput}
 */
export async function encodeInput(job: AnyJob, given: unknown, index?: number): Promise<string> {
  const encoded = encodeJson(given, '');
  const { issues, cause }: Refusal = encoded.ok ? await schemaIssues(job, given) : { issues: encoded.problems };
  if (encoded.ok && issues.length === 0) return encoded.json;
  const what = index === undefined ? `input of job "${job.name}"` : `item ${index} of job "${job.name}"`;
  throw notSubmitted(
    { code: 'INVALID_INPUT', job: job.name, index, issues },
    `${what} does not fit: ${describeIssues(issues)}`,
    cause,
  );
}

interface Refusal {
  readonly issues: readonly SchemaIssue[];
  readonly cause?: unknown;
}

async function schemaIssues(job: AnyJob, given: unknown): Promise<Refusal> {
  try {
    const result = await validate(job.input, given);
    return { issues: result.ok ? [] : result.issues };
  } catch (cause) {
    const message = messageOf(cause);
    return { issues: [{ path: '', message: `the schema threw: ${message}` }], cause };
  }
}
