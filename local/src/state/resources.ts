import type { BlockedReason, ComputeKind, ComputeType } from '@batchwright/model/service';
import type { JobDefinition } from './submission';

/** A resource that the service changes in its own time: CREATING, UPDATING and DELETING last until {@link until}. */
export interface Settling {
  readonly seq: number;
  readonly arn: string;
  readonly name: string;
  state: 'ENABLED' | 'DISABLED';
  change: 'CREATING' | 'UPDATING' | 'DELETING';
  /** Epoch milliseconds. */
  until: number;
  tags: Record<string, string>;
}

export interface ComputeEnvironment extends Settling {
  readonly uuid: string;
  readonly computeType: ComputeType;
  readonly kind: ComputeKind;
  computeResources: Readonly<Record<string, unknown>> & { readonly maxvCpus: number };
  serviceRole: string | undefined;
  updatePolicy: Readonly<Record<string, unknown>> | undefined;
  context: string | undefined;
}

export interface JobQueue extends Settling {
  priority: number;
  schedulingPolicyArn: string | undefined;
  /** By ascending order. */
  computeEnvironmentOrder: readonly { readonly order: number; readonly computeEnvironment: string }[];
  readonly kind: ComputeKind;
  timeLimits: readonly TimeLimitAction[];
}

export interface TimeLimitAction {
  readonly reason: BlockedReason;
  readonly state: 'RUNNABLE';
  readonly maxTimeSeconds: number;
  readonly action: 'CANCEL';
}

export interface SchedulingPolicy {
  readonly seq: number;
  readonly arn: string;
  readonly name: string;
  fairsharePolicy: FairsharePolicy;
  tags: Record<string, string>;
}

export interface FairsharePolicy {
  readonly shareDecaySeconds?: number | undefined;
  readonly computeReservation?: number | undefined;
  readonly shareDistribution: readonly {
    readonly shareIdentifier: string;
    readonly weightFactor?: number | undefined;
  }[];
}

/** `VALID`, or what the service is doing to it; `undefined` when it is gone. */
export function statusOf(resource: Settling, now: number): Settling['change'] | 'VALID' | undefined {
  if (now < resource.until) return resource.change;
  return resource.change === 'DELETING' ? undefined : 'VALID';
}

/** Resources by name, without those that have been deleted meanwhile. */
export class Registry<Resource extends Settling> {
  private readonly byName = new Map<string, Resource>();

  constructor(private readonly clock: () => number) {}

  get(name: string): Resource | undefined {
    const resource = this.byName.get(name);
    if (resource === undefined || statusOf(resource, this.clock()) !== undefined) return resource;
    this.byName.delete(name);
    return undefined;
  }

  set(resource: Resource): void {
    this.byName.set(resource.name, resource);
  }

  /** In the order of their creation. */
  all(): readonly Resource[] {
    return [...this.byName.keys()].flatMap((name) => this.get(name) ?? []);
  }

  /** Ends every change that is under way. */
  settle(): void {
    for (const resource of this.byName.values()) resource.until = Math.min(resource.until, this.clock());
  }
}

/** Job definitions, by name and revision. */
export class Definitions {
  private readonly byName = new Map<string, JobDefinition[]>();

  /** Revision of the next registration. Deregistering does not give a number free. */
  nextRevision(name: string): number {
    return (this.byName.get(name)?.length ?? 0) + 1;
  }

  add(definition: JobDefinition): void {
    const revisions = this.byName.get(definition.name);
    if (revisions === undefined) this.byName.set(definition.name, [definition]);
    else revisions.push(definition);
  }

  /** @param revision - `undefined` for the latest that is ACTIVE */
  find(name: string, revision: number | undefined): JobDefinition | undefined {
    const revisions = this.byName.get(name);
    if (revision !== undefined) return revisions?.[revision - 1];
    return revisions?.findLast(({ status }) => status === 'ACTIVE');
  }

  revisions(name: string): readonly JobDefinition[] {
    return this.byName.get(name) ?? [];
  }

  all(): readonly JobDefinition[] {
    return [...this.byName.values()].flat();
  }
}
