import {
  type BatchClient,
  type ContainerProperties,
  DescribeJobDefinitionsCommand,
  DescribeJobsCommand,
  type JobDetail,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
  type SubmitJobCommandInput,
} from '@aws-sdk/client-batch';
import { type CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Manifest } from '@batchwright/model/contract';

/** Has a shell; on this machine the command is run without it. */
const IMAGE = 'public.ecr.aws/docker/library/busybox:stable';
const SIZE = [
  { type: 'VCPU', value: '1' },
  { type: 'MEMORY', value: '128' },
] as const;

/** A job that has ended, and the states in which it was seen on the way. */
export interface Ended {
  readonly job: JobDetail;
  readonly states: readonly string[];
  /** As it was first described. */
  readonly first: JobDetail;
}

/** Where cases are looked at: a queue of the deployed platform, with what they make kept in mind. */
export interface Lab {
  readonly batch: BatchClient;
  /** ARN of the queue that the jobs go to. */
  readonly queue: string;
  readonly signal: AbortSignal;
  /** Names of definitions and ids of jobs, for the cleaning up. */
  readonly made: { readonly definitions: Set<string>; readonly jobs: Set<string> };
  definitionName(what: string): string;
  /** What a definition of a case is, with the role and the log group of the platform's jobs. */
  container(command: readonly string[]): ContainerProperties;
  /** Submits a job with a command. @returns its id */
  submit(what: string, command: readonly string[], input?: Partial<SubmitJobCommandInput>): Promise<string>;
  /** @returns undefined when the service does not know it */
  describe(jobId: string): Promise<JobDetail | undefined>;
  /** Looks at a job until it has one of the states. @throws after the lab's patience */
  until(jobId: string, ...states: readonly string[]): Promise<Ended>;
  ended(jobId: string): Promise<Ended>;
  /** What an attempt printed. */
  lines(logStreamName: string | undefined): Promise<readonly string[]>;
}

export interface LabOptions {
  readonly batch: BatchClient;
  readonly logs: CloudWatchLogsClient;
  readonly manifest: Manifest;
  readonly suffix: string;
  readonly signal: AbortSignal;
  readonly pollMs: number;
  /** How long a job may take until it has ended; instances may have to start. */
  readonly patienceMs: number;
  /** How long lines may take to arrive after they were printed, also when the job has ended. */
  readonly linesMs: number;
}

/** @throws when the platform is not the photo platform */
export async function openLab(options: LabOptions): Promise<Lab> {
  const { batch, logs, manifest, suffix, signal, pollMs, patienceMs, linesMs } = options;
  const queue = manifest.queues.urgent?.arn;
  const [definition] = Object.values(manifest.jobs.thumbnail?.definitions ?? {});
  if (queue === undefined || definition === undefined) {
    throw new Error(
      `platform ${manifest.platform} has no queue "urgent" and job "thumbnail": is it the photo platform?`,
    );
  }
  const { jobDefinitions } = await batch.send(
    new DescribeJobDefinitionsCommand({ jobDefinitionName: definition, status: 'ACTIVE' }),
    { abortSignal: signal },
  );
  const { executionRoleArn, logConfiguration } = jobDefinitions?.[0]?.containerProperties ?? {};
  const logGroupName = logConfiguration?.options?.['awslogs-group'];
  const made = { definitions: new Set<string>(), jobs: new Set<string>() };
  const registered = new Map<string, Promise<string>>();

  const definitionName = (what: string): string => `batchwright-verify-${suffix}-${what}`;
  const container = (command: readonly string[]): ContainerProperties => ({
    image: IMAGE,
    command: [...command],
    resourceRequirements: [...SIZE],
    ...(executionRoleArn === undefined ? {} : { executionRoleArn }),
    ...(logConfiguration === undefined ? {} : { logConfiguration }),
  });

  /** One definition for each command, whoever asks first. */
  function definitionOf(what: string, command: readonly string[]): Promise<string> {
    const key = JSON.stringify(command);
    const known = registered.get(key) ?? register(definitionName(what), command);
    registered.set(key, known);
    return known;
  }

  // What writes is not aborted half-way: its answer names what must be cleaned up.
  async function register(jobDefinitionName: string, command: readonly string[]): Promise<string> {
    signal.throwIfAborted();
    made.definitions.add(jobDefinitionName);
    const { jobDefinitionArn } = await batch.send(
      new RegisterJobDefinitionCommand({
        jobDefinitionName,
        type: 'container',
        containerProperties: container(command),
      }),
    );
    return jobDefinitionArn ?? jobDefinitionName;
  }

  async function submit(
    what: string,
    command: readonly string[],
    input: Partial<SubmitJobCommandInput> = {},
  ): Promise<string> {
    const jobDefinition = input.jobDefinition ?? (await definitionOf(what, command));
    signal.throwIfAborted();
    const { jobId = '' } = await batch.send(
      new SubmitJobCommand({ jobName: `verify-${what}`, jobQueue: queue, ...input, jobDefinition }),
    );
    made.jobs.add(jobId);
    return jobId;
  }

  async function describe(jobId: string): Promise<JobDetail | undefined> {
    const { jobs } = await batch.send(new DescribeJobsCommand({ jobs: [jobId] }), { abortSignal: signal });
    return jobs?.[0];
  }

  async function until(jobId: string, ...wanted: readonly string[]): Promise<Ended> {
    const end = Date.now() + patienceMs;
    const states: string[] = [];
    let first: JobDetail | undefined;
    while (Date.now() < end) {
      // A job that was submitted a moment ago may not be known yet.
      const job = await describe(jobId);
      if (job?.status !== undefined) {
        first ??= job;
        if (states.at(-1) !== job.status) states.push(job.status);
        if (wanted.includes(job.status)) return { job, states, first };
        if (isOver(job)) throw new Error(`job ${jobId} is ${job.status} (${job.statusReason}), before ${wanted}`);
      }
      await pause(pollMs, signal);
    }
    throw new Error(`job ${jobId} was seen ${states.join(', ') || 'never'}, and not ${wanted.join(' or ')} in time`);
  }

  async function lines(logStreamName: string | undefined): Promise<readonly string[]> {
    if (logGroupName === undefined || logStreamName === undefined) throw new Error('the job has no log stream');
    const end = Date.now() + linesMs;
    for (;;) {
      const { events = [] } = await logs
        .send(new GetLogEventsCommand({ logGroupName, logStreamName, startFromHead: true }), { abortSignal: signal })
        .catch((error: Error) => {
          if (error.name === 'ResourceNotFoundException') return { events: [] };
          throw error;
        });
      if (events.length > 0 || Date.now() > end) return events.map(({ message = '' }) => message.trimEnd());
      await pause(pollMs, signal);
    }
  }

  const ended = async (jobId: string): Promise<Ended> => {
    const end = await until(jobId, 'SUCCEEDED', 'FAILED');
    made.jobs.delete(jobId);
    return end;
  };
  return { batch, queue, signal, made, definitionName, container, submit, describe, until, ended, lines };
}

const isOver = ({ status }: JobDetail): boolean => status === 'SUCCEEDED' || status === 'FAILED';

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}
