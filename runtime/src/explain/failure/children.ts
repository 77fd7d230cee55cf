import { type BatchClient, type JobSummary, ListJobsCommand } from '@aws-sdk/client-batch';
import { JOB_LIMITS } from '@batchwright/model/service';
import { classify, type JobFailureCode } from '../../failures';
import type { Asking } from '../asking';

/** Failed children of one kind, before one of them is explained. */
export interface Group {
  readonly code: JobFailureCode;
  readonly exitCode?: number | undefined;
  readonly statusReason?: string | undefined;
  readonly count: number;
  readonly indices: readonly number[];
  readonly firstId: string;
}

const INDICES = 20;

/** Lists all failed children, a thousand a call, and counts them by how they failed. */
export async function groupChildren(
  asking: Asking,
  client: BatchClient,
  arrayJobId: string,
): Promise<readonly Group[]> {
  const summaries: JobSummary[] = [];
  let nextToken: string | undefined;
  do {
    const page = await asking.ask('batch:ListJobs', () =>
      client.send(
        new ListJobsCommand({
          arrayJobId,
          jobStatus: 'FAILED',
          maxResults: JOB_LIMITS.listPage.byStatus,
          nextToken,
        }),
      ),
    );
    summaries.push(...(page?.jobSummaryList ?? []));
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return groupBy(summaries);
}

/** The largest group first, the lower index first where two are equal. */
export function groupBy(summaries: readonly JobSummary[]): readonly Group[] {
  const groups = new Map<
    string,
    { group: Omit<Group, 'count' | 'indices' | 'firstId'>; children: [number, string][] }
  >();
  for (const { jobId = '', statusReason, container, arrayProperties, ...rest } of summaries) {
    const { exitCode, reason } = container ?? {};
    const { isCancelled, isTerminated } = rest;
    const { code } = classify({ jobId, statusReason, container: { exitCode, reason }, isCancelled, isTerminated });
    // What a person said of a cancellation, or an id in a reason, must not make a group of each child.
    const kind = code === 'EXITED' ? { code, exitCode } : { code, exitCode: undefined };
    const key = JSON.stringify(kind);
    const known = groups.get(key) ?? { group: { ...kind, statusReason }, children: [] };
    known.children.push([arrayProperties?.index ?? 0, jobId]);
    groups.set(key, known);
  }
  return [...groups.values()]
    .map(({ group, children }) => {
      const sorted = children.toSorted(([a], [b]) => a - b);
      return {
        ...group,
        count: sorted.length,
        indices: sorted.slice(0, INDICES).map(([index]) => index),
        firstId: sorted[0]?.[1] ?? '',
      };
    })
    .toSorted((a, b) => b.count - a.count || (a.indices[0] ?? 0) - (b.indices[0] ?? 0));
}
