import type { ManifestForm } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import { Duration } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bucketPrefix } from '../access';
import { awaitsLookUp, PlatformError } from '../checks';
import { eksPlaces, identifyPods } from '../eks';
import { logGroup } from '../log-groups';
import { adviseOnPlacement, connectNodes } from '../nodes';
import {
  type EventProps,
  type Exactly,
  JobSchedule,
  JobTask,
  type JobTrigger,
  type ObjectCreatedProps,
  onEvent,
  onObjectCreated,
  type ScheduleProps,
  type SubmitTarget,
  type TaskProps,
  type TriggerPlace,
  triggerLogs,
} from '../triggers';
import { adviseOn } from './advice';
import { checkDefinitionSize } from './definition-size';
import { connectFileSystems, mountTargets } from './file-system';
import type { JobPlace } from './job-place';
import type { JobProps } from './job-props';
import { mountsOf, roleOfStarter, roleOfWorker } from './job-roles';
import { checkOutlives, refuseJob } from './refuse-job';
import { registerDefinitions } from './register';
import { rulesFor } from './retry';

const DEFAULT_TIMEOUT = Duration.hours(1);
const DEFAULT_ATTEMPTS = 3;
/** Id of the scope that holds a job's schedules. */
const SCHEDULES = 'Schedules';
/** Id of the scope that holds its triggers by events. */
const TRIGGERS = 'Triggers';

/**
 * One job of a platform: a definition for each kind of compute that its queues have, a role for the worker, and a log
 * group. Made by {@link BatchPlatform.addJob}. As a grantee it is the worker:
 * `table.grantReadData(job)`.
 *
 * @typeParam Given - what a submission of the contract's job takes
 * @typeParam Queue - the platform's queues
 * @typeParam Returned - what the worker returns
 */
