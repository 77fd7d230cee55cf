import type { Job, Platform } from '@batchwright/model/contract';
import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Role } from 'aws-cdk-lib/aws-iam';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { advise, knownSeconds, refuse } from '../checks';
import { type ComputeAttributes, OUTLIVES_UPDATE, outlivesUpdate } from '../compute';
import { type CostTags, propagateTags } from '../cost';
import { DeadLetters } from '../dead-letters';
import { PlatformGrants } from '../grants';
import { BatchJob, executionRole, type JobProps } from '../jobs';
import { type HeadProps, PublishedManifest } from '../manifest';
import { type EventQueueProps, Monitoring } from '../monitoring';
import type { ContainerNetwork } from '../network';
import { policiesOf } from '../policy';
import { summarize } from '../review';
import type { Workspace } from '../workspace';
import { addJobProblem, jobQueuesProblem } from './check-platform';
import { type Environment, grantScope } from './grant-scope';

/** A queue as jobs, triggers and alarms see it, whoever made it. */
export interface PlatformQueue {
  readonly queue: batch.IJobQueue;
  /** What its jobs run on, in the order of preference. */
  readonly compute: readonly ComputeAttributes[];
  /** Whether a submission needs a share identifier. */
  readonly fairShare: boolean;
}

/** Everything that jobs, grants and monitoring need of a platform, whether this stack made it or another. */
export interface PlatformAttributes<Queue extends string, JobName extends string> {
  readonly contract: Platform<Queue, JobName>;
  readonly queues: { readonly [Name in Queue]: PlatformQueue };
  readonly workspace: Workspace;
  /** Beginning of the physical names of job definitions. */
  readonly definitions: string;
  readonly manifestPath: string;
  /** What to publish as the head of the manifest; without it another stack has done so. */
  readonly head: HeadProps | undefined;
  /** Where the platform is, if that is not where the stack is. */
  readonly environment: Environment | undefined;
  /** The network side of the jobs, if it is known. */
  readonly connections?: ec2.Connections | undefined;
  readonly network?: ContainerNetwork | undefined;
  /** Tags of everything that is billed. */
  readonly costTags?: CostTags | undefined;
  /** ARN of a queue of events that another stack has made. */
  readonly eventsArn?: string | undefined;
  /** Whether to make a queue of events, and how. */
  readonly eventQueue?: EventQueueProps | undefined;
  /** For log groups. */
  readonly removalPolicy: RemovalPolicy;
}

/** The jobs of a platform, and what is told and allowed about them. */
export class PlatformCore<Queue extends string, JobName extends string> {
  readonly jobs = new Map<string, BatchJob>();
  readonly grants: PlatformGrants;
  readonly monitoring: Monitoring<Queue, JobName>;
  /** Gets the platform's events, if a service may follow them. */
  readonly events: sqs.Queue | undefined;

  private readonly deadLetters: DeadLetters;
  private readonly queues = new Map<string, PlatformQueue>();
  private readonly jobQueues: Record<string, batch.IJobQueue> = {};
  private readonly jobScope: Construct;
  private readonly manifest: PublishedManifest;
  private readonly logReaders: ((streams: string) => void)[] = [];
  private readonly consumers: ((resources: readonly string[]) => void)[] = [];
  private sharedExecutionRole: Role | undefined;

