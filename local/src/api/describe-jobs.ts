import { LIMITS, REFUSALS } from '@batchwright/model/service';
import type { BatchState } from '../state';
import type { Fields } from './fields';
import { jobDetail } from './job-detail';
import { invalid } from './rejection';

/** Ids that are not known are left out of the answer: that is how the service says so. */
export function describeJobs(batch: BatchState, fields: Fields): object {
  const ids = fields.strings('jobs');
  if (ids === undefined) throw invalid('jobs is required.');
  if (ids.length > LIMITS.describeIds) throw invalid(REFUSALS.describeIds);
  const found = new Set(ids.flatMap((id) => batch.engine.scheduler.find(batch.nameIn('job', id) ?? '') ?? []));
  return { jobs: [...found].map((job) => jobDetail(batch, job)) };
}
