import {
  ContractError,
  describeIssues,
  indexRange,
  itemRange,
  type Job,
  parseTrailer,
  TRAILER_BYTES,
} from '@batchwright/model/contract';
import { runSchema } from './run-schema';
import type { Objects } from './s3-access';
import type { InputSource } from './task';
import { WorkerError } from './worker-error';

/** Reads the input and applies the contract's schema, with its defaults and transforms. */
export async function readInput<Received>(
  job: Job<string, unknown, Received, unknown, unknown>,
  source: InputSource,
  objects: Objects,
): Promise<Received> {
  const where = source.kind === 'inline' ? 'the environment' : source.uri;
  const json = await readJson(source, objects);
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch (cause) {
    throw new WorkerError('BAD_INPUT', `the input from ${where} is not JSON: ${(cause as Error).message}`, cause);
  }
  const result = await runSchema(job.input, given, 'input');
  if (result.ok) return result.value;
  throw new WorkerError(
    'BAD_INPUT',
    `the input from ${where} does not fit the contract: ${describeIssues(result.issues)}`,
  );
}

/** An item is found by three small reads, however large its file is: the trailer, its entry of the index, its line. */
export async function readJson(source: InputSource, objects: Objects): Promise<string> {
  if (source.kind === 'inline') return source.json;
  const { uri } = source;
  if (source.kind === 'object') return objects.read(uri);
  try {
    const trailer = parseTrailer(await objects.read(uri, { last: TRAILER_BYTES }), uri);
    const entries = await objects.read(uri, indexRange(trailer, source.index, uri));
    return await objects.read(uri, itemRange(trailer, entries, uri));
  } catch (error) {
    if (ContractError.isContractError(error)) throw new WorkerError('BAD_INPUT', error.message, error);
    throw error;
  }
}