export class BatchJob<Given = unknown, Queue extends string = string, Returned = unknown>
  extends Construct
  implements iam.IGrantable
{
  /** The job definitions by kind of compute. Refer to them by {@link definitionNames}: an ARN has a revision. */
  readonly definitions: { readonly [Kind in ComputeKind]?: batch.EcsJobDefinition | batch.EksJobDefinition };
  /** Names of the definitions, without a revision: a submission takes the latest. */
  readonly definitionNames: { readonly [Kind in ComputeKind]?: string };
  /** How those definitions are written that are not one container, as the manifest tells submitters. */
  readonly forms: { readonly [Kind in ComputeKind]?: ManifestForm };
  /** Queues that the job may be submitted to; the first is the default. */
  readonly queues: readonly string[];
  /** What the worker may do. */
  readonly role: iam.IRole;
  /** What starting the worker needs: image, log group, secrets. The job's own if it has secrets, else the platform's. */
  readonly executionRole: iam.IRole;
  /** What the job's containers write, a stream for each attempt. */
  readonly logGroup: logs.LogGroup;
  /** How long one attempt may run. */
  readonly timeout: Duration;
  /** ARNs of the consumable resources that it takes: who submits it needs them in a policy. */
  readonly consumed: readonly string[];

  private readonly attempts: number;
  private triggerLogs: logs.LogGroup | undefined;

  /** @internal */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: JobProps<string>,
    private readonly place: JobPlace,
  ) {
    super(scope, id);
    this.timeout = props.timeout ?? DEFAULT_TIMEOUT;
    this.queues = place.queues.map(({ name }) => name);
    this.consumed = (props.consumes ?? []).map(({ resource }) => resource.consumableResourceArn);
    const attempts = props.attempts ?? DEFAULT_ATTEMPTS;
    this.attempts = attempts;
    refuseJob(this, props, place, attempts, this.timeout);

    this.logGroup = logGroup(this, 'Logs', {
      retention: props.logRetention ?? logs.RetentionDays.ONE_MONTH,
      encryptionKey: props.logEncryptionKey,
      removalPolicy: place.removalPolicy,
    });
    this.role = roleOfWorker(this, props, place);
    this.executionRole = roleOfStarter(this, props, place, this.logGroup);
    const fileSystems = mountsOf(props);
    connectFileSystems(this, fileSystems, place.connections);

    const { definitions, names, forms } = registerDefinitions(this, props, place, {
      timeout: this.timeout,
      attempts,
      jobRole: this.role,
      executionRole: this.executionRole,
      logGroup: this.logGroup,
    });
    this.definitions = definitions;
    this.definitionNames = names;
    this.forms = forms;
    const compute = place.queues.flatMap((queue) => queue.compute);
    if (props.nodes !== undefined) {
      connectNodes(this, place.connections);
      adviseOnPlacement(this, compute);
    }
    if (props.serviceAccountName !== undefined) {
      identifyPods(this, eksPlaces(compute), props.serviceAccountName, this.role);
    }
    for (const definition of Object.values(this.definitions)) {
      definition.node.addDependency(...mountTargets(fileSystems));
      checkDefinitionSize(this, definition.node.defaultChild as batch.CfnJobDefinition);
    }
    adviseOn(this, props, place, DEFAULT_TIMEOUT);
  }

  get grantPrincipal(): iam.IPrincipal {
    return this.role.grantPrincipal;
  }

  /**
   * Submits the job by the clock, through EventBridge Scheduler, with the same input each time; {@link Scheduled} puts the
   * scheduled time into it. The schedule refers to the job definition without a revision, so deployments leave it alone.
   *
   * @param id - unique among the job's schedules; part of the names of the submitted jobs
   * @throws {@link PlatformError} when the schedule could never start the job, or the service would refuse it
   *
   * @example
   * ```ts
   * const schedule = ScheduleExpression.cron({ hour: '3', minute: '0' });
   * report.onSchedule('Nightly', { schedule, timeZone: TimeZone.EUROPE_BERLIN, input: { until: Scheduled.TIME } });
   * ```
   */
  onSchedule(id: string, props: ScheduleProps<Given, Queue>): JobSchedule {
    const target = this.submitTarget(props.queue, SCHEDULES, id);
    const scope = this.node.tryFindChild(SCHEDULES) ?? new Construct(this, SCHEDULES);
    return this.checked(props, new JobSchedule(scope as Construct, id, props, target));
  }

  /**
   * Submits the job once for each object that is created in a bucket. The bucket's events go through EventBridge, and two
   * state machines that build the input and see to it that an event which comes twice is one job.
   *
   * @param id - unique among the job's triggers; what was submitted is known by it, so another id submits again
   * @throws {@link PlatformError} when the trigger would match nothing, or the service would refuse the job
   *
   * @example
   * ```ts
   * thumbnail.onObjectCreated('Upload', {
   *   bucket: uploads,
   *   prefix: 'in/',
   *   suffix: '.jpg',
   *   input: (object) => ({ bucket: object.bucket, key: object.key }),
   * });
   * ```
   */
  onObjectCreated<Made extends Given>(id: string, props: ObjectCreatedProps<Exactly<Given, Made>, Queue>): JobTrigger {
    return this.checked(props, onObjectCreated(this.triggerPlace(props.queue, id), id, props));
  }

  /**
   * Submits the job once for each event of EventBridge that matches; otherwise as {@link onObjectCreated}.
   *
   * @example
   * ```ts
   * invoice.onEvent('Ordered', {
   *   eventPattern: { source: ['shop'], detailType: ['Order Placed'] },
   *   input: (event) => ({ order: event.text('detail', 'id'), total: event.number('detail', 'total') }),
   * });
   * ```
   */
  onEvent<Made extends Given>(id: string, props: EventProps<Exactly<Given, Made>, Queue>): JobTrigger {
    return this.checked(props, onEvent(this.triggerPlace(props.queue, id), id, props));
  }

  /**
   * The job as a state of a Step Functions workflow, which waits for its end and gets what it returned. The workflow's role
   * gets what that takes.
   *
   * @param scope - where the state belongs, usually the stack of the workflow
   * @throws {@link PlatformError} when the service would refuse the job
   *
   * @example
   * ```ts
   * const align = job.asTask(this, 'Align', { input: (state) => ({ sample: state.text('sample') }) });
   * new StateMachine(this, 'Pipeline', { definitionBody: DefinitionBody.fromChainable(align.next(report)) });
   * ```
   */
  asTask<Made extends Given>(
    scope: Construct,
    id: string,
    props: TaskProps<Exactly<Given, Made>, Queue>,
  ): JobTask<Returned> {
    const { workspace, returns = false } = this.place;
    const target = this.submitTarget(props.queue, id);
    return this.checked(props, new JobTask<Returned>(scope, id, props, { target, workspace, returns }));
  }

  private triggerPlace(queue: string | undefined, id: string): TriggerPlace {
    const target = this.submitTarget(queue, TRIGGERS, id);
    const scope = (this.node.tryFindChild(TRIGGERS) as Construct | undefined) ?? new Construct(this, TRIGGERS);
    return { scope, target, logGroup: () => (this.triggerLogs ??= triggerLogs(this, 'TriggerLogs')) };
  }

  private checked<Made extends Construct>(props: Pick<JobProps<string>, 'timeout' | 'attempts'>, made: Made): Made {
    checkOutlives(made, this.place.workspace, props.timeout ?? this.timeout, props.attempts ?? this.attempts);
    return made;
  }

  /** @throws {@link PlatformError} `UNKNOWN_QUEUE`, at the trigger */
  private submitTarget(name: string | undefined, ...trigger: readonly string[]): SubmitTarget {
    const [first] = this.place.queues;
    const named = name === undefined ? first : this.place.queues.find((one) => one.name === name);
    const queue = named ?? (awaitsLookUp(this) ? first : undefined);
    const kind = queue?.compute[0]?.kind ?? 'EC2';
    const definition = this.definitions[kind];
    const definitionName = this.definitionNames[kind];
    if (queue === undefined || definition === undefined || definitionName === undefined) {
      throw new PlatformError(
        'UNKNOWN_QUEUE',
        [this.node.path, ...trigger].join('/'),
        `queue is ${JSON.stringify(name)}; the job "${this.node.id}" may be submitted to ${this.queues.join(', ')}`,
      );
    }
    return {
      job: this.node.id,
      queue,
      definition,
      definitionName,
      form: this.forms[kind],
      tags: this.place.costTags,
      rules: rulesFor(this.props.retry, kind),
      consumed: this.consumed,
      writes: (this.props.writes ?? []).map(bucketPrefix),
      deadLetters: this.place.deadLetters,
    };
  }
}
