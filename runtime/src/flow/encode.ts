import { type AnyJob, describeIssues, encodeJson, type SchemaIssue } from '@batchwright/model/contract';
import { RESERVED_PREFIX } from '@batchwright/model/plan';
import { messageOf } from '../errors';
import { flowError } from './errors';
import { Reference } from './reference';

/** Deeper than any input: what contains itself is left to `encodeJson`, which says so. */
const MAX_DEPTH = 200;

/**
 * The JSON of an input, its references as they are written in a plan.
 *
 * @param step - for messages
 * @param index - the item's place in an array
 * @param found - called with each reference
 * @throws {@link FlowError} `STEP_INPUT_INVALID`
 */
export function encodeStepInput(
  step: string,
  job: AnyJob,
  given: unknown,
  index: number | undefined,
  found: (reference: Reference) => void,
): string {
  let references = 0;
  const issues: SchemaIssue[] = [];
  const count = (reference: Reference): void => {
    references++;
    found(reference);
  };
  const template = withReferences(given, '', 0, count, issues);
  const encoded = encodeJson(template, '');
  if (!encoded.ok) issues.push(...encoded.problems);
  // With references it is not yet what the schema describes; then the compiler has checked it, and the worker will.
  else if (references === 0) issues.push(...schemaIssues(job, given));
  if (encoded.ok && issues.length === 0) return encoded.json;
  const where = index === undefined ? '' : `, item ${index}`;
  throw flowError(
    { code: 'STEP_INPUT_INVALID', step, index, issues },
    `step "${step}"${where}: the input does not fit job "${job.name}": ${describeIssues(issues)}`,
  );
}

/** The value itself where there are no references in it, else a copy with their wire form. */
function withReferences(
  value: unknown,
  path: string,
  depth: number,
  found: (reference: Reference) => void,
  issues: SchemaIssue[],
): unknown {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return value;
  if (Reference.in(value)) {
    found(value);
    return Reference.wireOf(value);
  }
  let copy: unknown[] | Record<string, unknown> | undefined;
  // `Object.keys` of an array leaves out holes, which `encodeJson` then finds in the value itself or in its copy.
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    const at = path === '' ? key : `${path}.${key}`;
    if (key.startsWith(RESERVED_PREFIX)) {
      issues.push({ path: at, message: `names that begin with ${RESERVED_PREFIX} are kept for references` });
    }
    const encoded = withReferences(part, at, depth + 1, found, issues);
    if (encoded === part) continue;
    copy ??= Array.isArray(value) ? [...value] : { ...value };
    (copy as Record<string, unknown>)[key] = encoded;
  }
  return copy ?? value;
}

/** An asynchronous schema is the worker's alone: a flow is built in one go. */
function schemaIssues(job: AnyJob, given: unknown): readonly SchemaIssue[] {
  try {
    const result = job.input['~standard'].validate(given);
    if ('then' in result) {
      // Nobody waits for it, and what it rejects with must not end the process.
      result.then(undefined, () => undefined);
      return [];
    }
    return (result.issues ?? []).map(({ message, path }) => ({
      path: (path ?? []).map((part) => String(typeof part === 'object' ? part.key : part)).join('.'),
      message,
    }));
  } catch (cause) {
    return [{ path: '', message: `the schema threw: ${messageOf(cause)}` }];
  }
}
