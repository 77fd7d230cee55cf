import { BULK_ERRORS, isJobId, LIMITS, malformedJobId, REFUSALS } from '@batchwright/model/service';
import type { BatchState } from '../state';
import type { Fields } from './fields';
import { invalid, refused } from './rejection';

type How = 'cancel' | 'terminate';

/** CancelJob and TerminateJob. What they do to a job depends on its state: see the scheduler. */
export const stopJob =
  (type: How) =>
  (batch: BatchState, fields: Fields): object => {
    const jobId = fields.required('jobId');
    const reason = readReason(fields);
    const job = batch.engine.scheduler.find(jobId);
    if (job === undefined) throw refused(`Job ${jobId} does not exist`);
    batch.engine.send({ type, job, reason });
    return {};
  };

/**
 * CancelJobs and TerminateJobs: the answer says of each id what became of it. One that is not known counts as a success,
 * as the service has it; one that cannot be an id is an error of its own.
 */
export const stopJobs =
  (type: How) =>
  (batch: BatchState, fields: Fields): object => {
    const ids = fields.strings('jobs') ?? [];
    if (ids.length < 1 || ids.length > LIMITS.bulkIds) throw invalid(REFUSALS.bulkIds);
    const reason = readReason(fields);
    const successful: string[] = [];
    const errors: object[] = [];
    for (const id of new Set(ids)) {
      if (!isJobId(id)) {
        errors.push({ job: id, code: BULK_ERRORS.malformedId, message: malformedJobId(id) });
        continue;
      }
      const job = batch.engine.scheduler.find(id);
      if (job !== undefined) batch.engine.send({ type, job, reason });
      successful.push(id);
    }
    return { successful, errors };
  };

function readReason(fields: Fields): string {
  const reason = fields.string('reason') ?? '';
  if (reason === '' || reason.length > LIMITS.reasonCharacters) throw invalid(REFUSALS.reason);
  return reason;
}
