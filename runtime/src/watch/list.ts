import { type BatchClient, type JobSummary, ListJobsCommand, type ListJobsCommandInput } from '@aws-sdk/client-batch';
import { JOB_LIMITS, JOB_STATUSES, type JobStatus } from '@batchwright/model/service';
import { call } from '../aws';
import { statusOf, timesOf } from './describe';
import type { ListedJob } from './snapshot';

export type Statuses = JobStatus | readonly JobStatus[] | undefined;

/** What to list: jobs of a queue by status or by name, or the children of an array by status. */
export type Listing =
  | { readonly jobQueue: string; readonly name: string }
  | { readonly jobQueue: string; readonly status: Statuses }
  | { readonly arrayJobId: string; readonly status: Statuses };

/** Lists jobs, page by page as they are taken. The service lists one status a call, or by name in all statuses. */
export async function* listJobs(client: BatchClient, listing: Listing): AsyncGenerator<ListedJob, void, undefined> {
  for (const request of requestsOf(listing)) {
    let nextToken: string | undefined;
    do {
      const command = new ListJobsCommand({ ...request, nextToken });
      const page = await call('ListJobs', () => client.send(command));
      for (const summary of page.jobSummaryList ?? []) yield rowOf(summary);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
  }
}

function requestsOf(listing: Listing): ListJobsCommandInput[] {
  if ('name' in listing) {
    return [
      {
        jobQueue: listing.jobQueue,
        filters: [{ name: 'JOB_NAME', values: [listing.name] }],
        maxResults: JOB_LIMITS.listPage.filtered,
      },
    ];
  }
  const { status, ...where } = listing;
  const statuses = status === undefined ? JOB_STATUSES : typeof status === 'string' ? [status] : status;
  return statuses.map((jobStatus) => ({ ...where, jobStatus, maxResults: JOB_LIMITS.listPage.byStatus }));
}

function rowOf(summary: JobSummary): ListedJob {
  const { jobId = '', jobName = '', arrayProperties, container, statusReason } = summary;
  return {
    id: jobId,
    name: jobName,
    status: statusOf(summary.status),
    statusReason,
    ...timesOf(summary),
    exitCode: container?.exitCode,
    size: arrayProperties?.index === undefined ? arrayProperties?.size : undefined,
    index: arrayProperties?.index,
  };
}
