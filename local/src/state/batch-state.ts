import { type BatchResource, batchArn, type Home, nameOf, parseDefinition } from '@batchwright/model/service';
import type { Engine } from './engine';
import { type ComputeEnvironment, Definitions, type JobQueue, Registry, type SchedulingPolicy } from './resources';
import type { JobDefinition } from './submission';

export interface BatchStateOptions {
  readonly home: Home;
  readonly engine: Engine;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly uuid: () => string;
  /** How long resources stay CREATING, UPDATING and DELETING, milliseconds. */
  readonly settleMs: number;
}

/** Everything that the Batch service knows. */
export class BatchState {
  readonly home: Home;
  readonly engine: Engine;
  readonly clock: () => number;
  readonly uuid: () => string;
  readonly settleMs: number;
  readonly computeEnvironments: Registry<ComputeEnvironment>;
  readonly jobQueues: Registry<JobQueue>;
  readonly definitions = new Definitions();
  /** By name. */
  readonly policies = new Map<string, SchedulingPolicy>();
  private seq = 0;
  private readonly names = new Map<string, number>();

  constructor(options: BatchStateOptions) {
    this.home = options.home;
    this.engine = options.engine;
    this.clock = options.clock;
    this.uuid = options.uuid;
    this.settleMs = options.settleMs;
    this.computeEnvironments = new Registry(options.clock);
    this.jobQueues = new Registry(options.clock);
  }

  /** Number of a new resource: pages are cut by it. */
  nextSeq(): number {
    this.seq += 1;
    return this.seq;
  }

  /** How many submissions have had this name; this one counts from now on. */
  nextOrdinal(jobName: string): number {
    const ordinal = this.names.get(jobName) ?? 0;
    this.names.set(jobName, ordinal + 1);
    return ordinal;
  }

  arn(kind: BatchResource, name: string): string {
    return batchArn(this.home, kind, name);
  }

  /** Name that a name or an ARN of this account and region stands for; `undefined` for an ARN of elsewhere. */
  nameIn(kind: BatchResource, nameOrArn: string): string | undefined {
    const name = nameOf(nameOrArn);
    return name === nameOrArn || this.arn(kind, name) === nameOrArn ? name : undefined;
  }

  computeEnvironment(nameOrArn: string): ComputeEnvironment | undefined {
    const name = this.nameIn('compute-environment', nameOrArn);
    return name === undefined ? undefined : this.computeEnvironments.get(name);
  }

  jobQueue(nameOrArn: string): JobQueue | undefined {
    const name = this.nameIn('job-queue', nameOrArn);
    return name === undefined ? undefined : this.jobQueues.get(name);
  }

  policy(arn: string): SchedulingPolicy | undefined {
    const name = this.nameIn('scheduling-policy', arn);
    return name === undefined ? undefined : this.policies.get(name);
  }

  /** A definition by `name`, `name:revision` or either as an ARN. */
  definition(reference: string): JobDefinition | undefined {
    if (this.nameIn('job-definition', reference) === undefined) return undefined;
    const { name, revision } = parseDefinition(reference);
    return this.definitions.find(name, revision);
  }
}
