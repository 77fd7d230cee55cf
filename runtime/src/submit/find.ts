import type { BatchClient } from '@aws-sdk/client-batch';
import { type ListedJob, listJobs } from '../watch';

/**
 * Jobs of a queue by name, in any status. @param name - exact, or a prefix when it ends in `*`
 * @returns oldest first: where one name has two jobs, the first is the one that was meant
 */
export async function findByName(client: BatchClient, jobQueue: string, name: string): Promise<ListedJob[]> {
  const found: ListedJob[] = [];
  for await (const row of listJobs(client, { jobQueue, name })) if (matches(row.name, name)) found.push(row);
  return found.sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
}

/** The service compares without regard to case: what it returns is checked again. */
const matches = (jobName: string, name: string): boolean =>
  name.endsWith('*') ? jobName.startsWith(name.slice(0, -1)) : jobName === name;
