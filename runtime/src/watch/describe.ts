import { type BatchClient, DescribeJobsCommand, type JobDetail, type JobSummary } from '@aws-sdk/client-batch';
import { emptySummary, JOB_LIMITS, JOB_STATUSES, type JobStatus, nameOf } from '@batchwright/model/service';
import { call } from '../aws';
import { classify, goneFailure, logsOf, plainJob } from '../failures';
import type { JobSnapshot } from './snapshot';

/** Describes any number of jobs, as many a call as the service takes. Unknown ids are left out, as the service does. */
export async function describeJobs(client: BatchClient, ids: readonly string[]): Promise<Map<string, JobSnapshot>> {
  const found = new Map<string, JobSnapshot>();
  for (let at = 0; at < ids.length; at += JOB_LIMITS.describeIds) {
    const jobs = ids.slice(at, at + JOB_LIMITS.describeIds);
    const answer = await call('DescribeJobs', () => client.send(new DescribeJobsCommand({ jobs })));
    for (const detail of answer.jobs ?? []) {
      const snapshot = snapshotOf(plainJob(detail));
      found.set(snapshot.id, snapshot);
    }
  }
  return found;
}

export const goneSnapshot = (id: string): JobSnapshot => ({
  id,
  status: 'GONE',
  attempts: 0,
  failure: goneFailure(id),
});

/** What a DescribeJobs entry says. */
export function snapshotOf(detail: JobDetail): JobSnapshot {
  const { jobId = '', jobName, jobQueue, arrayProperties, statusReason, attempts } = detail;
  const status = statusOf(detail.status);
  return {
    id: jobId,
    status,
    name: jobName,
    queue: jobQueue === undefined ? undefined : nameOf(jobQueue),
    statusReason,
    attempts: attempts?.length ?? 0,
    ...timesOf(detail),
    array:
      arrayProperties?.size === undefined || arrayProperties.index !== undefined
        ? undefined
        : { size: arrayProperties.size, summary: { ...emptySummary(), ...arrayProperties.statusSummary } },
    index: arrayProperties?.index,
    ...logsOf(detail),
    failure: status === 'FAILED' ? classify(detail) : undefined,
  };
}

/** A status that this version does not know is one before the end: the job goes on being watched. */
export const statusOf = (status: string | undefined): JobStatus =>
  JOB_STATUSES.find((known) => known === status) ?? 'PENDING';

/** The service writes 0 for times that are not yet known. */
export const timesOf = ({
  createdAt,
  startedAt,
  stoppedAt,
}: Pick<JobSummary, 'createdAt' | 'startedAt' | 'stoppedAt'>) => ({
  createdAt: createdAt || undefined,
  startedAt: startedAt || undefined,
  stoppedAt: stoppedAt || undefined,
});
