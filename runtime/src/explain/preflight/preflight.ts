import { type BatchClient, DescribeJobDefinitionsCommand, type JobDefinition } from '@aws-sdk/client-batch';
import type { Manifest } from '@batchwright/model/contract';
import { type ClientOptions, call, makeClient } from '../../aws';
import { type Clock, systemClock } from '../../clock';
import { plainJob } from '../../failures';
import { Asking } from '../asking';
import {
  computeRules,
  environmentFacts,
  type JobFacts,
  jobFacts,
  lineRules,
  machineRules,
  readQueue,
  type Sources,
  sourcesOf,
  type WaitingFacts,
} from '../waiting';
import { Needs } from './check-definition';
import { type Preflight, type Problem, problem, report } from './report';

export interface PreflightOptions extends ClientOptions {
  /**
   * A client of yours; its region and credentials are used for the other services, too.
   * @default - one of our own, with `region`, `credentials` and `endpoint`
   */
  readonly client?: BatchClient | undefined;
  /** Ends the asking: the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Looks at a platform before a big run: that its queues are valid and their environments enabled, that each job's
 * definition is registered, fits an environment of each of its queues, and has its images, roles and log groups. Changes
 * nothing, and submits nothing. Images are looked for in Amazon ECR only.
 *
 * Needs `batch:DescribeJobQueues`. What could not be asked is in `skipped`; it hides only its own finding.
 *
 * @param platform - what `connect` gives, or anything else with a manifest
 * @throws {@link BatchError} `REFUSED`, `THROTTLED`, `UNAVAILABLE`, `CREDENTIALS_MISSING` when queues cannot be read
 *
 * @example
 * ```ts
 * const { ok, findings } = await preflight(batch);
 * ```
 */
export async function preflight(
  { manifest }: { readonly manifest: Manifest },
  options: PreflightOptions = {},
  clock: Clock = systemClock,
): Promise<Preflight> {
  const settings = { ...options, region: options.region ?? (manifest.region || undefined) };
  const client = options.client ?? (await call('preflight', async () => makeClient(settings)));
  const asking = new Asking(options.signal);
  const sources = sourcesOf(asking, client, options.endpoint);
  const needs = new Needs(asking, sources.others);
  const now = clock.now();

  const problems: Problem[] = [];
  const queues = new Map<string, WaitingFacts>();
  for (const [name, { arn }] of Object.entries(manifest.queues)) {
    const facts = await factsOf(sources, now, arn);
    if (facts === undefined) problems.push(problem(`queue ${name}`, 'QUEUE_MISSING', 'DescribeJobQueues', arn));
    else {
      queues.set(name, facts);
      const rules = [...lineRules(facts), ...computeRules(facts), ...machineRules(facts)];
      problems.push(...rules.map((each) => ({ ...each, ...refusing(each), about: `queue ${name}` })));
    }
  }
  for (const [name, { definitions, queues: allowed }] of Object.entries(manifest.jobs)) {
    for (const [kind, definition] of Object.entries(definitions)) {
      const found = await activeDefinition(sources, definition);
      if (found === 'unasked') continue;
      if (found === undefined) {
        problems.push(problem(`job ${name}`, 'DEFINITION_MISSING', 'DescribeJobDefinitions', definition));
        continue;
      }
      problems.push(...(await needs.check(`job ${name}`, found)));
      const job = await asJob(sources, found);
      for (const queue of allowed.filter((each) => manifest.queues[each]?.compute === kind)) {
        const facts = queues.get(queue);
        if (facts === undefined) continue;
        // What is of the queue alone was found above.
        const own = computeRules({ ...facts, job }).filter(({ cause }) => OF_JOBS.has(cause));
        problems.push(...own.map((each) => ({ ...each, about: `job ${name} on ${queue}` })));
      }
    }
  }
  return report(problems, asking.skipped);
}

/** What is in a disabled queue goes on, but nothing new gets into it. */
const refusing = ({ cause, certainty }: Pick<Problem, 'cause' | 'certainty'>): Pick<Problem, 'certainty'> => ({
  certainty: cause === 'QUEUE_DISABLED' ? 'certain' : certainty,
});

const OF_JOBS: ReadonlySet<string> = new Set([
  'KIND_MISMATCH',
  'MAX_VCPUS_TOO_SMALL',
  'NO_INSTANCE_FITS',
  'NOT_OFFERED_IN_ZONE',
  'VCPU_QUOTA',
]);

async function factsOf(sources: Sources, now: number, arn: string): Promise<WaitingFacts | undefined> {
  const queue = await readQueue(sources, arn);
  if (queue === undefined) return undefined;
  const { jobQueueName: name = '', state, status = '', statusReason } = queue;
  return {
    now,
    queue: { name, arn, enabled: state === 'ENABLED', status, statusReason },
    environments: await environmentFacts(sources, queue),
  };
}

async function activeDefinition(
  { asking, client }: Sources,
  jobDefinitionName: string,
): Promise<JobDefinition | 'unasked' | undefined> {
  const revisions: JobDefinition[] = [];
  let nextToken: string | undefined;
  do {
    const page = await asking.ask('batch:DescribeJobDefinitions', () =>
      client.send(new DescribeJobDefinitionsCommand({ jobDefinitionName, status: 'ACTIVE', nextToken })),
    );
    if (page === undefined) return 'unasked';
    revisions.push(...(page.jobDefinitions ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  // A submission without a revision takes the latest.
  return revisions.toSorted((a, b) => (b.revision ?? 0) - (a.revision ?? 0))[0];
}

/** A job of a definition as it would wait, with nothing overridden. */
function asJob(sources: Sources, definition: JobDefinition): Promise<JobFacts> {
  const { containerProperties, ecsProperties, eksProperties, nodeProperties, platformCapabilities } = definition;
  const job = {
    jobId: '',
    jobName: definition.jobDefinitionName,
    jobQueue: '',
    jobDefinition: definition.jobDefinitionArn,
    startedAt: 0,
    status: 'RUNNABLE' as const,
    container: containerProperties,
    ecsProperties,
    eksProperties,
    nodeProperties,
    platformCapabilities,
  };
  return jobFacts(sources, plainJob(job as Parameters<typeof jobFacts>[1]));
}
