import { type BatchClient, type JobDetail, type JobQueueDetail, ListJobsCommand } from '@aws-sdk/client-batch';
import { type JobStatus, nameOf } from '@batchwright/model/service';
import { type ClientOptions, call, makeClient } from '../../aws';
import { type Clock, systemClock } from '../../clock';
import { invalidOption } from '../../errors';
import { plainJob } from '../../failures';
import { Asking } from '../asking';
import { conclude, withTexts } from './conclude';
import { type Diagnosis, found } from './diagnosis';
import { environmentFacts, jobFacts, queueFacts, readJob, readQueue, type Sources, sourcesOf } from './gather';

/** A job (its id, or a handle of it), or a queue by its name at Batch or its ARN. */
export type Diagnosed = string | { readonly id: string } | { readonly queue: string };

export interface DiagnoseOptions extends ClientOptions {
  /**
   * A client of yours; its region and credentials are used for the other services, too.
   * @default - one of our own, with `region`, `credentials` and `endpoint`
   */
  readonly client?: BatchClient | undefined;
  /** Ends the asking: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Says why a job, or the job at the head of a queue, is not running: looks at its place in the line, consumable resources,
 * queue and compute environments, maximum vCPUs, whether an instance type can hold it and is offered in the zones, quotas,
 * failed launches, machines that do not join, and machines that cannot take it. Changes nothing.
 *
 * Needs `batch:DescribeJobs` and `batch:DescribeJobQueues`. Everything else is asked for if it may be: further reads of
 * Batch, and EC2, Auto Scaling, ECS and Service Quotas through their optional packages. What could not be asked is in
 * `skipped`; it hides only its own cause.
 *
 * @throws {@link BatchError} `INVALID_OPTION` for a queue that does not exist, `REFUSED`, `THROTTLED`, `UNAVAILABLE`,
 *   `CREDENTIALS_MISSING` when the job or the queue itself cannot be read
 *
 * @example
 * ```ts
 * const { summary, findings } = await diagnose({ queue: 'photos-urgent' });
 * ```
 */
export async function diagnose(
  target: Diagnosed,
  options: DiagnoseOptions = {},
  clock: Clock = systemClock,
): Promise<Diagnosis> {
  const client = options.client ?? (await call('diagnose', async () => makeClient(options)));
  const asking = new Asking(options.signal);
  const sources = sourcesOf(asking, client, options.endpoint);
  const now = clock.now();
  if (typeof target === 'object' && 'queue' in target) {
    const queue = await requireQueue(sources, target.queue);
    return diagnoseQueue(sources, now, queue);
  }
  return diagnoseJob(sources, now, typeof target === 'string' ? target : target.id);
}

async function requireQueue(sources: Sources, name: string): Promise<JobQueueDetail> {
  const queue = await readQueue(sources, name);
  if (queue !== undefined) return queue;
  throw invalidOption(
    'queue',
    `there is no job queue ${nameOf(name)} in this region; expected its name at Batch or its ARN`,
  );
}

async function diagnoseJob(sources: Sources, now: number, id: string): Promise<Diagnosis> {
  const read = await readJob(sources, id);
  if (read === undefined) {
    const findings = [withTexts(found('JOB_GONE', 'certain', { source: 'DescribeJobs', says: 'no such job' }))];
    return { jobId: id, ...summed(findings), findings, skipped: sources.asking.skipped };
  }
  const job = plainJob((await waitingChild(sources, read)) ?? read);
  const queue = await requireQueue(sources, job.jobQueue ?? '');
  return diagnoseAt(sources, now, queue, job, true);
}

/** An array's parent never waits for a machine itself: of its children, one that does, or else one that is further. */
async function waitingChild(sources: Sources, { arrayProperties, jobId }: JobDetail): Promise<JobDetail | undefined> {
  const { size, index, statusSummary } = arrayProperties ?? {};
  if (size === undefined || index !== undefined) return undefined;
  const status = (['RUNNABLE', 'STARTING', 'RUNNING'] satisfies JobStatus[]).find(
    (each) => (statusSummary?.[each] ?? 0) > 0,
  );
  if (status === undefined) return undefined;
  const page = await sources.asking.ask('batch:ListJobs', () =>
    sources.client.send(new ListJobsCommand({ arrayJobId: jobId, jobStatus: status, maxResults: 1 })),
  );
  const child = page?.jobSummaryList?.[0]?.jobId;
  return child === undefined ? undefined : readJob(sources, child);
}

async function diagnoseQueue(sources: Sources, now: number, queue: JobQueueDetail): Promise<Diagnosis> {
  const facts = await queueFacts(sources, queue);
  const head = facts.front?.[0];
  const job = head === undefined ? undefined : await readJob(sources, head);
  return diagnoseAt(sources, now, queue, job === undefined ? undefined : plainJob(job), false);
}

/** @param followHead - whether the job at the head is diagnosed, too, where it is another one */
async function diagnoseAt(
  sources: Sources,
  now: number,
  queue: JobQueueDetail,
  job: JobDetail | undefined,
  followHead: boolean,
): Promise<Diagnosis> {
  const [about, facts, environments] = await Promise.all([
    job === undefined ? undefined : jobFacts(sources, job),
    queueFacts(sources, queue),
    environmentFacts(sources, queue),
  ]);
  const findings = conclude({ now, job: about, queue: facts, environments });
  const behind = findings.some(({ cause }) => cause === 'NOT_AT_HEAD');
  const head = followHead && behind ? facts.front?.[0] : undefined;
  const headJob = head === undefined ? undefined : await readJob(sources, head);
  return {
    jobId: about?.id,
    jobName: about?.name,
    queue: facts.name,
    ...summed(findings),
    findings,
    ahead: headJob === undefined ? undefined : await diagnoseAt(sources, now, queue, plainJob(headJob), false),
    skipped: sources.asking.skipped,
  };
}

const summed = (findings: Diagnosis['findings']): { readonly summary: string } => ({
  summary: [findings[0]?.what, findings[0]?.evidence.at(-1)?.says].filter(Boolean).join(' '),
});
