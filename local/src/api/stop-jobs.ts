import { LIMITS, REFUSALS } from '@batchwright/model/service';
import type { BatchState } from '../state';
import type { Fields } from './fields';
import { invalid, refused } from './rejection';

/** CancelJob and TerminateJob. What they do to a job depends on its state: see the scheduler. */
export const stopJob =
  (type: 'cancel' | 'terminate') =>
  (batch: BatchState, fields: Fields): object => {
    const jobId = fields.required('jobId');
    const reason = fields.string('reason') ?? '';
    if (reason === '' || reason.length > LIMITS.reasonCharacters) throw invalid(REFUSALS.reason);
    const job = batch.engine.scheduler.find(jobId);
    if (job === undefined) throw refused(`Job ${jobId} does not exist`);
    batch.engine.send({ type, job, reason });
    return {};
  };
