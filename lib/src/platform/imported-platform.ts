import type { Platform } from '@batchwright/model/contract';
import type { QueueMetric } from '@batchwright/model/service';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { BucketPrefix } from '../access';
import { refuse } from '../checks';
import type { ComputeAttributes } from '../compute';
import type { CostTags } from '../cost';
import type { HeadProps } from '../manifest';
import type { ContainerNetwork } from '../network';
import { Workspace } from '../workspace';
import { elsewhereProblem } from './check-import';
import type { Environment } from './grant-scope';
import { mapValues } from './map-values';
import { BatchPlatformBase, type PlatformUse } from './platform-base';
import { PlatformCore, type PlatformQueue } from './platform-core';
import type { RoleSettings } from './role-settings';

/** A queue as it was found. */
export interface FoundQueue {
  readonly arn: string;
  readonly compute: ComputeAttributes;
  readonly fairShare: boolean;
}

/** What was found out about a platform. */
export interface FoundPlatform<Queue extends string, JobName extends string> {
  readonly contract: Platform<Queue, JobName>;
  readonly queues: { readonly [Name in Queue]: FoundQueue };
  /** Makes up a queue, for as long as the CDK has not looked up which there are. */
  readonly standIn: ((queue: string) => FoundQueue) | undefined;
  readonly workspace: BucketPrefix;
  readonly workspaceExpiration: Duration | undefined;
  readonly definitions: string;
  readonly manifestPath: string;
  readonly network: ContainerNetwork;
  /** What to publish of it, if nobody else does. */
  readonly head: ((workspace: Workspace) => HeadProps) | undefined;
  /** Tags of everything that is billed. */
  readonly costTags?: CostTags | undefined;
  /** ARN of its queue of events, if it has one. */
  readonly eventsArn?: string | undefined;
  /** Where it is, if not where the stack is. */
  readonly environment: Environment | undefined;
  /** Security groups of its jobs, where they are known. */
  readonly securityGroups: readonly ec2.ISecurityGroup[] | undefined;
  readonly removalPolicy: RemovalPolicy | undefined;
}

/**
 * A platform that another stack, repository or tool has made. Jobs, triggers, grants and alarms go with it as with one of
 * this stack's own; its compute and queues stay its owner's. Made by `BatchPlatform.fromManifest` and
 * `BatchPlatform.fromAttributes`.
 */
export class ImportedPlatform<Queue extends string, JobName extends string> extends BatchPlatformBase<Queue, JobName> {
  readonly queues: { readonly [Name in Queue]: batch.IJobQueue };

  /** @internal */
  protected readonly core: PlatformCore<Queue, JobName>;
  private readonly found: FoundPlatform<Queue, JobName>;
  private readonly queueScope: Construct;

  /** @internal */
  constructor(
    scope: Construct,
    id: string,
    roles: RoleSettings,
    find: (platform: Construct) => FoundPlatform<Queue, JobName>,
  ) {
    super(scope, id, roles);
    const found = find(this);
    this.found = found;
    this.queueScope = new Construct(this, 'Queues');
    const queues = mapValues(found.queues, (queue, name) => this.queue(name, queue));
    this.queues = this.withStandIns(mapValues(queues, ({ queue }) => queue));
    const workspace = new Workspace(this, 'Workspace', { at: found.workspace, expiration: found.workspaceExpiration });
    this.core = new PlatformCore(this, {
      ...found,
      queues,
      workspace,
      head: found.head?.(workspace),
      connections: found.securityGroups && new ec2.Connections({ securityGroups: [...found.securityGroups] }),
      removalPolicy: found.removalPolicy ?? RemovalPolicy.RETAIN,
    });
  }

  override metric(queue: Queue, name: QueueMetric, options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    // CloudWatch shows and alarms on metrics of another account and region, if told which.
    return super.metric(queue, name, { ...this.found.environment, ...options });
  }

  /** @internal */
  protected override use({ queues, makes }: PlatformUse): void {
    const { environment, standIn } = this.found;
    if (makes !== undefined && environment !== undefined) refuse(this, elsewhereProblem(makes, environment));
    if (standIn === undefined) return;
    const asked = queues ?? (this.core.queueNames.length > 0 ? [] : ['standard']);
    for (const name of asked) this.standInFor(name, standIn);
  }

  /** Makes a queue up, unless it is there. */
  private standInFor(name: string, standIn: (queue: string) => FoundQueue): void {
    if (!this.core.queueNames.includes(name)) this.core.addQueue(name, this.queue(name, standIn(name)));
  }

  /** The queues, and for as long as nobody knows which there are, any that is asked for. */
  private withStandIns(known: { readonly [Name in Queue]: batch.IJobQueue }): typeof known {
    const { standIn } = this.found;
    if (standIn === undefined) return known;
    return new Proxy(known, {
      get: (target, name, receiver) => {
        if (typeof name !== 'string' || name in target) return Reflect.get(target, name, receiver);
        this.standInFor(name, standIn);
        return this.core.queueOf(name);
      },
    });
  }

  private queue(name: string, { arn, compute, fairShare }: FoundQueue): PlatformQueue {
    return { queue: batch.JobQueue.fromJobQueueArn(this.queueScope, name, arn), compute: [compute], fairShare };
  }
}
