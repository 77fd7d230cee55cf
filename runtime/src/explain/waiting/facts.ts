import type { ComputeKind, ComputeType, JobStatus } from '@batchwright/model/service';

/** What a job, or the largest node of one, asks of a machine. */
export interface JobNeed {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  /** vCPUs of all nodes together; those of the job where it has one. */
  readonly totalVcpus: number;
}

export interface JobFacts {
  readonly id: string;
  readonly name?: string | undefined;
  readonly status: JobStatus;
  readonly statusReason?: string | undefined;
  readonly kind: ComputeKind;
  readonly windows: boolean;
  readonly need: JobNeed;
  /** Log drivers of its containers, as they are named to ECS. */
  readonly logDrivers: readonly string[];
  /** Jobs that it waits for; statuses are unknown where they could not be read. */
  readonly dependencies: readonly { readonly id: string; readonly status?: JobStatus | 'GONE' | undefined }[];
  readonly resources: readonly ResourceFacts[];
}

export interface ResourceFacts {
  readonly name: string;
  readonly needed: number;
  /** Absent where they could not be read. */
  readonly available?: number | undefined;
  readonly total?: number | undefined;
}

/** A machine type as EC2 describes it. */
export interface TypeFacts {
  readonly type: string;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

/** A container instance, as ECS has it. */
export interface RegisteredFacts {
  readonly instanceId: string;
  readonly connected: boolean;
  /** `ACTIVE` takes tasks. */
  readonly active: boolean;
  readonly total: TypeRoom;
  readonly free: TypeRoom;
  readonly attributes: readonly string[];
}
export interface TypeRoom {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

export interface LaunchFacts {
  /** `Successful`, `Failed`, `InProgress` … */
  readonly status: string;
  readonly message: string;
  readonly at: number;
}

/** What is known of one compute environment. A member that is `undefined` could not be read, or does not apply. */
export interface EnvironmentFacts {
  readonly name: string;
  readonly enabled: boolean;
  readonly status: string;
  readonly statusReason?: string | undefined;
  readonly kind: ComputeKind;
  readonly type?: ComputeType | undefined;
  readonly maxvCpus?: number | undefined;
  readonly desiredvCpus?: number | undefined;
  readonly types?: readonly TypeFacts[] | undefined;
  /** Availability zones of its subnets, and which types are offered in each. */
  readonly zones?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  readonly quota?: { readonly code: string; readonly name: string; readonly vcpus: number } | undefined;
  /** The newest first. */
  readonly launches?: readonly LaunchFacts[] | undefined;
  /** Machines that Auto Scaling has running, with the moment of their launch where EC2 tells it. */
  readonly machines?: readonly { readonly id: string; readonly launchedAt?: number | undefined }[] | undefined;
  readonly registered?: readonly RegisteredFacts[] | undefined;
}

export interface QueueFacts {
  readonly name: string;
  readonly arn: string;
  readonly enabled: boolean;
  readonly status: string;
  readonly statusReason?: string | undefined;
  /** Ids of the first jobs in their order, at most 100. */
  readonly front?: readonly string[] | undefined;
  /** vCPUs that jobs of this queue take up now. */
  readonly usedVcpus?: number | undefined;
}

export interface WaitingFacts {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The job asked about, or the one at the head of the queue; absent when none waits. */
  readonly job?: JobFacts | undefined;
  readonly queue: QueueFacts;
  /** In the order in which the queue tries them. */
  readonly environments: readonly EnvironmentFacts[];
}
