import {
  type BatchClient,
  DescribeJobsCommand,
  type JobDetail,
  type JobSummary,
  ListJobsCommand,
} from '@aws-sdk/client-batch';
import { emptySummary, isTerminal, JOB_LIMITS, JOB_STATUSES, type JobStatus } from '@batchwright/model/service';

/** In the order of a job's life. */
const ACTIVE = JOB_STATUSES.filter((status) => !isTerminal(status));

export type Counts = { [Status in JobStatus]: number };

interface ArrayParent {
  readonly status: JobStatus;
  readonly size: number;
}

/** Jobs of a queue by status, those that have not ended; an array counts by its children. */
export async function countQueue(
  batch: Pick<BatchClient, 'send'>,
  queue: string,
  abortSignal: AbortSignal,
): Promise<Counts> {
  const singles = new Map<string, JobStatus>();
  const parents = new Map<string, ArrayParent>();
  // One status after the other, in which a job moves too: it may be listed twice, and counts where it was seen last.
  for (const status of ACTIVE) {
    for await (const { jobId, arrayProperties } of listed(batch, queue, status, abortSignal)) {
      if (jobId === undefined || arrayProperties?.index !== undefined) continue;
      if (arrayProperties?.size === undefined) singles.set(jobId, status);
      else parents.set(jobId, { status, size: arrayProperties.size });
    }
  }
  const counts = emptySummary();
  for (const status of singles.values()) counts[status] += 1;
  const children = await summaries(batch, [...parents.keys()], abortSignal);
  for (const [id, parent] of parents) addChildren(counts, parent, children.get(id));
  return counts;
}

async function* listed(
  batch: Pick<BatchClient, 'send'>,
  jobQueue: string,
  jobStatus: JobStatus,
  abortSignal: AbortSignal,
): AsyncGenerator<JobSummary> {
  let nextToken: string | undefined;
  do {
    const page = await batch.send(
      new ListJobsCommand({ jobQueue, jobStatus, maxResults: JOB_LIMITS.listPage.byStatus, nextToken }),
      { abortSignal },
    );
    yield* page.jobSummaryList ?? [];
    nextToken = page.nextToken;
  } while (nextToken !== undefined && nextToken !== '');
}

type Summary = NonNullable<JobDetail['arrayProperties']>['statusSummary'];

async function summaries(
  batch: Pick<BatchClient, 'send'>,
  ids: readonly string[],
  abortSignal: AbortSignal,
): Promise<ReadonlyMap<string, Summary>> {
  const found = new Map<string, Summary>();
  for (let at = 0; at < ids.length; at += JOB_LIMITS.describeIds) {
    const jobs = ids.slice(at, at + JOB_LIMITS.describeIds);
    const answer = await batch.send(new DescribeJobsCommand({ jobs }), { abortSignal });
    for (const job of answer.jobs ?? [])
      if (job.jobId !== undefined) found.set(job.jobId, job.arrayProperties?.statusSummary);
  }
  return found;
}

/** A parent that was just submitted may have no summary yet, or one of zeros: its children are where it is itself. */
function addChildren(counts: Counts, { status, size }: ArrayParent, summary: Summary): void {
  const known = JOB_STATUSES.reduce((sum, one) => sum + (summary?.[one] ?? 0), 0);
  if (known === 0) counts[status] += size;
  else for (const one of JOB_STATUSES) counts[one] += summary?.[one] ?? 0;
}
