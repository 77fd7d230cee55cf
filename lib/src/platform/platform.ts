import { itemsPrefix, type Job, manifestPath, outputsPrefix, type Platform } from '@batchwright/model/contract';
import type { ComputeKind, QueueMetric } from '@batchwright/model/service';
import { Annotations, ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as events from 'aws-cdk-lib/aws-events';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { findingId, knownSeconds, refuse } from '../checks';
import { type Compute, type ComputeEnvironment, computeProblem, outlivesUpdate } from '../compute';
import { type GrantScope, PlatformGrants } from '../grants';
import { BatchJob, definitionPrefix, type JobProps, taskRole } from '../jobs';
import { PublishedManifest } from '../manifest';
import {
  type AlarmsProps,
  type BlockedEventOptions,
  type EventTarget,
  type JobEventOptions,
  Monitoring,
  type PlatformAlarms,
} from '../monitoring';
import { jobNetwork } from '../network';
import { jobQueue, type QueueProps, queueProblem } from '../queues';
import { Workspace } from '../workspace';
import { buildCompute } from './build-compute';
import { addJobProblem, jobQueuesProblem, jobsMissing, queuesProblem } from './check-platform';
import { mapValues } from './map-values';
import type { BatchPlatformProps } from './platform-props';

/**
 * AWS Batch for one contract: compute environments, prioritized queues, jobs with their roles and logs, a workspace for
 * inputs and outputs, and a manifest from which the runtime learns where all of it is.
 *
 * @example
 * ```ts
 * const platform = new BatchPlatform(this, 'Photos', {
 *   platform: photos,
 *   vpc,
 *   compute: { spot: Compute.spot({ maxvCpus: 64 }), steady: Compute.onDemand({ maxvCpus: 16 }) },
 *   queues: {
 *     urgent: { priority: 100, compute: ['steady'] },
 *     standard: { priority: 50, compute: ['spot', 'steady'] },
 *   },
 * });
 * platform.addJob(thumbnail, { image, vcpus: 1, memory: Size.gibibytes(2), reads: [uploads], writes: [results] });
 * platform.grants.submit(uploadHandler);
 * ```
 */
export class BatchPlatform<Queue extends string, JobName extends string, ComputeName extends string>
  extends Construct
  implements ec2.IConnectable
{
  /** The contract. */
  readonly contract: Platform<Queue, JobName>;
  /** The compute environments, by their names. */
  readonly computeEnvironments: { readonly [Name in ComputeName]: ComputeEnvironment };
  /** The job queues, by the contract's names. */
  readonly queues: { readonly [Name in Queue]: batch.JobQueue };
  /** Lets services submit, watch, cancel, and read logs. */
  readonly grants: PlatformGrants;
  /** Path of the parameters that hold the manifest: `connect({ manifest: 'ssm:<path>' })`. */
  readonly manifestPath: string;
  /** The network side of all jobs: nothing may come in, HTTPS may go out; add what else they must reach. */
  readonly connections: ec2.Connections;
  /** Inputs and outputs of jobs. */
  readonly workspace: Workspace;

  private readonly manifest: PublishedManifest;
  private readonly monitoring: Monitoring<Queue, JobName>;
  private readonly compute: { readonly [Name in ComputeName]: Compute };
  private readonly fairShareQueues: ReadonlySet<string>;
  private readonly queueCompute: { readonly [Name in Queue]: readonly ComputeName[] };
  private readonly jobsByName = new Map<string, BatchJob>();
  private readonly logReaders: ((streams: string) => void)[] = [];
  private readonly jobScope: Construct;
  private readonly definitions: string;
  private readonly removalPolicy: RemovalPolicy;
  private sharedExecutionRole: Role | undefined;

  constructor(scope: Construct, id: string, props: BatchPlatformProps<Queue, JobName, ComputeName>) {
    super(scope, id);
    this.contract = props.platform;
    this.compute = props.compute;
    this.removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    this.definitions = definitionPrefix(props.platform.name, this);
    this.check(props);

    const network = jobNetwork(this, props.vpc, props.vpcSubnets);
    this.connections = new ec2.Connections({ securityGroups: [network.securityGroup] });
    this.queueCompute = mapValues(props.queues, ({ compute }) => compute);
    this.fairShareQueues = new Set(props.platform.queues.filter((queue) => props.queues[queue].shares !== undefined));
    this.computeEnvironments = buildCompute(this, {
      compute: props.compute,
      used: new Set(props.platform.queues.flatMap((queue) => this.queueCompute[queue])),
      network,
      instanceVolume: props.instanceVolume,
      instanceUserData: props.instanceUserData,
      instanceTags: props.instanceTags,
      timeoutsOn: (name) => this.timeoutsOn(name),
    });
    const queueScope = new Construct(this, 'Queues');
    this.queues = mapValues(props.queues, (queue, name) =>
      jobQueue(
        queueScope,
        name,
        queue,
        queue.compute.map((compute) => this.computeEnvironments[compute]),
      ),
    );
    this.workspace = new Workspace(this, 'Workspace', {
      platform: props.platform.name,
      given: props.workspace,
      expiration: props.workspaceExpiration,
      removalPolicy: this.removalPolicy,
    });
    this.jobScope = new Construct(this, 'Jobs');
    this.manifest = new PublishedManifest(this, 'Manifest', {
      path: props.manifestPath ?? manifestPath(props.platform.name),
      platform: props.platform.name,
      workspace: this.workspace.uri,
      queues: mapValues(props.queues, ({ priority, shares }, name) => ({
        arn: this.queues[name].jobQueueArn,
        compute: kindOf(this.computeOf(name)),
        priority,
        ...(shares === undefined ? {} : { fairShare: true }),
      })),
    });
    this.manifestPath = this.manifest.path;
    this.grants = new PlatformGrants({
      scope: this.grantScope(),
      manifestPath: this.manifestPath,
      workspace: this.workspace.location,
      eachLog: (tell) => {
        this.logReaders.push(tell);
        for (const { logGroup } of this.jobsByName.values()) tell(logGroup.logGroupArn);
      },
    });
    this.monitoring = new Monitoring({
      platform: this,
      name: props.platform.name,
      queues: this.queues,
      jobs: this.jobsByName,
    });
    this.node.addValidation({
      validate: () => {
        const problem = jobsMissing(this.contract, [...this.jobsByName.keys()]);
        return problem === undefined ? [] : [`${problem.message} [${findingId(problem.code)}]`];
      },
    });
  }

  /** The jobs added so far, by name. */
  get jobs(): ReadonlyMap<string, BatchJob> {
    return this.jobsByName;
  }

  /**
   * Adds a job of the contract.
   *
   * @throws {@link PlatformError} when the contract does not list it, when it was added before, or when one of its
   * properties is something that the service would refuse
   */
  addJob<Name extends JobName, Given>(
    job: Job<Name, Given, unknown, unknown, unknown>,
    props: JobProps<NoInfer<Queue>>,
  ): BatchJob<Given, Queue> {
    refuse(this, addJobProblem(this.contract, job.name, [...this.jobsByName.keys()]));
    const queues = props.queues ?? this.contract.queues;
    refuse(this, jobQueuesProblem(job.name, queues, this.contract.queues));
    const batchJob = new BatchJob<Given, Queue>(this.jobScope, job.name, props, {
      definitions: this.definitions,
      queues: queues.map((name) => ({
        name,
        arn: this.queues[name].jobQueueArn,
        compute: this.computeOf(name),
        fairShare: this.fairShareQueues.has(name),
      })),
      workspace: this.workspace,
      executionRole: () => this.executionRole(),
      removalPolicy: this.removalPolicy,
    });
    this.jobsByName.set(job.name, batchJob);
    this.manifest.addJob(
      {
        job: job.name,
        definitions: batchJob.definitionNames,
        queues: batchJob.queues,
        logGroup: batchJob.logGroup.logGroupName,
      },
      [batchJob.role, batchJob.executionRole, ...Object.values(batchJob.definitions)],
    );
    for (const tell of this.logReaders) tell(batchJob.logGroup.logGroupArn);
    warnOfUpdates(batchJob);
    return batchJob;
  }

  /**
   * A metric of a queue, by the name that AWS Batch publishes it under. Counts are summed, durations averaged, unless
   * `options` say otherwise.
   *
   * @throws {@link PlatformError} `UNKNOWN_METRIC`, `UNKNOWN_QUEUE`
   */
  metric(queue: Queue, name: QueueMetric, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.monitoring.metric(queue, name, options);
  }

  /**
   * Tells a target when jobs enter a status. Events come at least once and in no promised order; go by the event's `time`.
   * What cannot be delivered is kept for 14 days in the platform's dead-letter queue. A function's own errors are not among
   * that: Lambda has taken the event by then.
   *
   * @throws {@link PlatformError} `UNKNOWN_STATUS`, `UNKNOWN_QUEUE`, `UNKNOWN_JOB`, `UNSUPPORTED_TARGET`, ...
   */
  onJobs(id: string, options: JobEventOptions<NoInfer<Queue>, NoInfer<JobName>>, target: EventTarget): events.Rule {
    return this.monitoring.onJobs(id, options, target);
  }

  /** Tells a target when the job at the head of a queue cannot be placed, and why; otherwise as {@link onJobs}. */
  onQueueBlocked(id: string, options: BlockedEventOptions<NoInfer<Queue>>, target: EventTarget): events.Rule {
    return this.monitoring.onQueueBlocked(id, options, target);
  }

  /** Alarms about failures, blocked queues, time in RUNNABLE, and events that could not be delivered. */
  alarms(id: string, props: AlarmsProps<NoInfer<Queue>>): PlatformAlarms {
    return this.monitoring.alarms(id, props);
  }

  private check(props: BatchPlatformProps<Queue, JobName, ComputeName>): void {
    const compute: [string, Compute][] = Object.entries(props.compute);
    if (compute.length === 0) {
      refuse(this, {
        code: 'NO_COMPUTE',
        message: 'compute is empty; expected at least one, as in compute: { spot: Compute.spot({ maxvCpus: 64 }) }',
      });
    }
    for (const [name, one] of compute) refuse(this, computeProblem(name, one), 'Compute', name);
    refuse(this, queuesProblem(props.platform, Object.keys(props.queues)));
    const queues: [string, QueueProps<string>][] = Object.entries(props.queues);
    for (const [name, queue] of queues) refuse(this, queueProblem(queue, props.compute), 'Queues', name);
  }

  /** Shared by the jobs without secrets: it only pulls images and writes logs, and a stack has room for 500 resources. */
  private executionRole(): Role {
    this.sharedExecutionRole ??= taskRole(this, 'ExecutionRole', 'Starts workers: images and logs');
    return this.sharedExecutionRole;
  }

  private computeOf(queue: Queue): readonly Compute[] {
    return this.queueCompute[queue].map((name) => this.compute[name]);
  }

  private timeoutsOn(compute: ComputeName): readonly number[] {
    return [...this.jobsByName.values()]
      .filter(({ queues }) => queues.some((queue) => this.queueCompute[queue as Queue].includes(compute)))
      .map(({ timeout }) => knownSeconds(timeout))
      .filter((timeout) => timeout !== undefined);
  }

  private grantScope(): GrantScope {
    const stack = Stack.of(this);
    const batchArn = (resource: string, resourceName: string): string =>
      stack.formatArn({ service: 'batch', resource, resourceName });
    const parameters = stack.formatArn({
      service: 'ssm',
      resource: `parameter${this.manifestPath}`,
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
    return {
      queues: this.contract.queues.map((queue) => this.queues[queue].jobQueueArn),
      definitions: batchArn('job-definition', `${this.definitions}*`),
      jobs: batchArn('job', '*'),
      items: this.workspace.objects(`${itemsPrefix('*')}*`),
      outputs: this.workspace.objects(`${outputsPrefix('*')}*`),
      outputKeys: this.workspace.keys(`${outputsPrefix('*')}*`),
      bucket: this.workspace.location.bucket.bucketArn,
      manifest: [parameters, `${parameters}/*`],
    };
  }
}

function kindOf(compute: readonly Compute[]): ComputeKind {
  return compute[0]?.kind ?? 'EC2';
}

/** A compute environment's update waits for jobs, but not for ever. */
function warnOfUpdates(job: BatchJob): void {
  const timeout = knownSeconds(job.timeout);
  if (job.definitions.EC2 === undefined || timeout === undefined || !outlivesUpdate(timeout)) return;
  Annotations.of(job).addWarningV2(
    findingId('OUTLIVES_UPDATE'),
    'an attempt may run longer than an update of its compute environment waits; it would then be started again',
  );
}
