import { type BatchClient, ListJobsCommand } from '@aws-sdk/client-batch';
import { call } from '../aws';

export interface Found {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Size of an array job. */
  readonly size: number | undefined;
}

/**
 * Jobs of a queue by name, in any status. @param name - exact, or a prefix when it ends in `*`
 * @returns oldest first: where one name has two jobs, the first is the one that was meant
 */
export async function findByName(client: BatchClient, queue: string, name: string): Promise<Found[]> {
  const found: Found[] = [];
  let nextToken: string | undefined;
  do {
    const token = nextToken;
    const page = await call('ListJobs', () =>
      client.send(
        new ListJobsCommand({
          jobQueue: queue,
          filters: [{ name: 'JOB_NAME', values: [name] }],
          ...(token === undefined ? {} : { nextToken: token }),
        }),
      ),
    );
    for (const { jobId, jobName, createdAt, arrayProperties } of page.jobSummaryList ?? []) {
      if (jobId === undefined || jobName === undefined || !matches(jobName, name)) continue;
      found.push({ id: jobId, name: jobName, createdAt: createdAt ?? 0, size: arrayProperties?.size });
    }
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found.sort((a, b) => a.createdAt - b.createdAt);
}

/** The service compares without regard to case, and groups by name: what it returns is checked again. */
const matches = (jobName: string, name: string): boolean =>
  name.endsWith('*') ? jobName.startsWith(name.slice(0, -1)) : jobName === name;
