import { describeIssues, encodeJson, formatOutput, type Job } from '@batchwright/model/contract';
import { runSchema } from './run-schema';
import type { Objects } from './s3-access';
import { WorkerError } from './worker-error';

/** What was returned is checked by the schema, and stored as it was returned: a reader applies the transforms. */
export async function storeOutput(
  job: Job<string, unknown, unknown, unknown, unknown>,
  returned: unknown,
  uri: string | undefined,
  objects: Objects,
): Promise<void> {
  if (job.output === undefined || uri === undefined) return;
  const encoded = encodeJson(returned, 'output');
  if (!encoded.ok) {
    throw new WorkerError('BAD_OUTPUT', `the handler's output cannot be stored: ${describeIssues(encoded.problems)}`);
  }
  const result = await runSchema(job.output, returned, 'output');
  if (!result.ok) {
    throw new WorkerError(
      'BAD_OUTPUT',
      `the handler's output does not fit the contract: ${describeIssues(result.issues)}`,
    );
  }
  await objects.write(uri, formatOutput(encoded.json), 'the output');
}
