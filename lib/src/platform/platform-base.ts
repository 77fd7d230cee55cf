import type { Job, Platform } from '@batchwright/model/contract';
import type { QueueMetric } from '@batchwright/model/service';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { Budget, type BudgetProps } from '../cost';
import type { DepthProbe, DepthProbeProps } from '../depth-probe';
import type { PlatformGrants } from '../grants';
import type { BatchJob, JobProps } from '../jobs';
import type {
  AlarmsProps,
  BlockedEventOptions,
  DashboardProps,
  EventHistory,
  EventHistoryProps,
  EventTarget,
  JobEventOptions,
  PlatformAlarms,
  PlatformDashboard,
} from '../monitoring';
import { mergeStatements } from '../policy';
import { adviseOnStackTags } from '../tags';
import type { Workspace } from '../workspace';
import type { PlatformCore } from './platform-core';
import { type RoleSettings, setRoles } from './role-settings';

/** Which queues a call names, and whether it makes resources beside the platform's. */
export interface PlatformUse {
  readonly queues: readonly string[] | undefined;
  readonly makes: string | undefined;
}

/**
 * A platform to which jobs are added, whether this stack makes its compute and queues ({@link BatchPlatform}) or another
 * one has made them ({@link ImportedPlatform}).
 */
export abstract class BatchPlatformBase<Queue extends string, JobName extends string> extends Construct {
  /** The job queues, by the contract's names. */
  abstract readonly queues: { readonly [Name in Queue]: batch.IJobQueue };
  /** @internal */
  protected abstract readonly core: PlatformCore<Queue, JobName>;

  constructor(scope: Construct, id: string, roles: RoleSettings) {
    super(scope, id);
    mergeStatements(this);
    setRoles(this, roles);
    adviseOnStackTags(this);
  }

  /** The contract. */
  get contract(): Platform<Queue, JobName> {
    return this.core.of.contract;
  }

  /** Lets services submit, watch, cancel, and read logs. */
  get grants(): PlatformGrants {
    return this.core.grants;
  }

  /** Path of the parameters that hold the manifest: `connect({ manifest: 'ssm:<path>' })`. */
  get manifestPath(): string {
    return this.core.of.manifestPath;
  }

  /** Inputs and outputs of jobs. */
  get workspace(): Workspace {
    return this.core.of.workspace;
  }

  /** The jobs added so far, by name. */
  get jobs(): ReadonlyMap<string, BatchJob> {
    return this.core.jobs;
  }

  /**
   * Adds a job of the contract.
   *
   * @throws {@link PlatformError} when the contract does not list it, when it was added before, or when one of its
   * properties is something that the service would refuse
   */
  addJob<Name extends JobName, Given, Returned>(
    job: Job<Name, Given, unknown, Returned, unknown>,
    props: JobProps<NoInfer<Queue>>,
  ): BatchJob<Given, Queue, Returned> {
    this.use({ queues: props.queues, makes: `the job "${job.name}"` });
    return this.core.addJob(job, props);
  }

  /**
   * A metric of a queue, by the name that AWS Batch publishes it under. Counts are summed, durations averaged, unless
   * `options` say otherwise.
   *
   * @throws {@link PlatformError} `UNKNOWN_METRIC`, `UNKNOWN_QUEUE`
   */
  metric(queue: Queue, name: QueueMetric, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    this.use({ queues: [queue], makes: undefined });
    return this.core.monitoring.metric(queue, name, options);
  }

  /**
   * Tells a target when jobs enter a status. Events come at least once and in no promised order; go by the event's `time`.
   * What cannot be delivered is kept for 14 days in the platform's dead-letter queue. A function's own errors are not among
   * that: Lambda has taken the event by then.
   *
   * @throws {@link PlatformError} `UNKNOWN_STATUS`, `UNKNOWN_QUEUE`, `UNKNOWN_JOB`, `UNSUPPORTED_TARGET`, ...
   */
  onJobs(id: string, options: JobEventOptions<NoInfer<Queue>, NoInfer<JobName>>, target: EventTarget): events.Rule {
    this.use({ queues: options.queues, makes: `the rule "${id}"` });
    return this.core.monitoring.onJobs(id, options, target);
  }

  /** Tells a target when the job at the head of a queue cannot be placed, and why; otherwise as {@link onJobs}. */
  onQueueBlocked(id: string, options: BlockedEventOptions<NoInfer<Queue>>, target: EventTarget): events.Rule {
    this.use({ queues: options.queues, makes: `the rule "${id}"` });
    return this.core.monitoring.onQueueBlocked(id, options, target);
  }

  /** Alarms about failures, blocked queues, time in RUNNABLE, the depth of queues, and events that could not be delivered. */
  alarms(id: string, props: AlarmsProps<NoInfer<Queue>>): PlatformAlarms {
    this.use({ queues: props.queues, makes: `the alarms "${id}"` });
    return this.core.monitoring.alarms(id, props);
  }

  /**
   * Counts the jobs on the queues by the clock, for alarms and dashboards: AWS Batch itself publishes no depth. It deploys a
   * function that runs every minute, and five custom metrics for each queue.
   *
   * @throws {@link PlatformError} `DUPLICATE_PROBE`, `UNKNOWN_QUEUE`, `OUT_OF_RANGE`
   */
  depthProbe(props: DepthProbeProps<NoInfer<Queue>> = {}): DepthProbe {
    this.use({ queues: props.queues, makes: 'the depth probe' });
    return this.core.monitoring.depthProbe(props);
  }

  /** One look at the platform, with the alarms, the depth and the failures that there are to see, whenever they are made. */
  dashboard(id: string, props: DashboardProps<NoInfer<Queue>> = {}): PlatformDashboard {
    this.use({ queues: props.queues, makes: `the dashboard "${id}"` });
    return this.core.monitoring.dashboard(id, props);
  }

  /**
   * Keeps every event of the platform's jobs and blocked queues in a log group, with queries for failures: Batch forgets
   * a job some days after its end.
   *
   * @throws {@link PlatformError} `UNKNOWN_STATUS`, `OUT_OF_RANGE`
   */
  eventHistory(id: string, props: EventHistoryProps = {}): EventHistory {
    this.use({ queues: undefined, makes: `the history "${id}"` });
    return this.core.monitoring.eventHistory(id, props);
  }

  /**
   * Tells when the costs of a month, found by one of the platform's `costTags`, reach parts of an amount. Activate the tag
   * in billing first; costs from before are not counted.
   *
   * @throws {@link PlatformError} `INVALID_BUDGET`, `OUT_OF_RANGE`
   */
  budget(id: string, props: BudgetProps): Budget {
    this.use({ queues: undefined, makes: `the budget "${id}"` });
    return new Budget(this, id, props, this.core.of.costTags ?? {});
  }

  /**
   * Called before the platform is used, for one of which not all is known.
   *
   * @internal
   */
  protected use(_use: PlatformUse): void {}
}