  constructor(
    private readonly platform: Construct,
    readonly of: PlatformAttributes<Queue, JobName>,
  ) {
    summarize(platform);
    this.jobScope = new Construct(platform, 'Jobs');
    this.deadLetters = new DeadLetters(platform, 'EventDeadLetters');
    for (const [name, queue] of Object.entries<PlatformQueue>(of.queues)) this.addQueue(name, queue);
    this.monitoring = new Monitoring({
      platform,
      name: of.contract.name,
      queues: this.jobQueues,
      jobs: this.jobs,
      deadLetters: this.deadLetters,
      removalPolicy: of.removalPolicy,
    });
    this.events = of.eventQueue === undefined ? undefined : this.monitoring.eventQueue(of.eventQueue);
    this.manifest = new PublishedManifest(platform, 'Manifest', {
      path: of.manifestPath,
      head: of.head && {
        ...of.head,
        ...(this.events === undefined ? {} : { events: this.events.queueUrl }),
        ...(this.hasCostTags ? { tags: of.costTags } : {}),
      },
    });
    this.grants = new PlatformGrants({
      scope: grantScope(platform, {
        ...of,
        queues: [...this.queues.values()].map(({ queue }) => queue.jobQueueArn),
        events: this.events?.queueArn ?? of.eventsArn,
      }),
      eventKey: this.events?.encryptionMasterKey,
      manifestPath: of.manifestPath,
      workspace: of.workspace.location,
      eachLog: (tell) => {
        this.logReaders.push(tell);
        for (const { logGroup } of this.jobs.values()) tell(logGroup.logGroupArn);
      },
      eachConsumed: (tell) => {
        this.consumers.push(tell);
        for (const { consumed } of this.jobs.values()) if (consumed.length > 0) tell(consumed);
      },
    });
  }

  /** Whether there is a tag to hand on. */
  private get hasCostTags(): boolean {
    return Object.keys(this.of.costTags ?? {}).length > 0;
  }

  addQueue(name: string, queue: PlatformQueue): void {
    this.queues.set(name, queue);
    this.jobQueues[name] = queue.queue;
  }

  queueOf(name: string): batch.IJobQueue | undefined {
    return this.jobQueues[name];
  }

  /** In the contract's order, where there is a contract. */
  get queueNames(): readonly string[] {
    const { queues } = this.of.contract;
    return queues.length > 0 ? queues : [...this.queues.keys()];
  }

  addJob<Given, Returned>(
    job: Job<string, Given, unknown, Returned, unknown>,
    props: JobProps<NoInfer<Queue>>,
  ): BatchJob<Given, Queue, Returned> {
    refuse(this.platform, addJobProblem(this.of.contract, job.name, [...this.jobs.keys()]));
    const names: readonly string[] = props.queues ?? this.queueNames;
    refuse(this.platform, jobQueuesProblem(job.name, names, this.queueNames));
    const batchJob = new BatchJob<Given, Queue, Returned>(this.jobScope, job.name, props, {
      definitions: this.of.definitions,
      queues: names.flatMap((name) => {
        const queue = this.queues.get(name);
        return queue === undefined ? [] : [{ ...queue, name, arn: queue.queue.jobQueueArn }];
      }),
      workspace: this.of.workspace,
      input: job.input,
      returns: job.output !== undefined,
      executionRole: () => this.executionRole(),
      deadLetters: this.deadLetters,
      costTags: this.of.costTags,
      connections: this.of.connections,
      network: this.of.network,
      removalPolicy: this.of.removalPolicy,
    });
    this.jobs.set(job.name, batchJob);
    if (this.hasCostTags) propagateTags(batchJob.definitions);
    this.publish(job.name, batchJob);
    for (const tell of this.logReaders) tell(batchJob.logGroup.logGroupArn);
    for (const tell of batchJob.consumed.length > 0 ? this.consumers : []) tell(batchJob.consumed);
    warnOfUpdates(batchJob);
    return batchJob;
  }

  private publish(name: string, job: BatchJob): void {
    this.manifest.addJob(
      {
        job: name,
        definitions: job.definitionNames,
        ...(Object.keys(job.forms).length === 0 ? {} : { forms: job.forms }),
        queues: job.queues,
        logGroup: job.logGroup.logGroupName,
      },
      [policiesOf(job.role), policiesOf(job.executionRole), ...Object.values(job.definitions)],
    );
  }

  /** Shared by the jobs without secrets: it only pulls images and writes logs, and a stack has room for 500 resources. */
  private executionRole(): Role {
    this.sharedExecutionRole ??= executionRole(this.platform, 'ExecutionRole', 'Starts workers: images and logs');
    return this.sharedExecutionRole;
  }
}

/** A compute environment's update waits for jobs, but not for ever. */
function warnOfUpdates(job: BatchJob): void {
  const timeout = knownSeconds(job.timeout);
  if (job.definitions.EC2 === undefined || timeout === undefined || !outlivesUpdate(timeout)) return;
  advise(job, 'OUTLIVES_UPDATE', OUTLIVES_UPDATE);
}
