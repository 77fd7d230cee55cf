import { type BatchClient, TerminateJobCommand } from '@aws-sdk/client-batch';
import { LIMITS } from '@batchwright/model/service';
import { call } from '../aws';
import { invalidOption } from '../errors';

/** Stops jobs one after the other, in whatever state they are. A job that has ended stays as it is. */
export async function cancelJobs(client: BatchClient, ids: readonly string[], reason: string): Promise<void> {
  if (reason.length < 1 || reason.length > LIMITS.reasonCharacters) {
    throw invalidOption(
      'reason',
      `has ${reason.length} characters; expected 1 to ${LIMITS.reasonCharacters}. Nothing was cancelled`,
    );
  }
  for (const jobId of ids) await call('TerminateJob', () => client.send(new TerminateJobCommand({ jobId, reason })));
}
