import {
  type BatchClient,
  DescribeComputeEnvironmentsCommand,
  DescribeJobsCommand,
  type JobDetail,
} from '@aws-sdk/client-batch';
import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { COMPUTE_TYPES, environmentOfCluster, FAILURE_CAUSES, JOB_LIMITS } from '@batchwright/model/service';
import { type ClientOptions, call, makeClient } from '../../aws';
import { classify, goneFailure, logsOf, plainJob } from '../../failures';
import { type LogLine, readLogs } from '../../logs';
import { statusOf } from '../../watch';
import { Asking } from '../asking';
import { explainAttempts } from './attempts';
import { groupChildren } from './children';
import type { ChildGroup, Explanation } from './explanation';
import { adviceFor, type Circumstances, findCause } from './find-cause';

/**
 * A job's id, or a handle of it. The id of an array's child is `<id>:<index>`. An array of more than 10,000 items is several
 * jobs, of which its handle's `id` is the first: explain each of its `ids`.
 */
export type Explained = string | { readonly id: string };

export interface ExplainOptions extends ClientOptions {
  /** @default - one of our own, with `region`, `credentials` and `endpoint` */
  readonly client?: BatchClient | undefined;
  /** @default - one of our own: region and credentials as the AWS SDK finds them */
  readonly logs?: CloudWatchLogsClient | undefined;
  /**
   * How many of the last lines of its log are read.
   * @default 20
   */
  readonly lines?: number | undefined;
  /** Ends the asking: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const LINES = 20;
/** Kinds of failed children that are explained by an example each; jobs that one failure is followed back over. */
const EXAMPLES = 5;
const DEPTH = 5;

/**
 * Says why a job failed: what happened, what shows it, what to do, and whether another attempt can help. Follows a failed
 * dependency back to the job that failed first, and counts the failed children of an array by how they failed.
 *
 * Needs `batch:DescribeJobs`. With `logs:GetLogEvents` it also reads the end of the log, with
 * `batch:DescribeComputeEnvironments` it tells a Spot reclaim from other lost machines, with `batch:ListJobs` it explains
 * arrays; what may not be asked is in `skipped`.
 *
 * @throws {@link BatchError} `REFUSED`, `THROTTLED`, `UNAVAILABLE`, `CREDENTIALS_MISSING` when the job itself cannot be read
 *
 * @example
 * ```ts
 * const { what, evidence, advice, retry } = await explain(job);
 * ```
 */
export async function explain(job: Explained, options: ExplainOptions = {}): Promise<Explanation> {
  const client = options.client ?? (await call('explain', async () => makeClient(options)));
  const id = typeof job === 'string' ? job : job.id;
  return explainJob({ client, logs: options.logs, lines: options.lines ?? LINES, signal: options.signal }, id, DEPTH);
}

interface Parts {
  readonly client: BatchClient;
  readonly logs: CloudWatchLogsClient | undefined;
  readonly lines: number;
  readonly signal: AbortSignal | undefined;
}

async function explainJob(parts: Parts, id: string, depth: number): Promise<Explanation> {
  const { client, signal } = parts;
  const answer = await call('DescribeJobs', () => client.send(new DescribeJobsCommand({ jobs: [id] })), signal);
  const [found] = answer.jobs ?? [];
  if (found === undefined) {
    const { cause, evidence } = findCause(goneFailure(id), { log: [] });
    const { what, advice, retry } = FAILURE_CAUSES[cause];
    return {
      jobId: id,
      status: 'GONE',
      cause,
      what: `Job ${id} ${what}.`,
      evidence,
      advice,
      retry,
      attempts: [],
      attemptsAllowed: 0,
      log: [],
      skipped: [],
    };
  }
  return explainDetail(parts, plainJob(found), depth);
}

async function explainDetail(parts: Parts, job: JobDetail, depth: number): Promise<Explanation> {
  const { jobId = '', jobName } = job;
  const asking = new Asking(parts.signal);
  const status = statusOf(job.status);
  const attempts = explainAttempts(job);
  const known = { jobId, jobName, status, attempts, attemptsAllowed: job.retryStrategy?.attempts ?? 1 };
  const subject = jobName === undefined ? `Job ${jobId}` : `Job ${jobName} (${jobId})`;
  if (status !== 'FAILED') {
    const before = attempts.filter(({ code }) => code !== undefined).length;
    const what =
      status === 'SUCCEEDED'
        ? `${subject} succeeded${before > 0 ? `, after ${before} failed ${before === 1 ? 'attempt' : 'attempts'}` : ''}.`
        : `${subject} has not ended: it is ${status}.`;
    const advice = status === 'SUCCEEDED' ? [] : ['Ask `diagnose` why it is not running, if that is the question'];
    return { ...known, what, evidence: [], advice, log: [], skipped: [] };
  }
  const failure = classify(job);
  const log = await readEnd(asking, parts, job);
  const environment = failure.code === 'INTERRUPTED' ? await environmentOf(asking, parts.client, job) : undefined;
  const { cause, evidence } = findCause(failure, { log, environment });
  const { what, retry } = FAILURE_CAUSES[cause];
  const because = cause === 'DEPENDENCY_FAILED' && depth > 0 ? await failedFirst(asking, parts, job, depth) : undefined;
  const children = cause === 'CHILDREN_FAILED' ? await explainChildren(asking, parts, jobId, depth) : undefined;
  return {
    ...known,
    cause,
    what: `${subject} ${what}.`,
    evidence,
    advice: adviceFor(cause, attempts.length, known.attemptsAllowed),
    retry,
    log,
    because,
    children,
    skipped: asking.skipped,
  };
}

async function readEnd(asking: Asking, { logs, lines, signal }: Parts, job: JobDetail): Promise<readonly LogLine[]> {
  if (lines < 1) return [];
  const read = async (): Promise<LogLine[]> => {
    const all: LogLine[] = [];
    for await (const line of readLogs(logsOf(job), { client: logs, last: lines, signal })) all.push(line);
    return all;
  };
  return (await asking.ask('logs:GetLogEvents', read)) ?? [];
}

/** The cluster of a container instance is named after its compute environment. */
async function environmentOf(
  asking: Asking,
  client: BatchClient,
  { attempts, container }: JobDetail,
): Promise<Circumstances['environment']> {
  const arn = attempts?.at(-1)?.container?.containerInstanceArn ?? container?.containerInstanceArn;
  const name = arn === undefined ? undefined : environmentOfCluster(arn);
  if (name === undefined) return undefined;
  const answer = await asking.ask('batch:DescribeComputeEnvironments', () =>
    client.send(new DescribeComputeEnvironmentsCommand({ computeEnvironments: [name] })),
  );
  const type = COMPUTE_TYPES.find((known) => known === answer?.computeEnvironments?.[0]?.computeResources?.type);
  return type === undefined ? undefined : { name, type };
}

/** Of the jobs that one waited for, the first that failed. */
async function failedFirst(
  asking: Asking,
  parts: Parts,
  { dependsOn, jobId }: JobDetail,
  depth: number,
): Promise<Explanation | undefined> {
  const jobs = (dependsOn ?? []).flatMap((one) => one.jobId ?? []).slice(0, JOB_LIMITS.describeIds);
  if (jobs.length === 0) return undefined;
  const answer = await asking.ask('batch:DescribeJobs', () => parts.client.send(new DescribeJobsCommand({ jobs })));
  const failed = (answer?.jobs ?? []).filter((job) => job.status === 'FAILED' && job.jobId !== jobId);
  const first = failed.toSorted((a, b) => (a.stoppedAt ?? 0) - (b.stoppedAt ?? 0))[0];
  return first === undefined ? undefined : explainDetail(parts, plainJob(first), depth - 1);
}

async function explainChildren(
  asking: Asking,
  parts: Parts,
  arrayJobId: string,
  depth: number,
): Promise<readonly ChildGroup[]> {
  const groups = await groupChildren(asking, parts.client, arrayJobId);
  const explained: ChildGroup[] = [];
  for (const { firstId, ...group } of groups.slice(0, EXAMPLES)) {
    explained.push({ ...group, example: await explainJob(parts, firstId, depth - 1) });
  }
  return explained;
}
