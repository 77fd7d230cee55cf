import { type BatchClient, TerminateJobCommand } from '@aws-sdk/client-batch';
import { JOB_LIMITS } from '@batchwright/model/service';
import { call } from '../aws';
import { type BatchError, invalidOption, isBatchError } from '../errors';

/**
 * Stops jobs one after the other, in whatever state they are. A job that has ended stays as it is. One that the service
 * refuses to stop, for instance because it does not know it, does not save the others; its error is thrown at the end.
 */
export async function cancelJobs(client: BatchClient, ids: readonly string[], reason: string): Promise<void> {
  if (reason.length < 1 || reason.length > JOB_LIMITS.reasonCharacters) {
    throw invalidOption(
      'reason',
      `has ${reason.length} characters; expected 1 to ${JOB_LIMITS.reasonCharacters}. Nothing was cancelled`,
    );
  }
  let refusal: BatchError | undefined;
  for (const jobId of ids) {
    try {
      await call('TerminateJob', () => client.send(new TerminateJobCommand({ jobId, reason })));
    } catch (error) {
      if (!isBatchError(error) || error.code !== 'REFUSED') throw error;
      refusal ??= error;
    }
  }
  if (refusal !== undefined) throw refusal;
}
