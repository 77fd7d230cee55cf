import {
  type BatchClient,
  DeregisterJobDefinitionCommand,
  DescribeJobsCommand,
  paginateDescribeJobDefinitions,
  paginateDescribeJobQueues,
  paginateListJobs,
} from '@aws-sdk/client-batch';
import { type JobStatus, LIMITS, SAGEMAKER_TRAINING } from '@batchwright/model/service';
import { CliError, EXIT_CODES } from '../io';
import type { Revision } from './plan';

/**
 * Statuses of jobs that have not ended, in the order in which a job passes through them: whoever lists them in this order
 * misses no job that moves on. A job that is tried again goes back to RUNNABLE, which is therefore listed last once more.
 */
const UNFINISHED: readonly JobStatus[] = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING', 'RUNNABLE'];

/** The active revisions of these definitions. @throws {@link CliError} */
export async function activeRevisions(client: BatchClient, names: readonly string[]): Promise<readonly Revision[]> {
  const found: Revision[] = [];
  for (const jobDefinitionName of names) {
    const pages = paginateDescribeJobDefinitions({ client }, { jobDefinitionName, status: 'ACTIVE' });
    await told('DescribeJobDefinitions', async () => {
      for await (const { jobDefinitions = [] } of pages) {
        for (const { jobDefinitionName: name, revision, jobDefinitionArn: arn } of jobDefinitions) {
          if (name !== undefined && revision !== undefined && arn !== undefined) found.push({ name, revision, arn });
        }
      }
    });
  }
  return found;
}

/**
 * Definitions, as `name:revision`, of all jobs in the account and region that have not ended. All queues are looked at: a
 * definition may be submitted to any. Children of an array have its definition.
 *
 * @throws {@link CliError}
 */
export async function usedDefinitions(client: BatchClient): Promise<ReadonlySet<string>> {
  const used = new Set<string>();
  await told('DescribeJobQueues, ListJobs and DescribeJobs', async () => {
    for await (const { jobQueues = [] } of paginateDescribeJobQueues({ client }, {})) {
      for (const { jobQueueArn, jobQueueType } of jobQueues) {
        // Its jobs have no definitions, and are listed by an operation of their own.
        if (jobQueueType === SAGEMAKER_TRAINING) continue;
        for await (const arn of unfinishedOn(client, jobQueueArn)) used.add(arn.slice(arn.lastIndexOf('/') + 1));
      }
    }
  });
  return used;
}

/** The definition of each job of a queue that has not ended. */
async function* unfinishedOn(client: BatchClient, jobQueue: string | undefined): AsyncGenerator<string> {
  for (const jobStatus of UNFINISHED) {
    for await (const { jobSummaryList = [] } of paginateListJobs({ client }, { jobQueue, jobStatus })) {
      const silent: string[] = [];
      for (const { jobDefinition, jobId } of jobSummaryList) {
        if (jobDefinition !== undefined) yield jobDefinition;
        else if (jobId !== undefined) silent.push(jobId);
      }
      yield* definitionsOf(client, silent);
    }
  }
}

/** Definitions of jobs of which ListJobs did not tell them, as it often does not. Source: aws/aws-sdk#588. */
async function* definitionsOf(client: BatchClient, ids: readonly string[]): AsyncGenerator<string> {
  for (let start = 0; start < ids.length; start += LIMITS.describeIds) {
    const asked = ids.slice(start, start + LIMITS.describeIds);
    const { jobs = [] } = await client.send(new DescribeJobsCommand({ jobs: asked }));
    const known = new Map(jobs.map(({ jobId, jobDefinition }) => [jobId, jobDefinition]));
    for (const id of asked) {
      const definition = known.get(id);
      // Without it nothing can be said of any revision.
      if (definition === undefined)
        throw new CliError(`neither ListJobs nor DescribeJobs tells the definition of ${id}`);
      yield definition;
    }
  }
}

/** @throws {@link CliError} */
export const deregister = (client: BatchClient, { arn }: Revision): Promise<unknown> =>
  told('DeregisterJobDefinition', () => client.send(new DeregisterJobDefinitionCommand({ jobDefinition: arn })));

/** What the service refuses is for the person at the keyboard; what the network does may pass. */
async function told<T>(call: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    const { name, message, $fault, $retryable } = cause as Error & { $fault?: string; $retryable?: object };
    const refused = $fault === 'client' && $retryable === undefined && !/throttl|toomanyrequests/i.test(name);
    throw new CliError(`${call}: ${name}: ${message}`, refused ? EXIT_CODES.usage : EXIT_CODES.temporary, { cause });
  }
}
