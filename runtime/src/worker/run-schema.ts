import { type Job, type Validated, validate } from '@batchwright/model/contract';
import { isPassingFault } from './faults';
import { RetryableError } from './retryable-error';
import { WorkerError } from './worker-error';

/**
 * Applies a schema of the contract. One that throws has refused the value, whatever it meant to do: another attempt would
 * run it on the same. Only when it asked somebody else, who was not there, another attempt may go better.
 */
export async function runSchema<T>(
  schema: Job<string, unknown, T, unknown, unknown>['input'],
  value: unknown,
  what: 'input' | 'output',
): Promise<Validated<T>> {
  try {
    return await validate(schema, value);
  } catch (error) {
    const passes = RetryableError.isRetryableError(error) || isPassingFault(error);
    const refused = what === 'input' ? 'BAD_INPUT' : 'BAD_OUTPUT';
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    throw new WorkerError(passes ? 'RETRYABLE' : refused, `the schema of the ${what} threw: ${words}`, error);
  }
}
