import { manifestPath, type Platform } from '@batchwright/model/contract';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { findingId, knownSeconds, refuse } from '../checks';
import { type Compute, type ComputeEnvironment, computeProblem } from '../compute';
import { costTagsProblem, tagsProblem } from '../cost';
import { definitionPrefix } from '../jobs';
import { jobNetwork } from '../network';
import { jobQueue, type QueueProps, queueProblem } from '../queues';
import { Workspace } from '../workspace';
import { buildCompute } from './build-compute';
import { addressProblem, clustersProblem, countsProblem, jobsMissing, queuesProblem } from './check-platform';
import { fromAttributes } from './from-attributes';
import { fromManifest } from './from-manifest';
import type { FromAttributesProps, FromManifestProps } from './import-props';
import { ImportedPlatform } from './imported-platform';
import { mapValues } from './map-values';
import { BatchPlatformBase } from './platform-base';
import { PlatformCore } from './platform-core';
import { platformHead } from './platform-head';
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
  extends BatchPlatformBase<Queue, JobName>
  implements ec2.IConnectable
{
  /**
   * A platform that another stack or repository has deployed, by the path of its manifest. Jobs, triggers, grants and
   * alarms go with it as with one of this stack's own. Neither side blocks the other's deployment: nothing is exported.
   *
   * What shapes the template (names and kinds of queues) is looked up once with the CDK command line's credentials and
   * kept in `cdk.context.json`, or taken from a committed file; ARNs are read from the manifest at each deployment.
   *
   * @param source - the path, as in `/batchwright/photos`, or the contract with how to find the manifest
   * @typeParam P - type of the contract, where only the path is given: queues and jobs are then checked as always
   * @throws {@link PlatformError} `INVALID_MANIFEST`, `UNKNOWN_QUEUE`, `UNKNOWN_ENVIRONMENT`, `INVALID_NAME`
   *
   * @example
   * ```ts
   * const platform = BatchPlatform.fromManifest(this, 'Photos', { platform: photos, manifest: 'photos.manifest.json' });
   * platform.addJob(thumbnail, { image, vcpus: 1, memory: Size.gibibytes(2) });
   * ```
   */
  static fromManifest<Queue extends string, JobName extends string>(
    scope: Construct,
    id: string,
    source: FromManifestProps<Queue, JobName>,
  ): ImportedPlatform<Queue, JobName>;
  static fromManifest<P extends Platform<string, string> = Platform<string, string>>(
    scope: Construct,
    id: string,
    source: string,
  ): ImportedPlatform<P['queues'][number], P['jobs'][number]>;
  static fromManifest(
    scope: Construct,
    id: string,
    source: string | FromManifestProps<string, string>,
  ): ImportedPlatform<string, string> {
    const [props, roles] = typeof source === 'string' ? [{ path: source }, {}] : [source, source];
    return new ImportedPlatform(scope, id, roles, (platform) => fromManifest(platform, props));
  }

  /**
   * A platform that was made by hand, by Terraform or by other CDK code. This stack publishes its manifest.
   *
   * @throws {@link PlatformError} `INVALID_ARN`, `UNKNOWN_QUEUE`, `MISSING_QUEUE`, `INVALID_PREFIX`, `INVALID_NAME`
   *
   * @example
   * ```ts
   * const platform = BatchPlatform.fromAttributes(this, 'Photos', {
   *   platform: photos,
   *   queues: { urgent: { arn: urgentArn, compute: 'EC2' }, standard: { arn: standardArn, compute: 'EC2' } },
   *   workspace: Bucket.fromBucketName(this, 'Workspace', 'photos-workspace'),
   * });
   * ```
   */
  static fromAttributes<Queue extends string, JobName extends string>(
    scope: Construct,
    id: string,
    props: FromAttributesProps<Queue, JobName>,
  ): ImportedPlatform<Queue, JobName> {
    return new ImportedPlatform(scope, id, props, (platform) => fromAttributes(platform, props));
  }

  /** The compute environments, by their names. */
  readonly computeEnvironments: { readonly [Name in ComputeName]: ComputeEnvironment };
  /** The job queues, by the contract's names. */
  readonly queues: { readonly [Name in Queue]: batch.JobQueue };
  /** The network side of all jobs: nothing may come in, HTTPS may go out; add what else they must reach. */
  readonly connections: ec2.Connections;

  /** @internal */
  protected readonly core: PlatformCore<Queue, JobName>;
  private readonly elsewhere: Duration | undefined;
  private readonly queueCompute: { readonly [Name in Queue]: readonly ComputeName[] };

  constructor(scope: Construct, id: string, props: BatchPlatformProps<Queue, JobName, ComputeName>) {
    super(scope, id, props);
    const contract = props.platform;
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    check(this, props);

    const network = jobNetwork(this, props, Object.values<Compute>(props.compute), removalPolicy);
    this.connections = new ec2.Connections({ securityGroups: [network.securityGroup] });
    this.elsewhere = props.longestJobElsewhere;
    this.queueCompute = mapValues(props.queues, ({ compute }) => compute);
    this.computeEnvironments = buildCompute(this, {
      compute: props.compute,
      used: new Set(contract.queues.flatMap((queue) => this.queueCompute[queue])),
      network,
      instanceVolume: props.instanceVolume,
      instanceUserData: props.instanceUserData,
      instanceTags: { ...props.costTags, ...props.instanceTags },
      volumeTags: props.costTags ?? {},
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
    const workspace = new Workspace(this, 'Workspace', {
      platform: contract.name,
      given: props.workspace,
      expiration: props.workspaceExpiration,
      removalPolicy,
    });
    const definitions = definitionPrefix(contract.name, this);
    const computeOf = (queue: Queue) => this.queueCompute[queue].map((name) => props.compute[name]);
    this.core = new PlatformCore(this, {
      contract,
      queues: mapValues(props.queues, ({ shares }, name) => ({
        queue: this.queues[name],
        compute: computeOf(name),
        fairShare: shares !== undefined,
      })),
      workspace,
      connections: this.connections,
      network,
      definitions,
      manifestPath: props.manifestPath ?? manifestPath(contract.name),
      head: platformHead({
        contract: contract.name,
        workspace,
        publicAddresses: network.publicAddresses,
        definitions,
        names: props.jobsElsewhere !== undefined,
        queues: mapValues(props.queues, ({ priority, shares }, name) => ({
          arn: this.queues[name].jobQueueArn,
          compute: computeOf(name),
          priority,
          fairShare: shares !== undefined,
        })),
      }),
      environment: undefined,
      costTags: props.costTags,
      eventQueue: props.eventQueue === true ? {} : props.eventQueue || undefined,
      removalPolicy,
    });
    this.node.addValidation({
      validate: () => {
        const problem = jobsMissing(contract, [...this.jobs.keys()], props.jobsElsewhere);
        return problem === undefined ? [] : [`${problem.message} [${findingId(problem.code)}]`];
      },
    });
  }

  private timeoutsOn(compute: ComputeName): readonly number[] {
    const here = [...this.jobs.values()].filter(({ queues }) =>
      queues.some((queue) => this.queueCompute[queue as Queue].includes(compute)),
    );
    const timeouts = [...here.map(({ timeout }) => timeout), ...(this.elsewhere === undefined ? [] : [this.elsewhere])];
    return timeouts.map(knownSeconds).filter((timeout) => timeout !== undefined);
  }
}

function check<Queue extends string, JobName extends string, ComputeName extends string>(
  platform: Construct,
  props: BatchPlatformProps<Queue, JobName, ComputeName>,
): void {
  const compute: [string, Compute][] = Object.entries(props.compute);
  if (compute.length === 0) {
    refuse(platform, {
      code: 'NO_COMPUTE',
      message: 'compute is empty; expected at least one, as in compute: { spot: Compute.spot({ maxvCpus: 64 }) }',
    });
  }
  refuse(platform, countsProblem(compute.length, Object.keys(props.queues).length));
  refuse(platform, clustersProblem(compute));
  for (const [name, one] of compute) {
    refuse(platform, computeProblem(name, one) ?? addressProblem(props.publicSubnets, one), 'Compute', name);
  }
  refuse(platform, costTagsProblem(props.costTags ?? {}));
  refuse(platform, tagsProblem('instanceTags, with costTags,', { ...props.costTags, ...props.instanceTags }));
  refuse(platform, queuesProblem(props.platform, Object.keys(props.queues)));
  const queues: [string, QueueProps<string>][] = Object.entries(props.queues);
  for (const [name, queue] of queues) refuse(platform, queueProblem(queue, props.compute), 'Queues', name);
}
