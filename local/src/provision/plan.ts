/**
 * What a synthesized assembly asks of the services that we serve, ready to be applied in order. Values are in the shape
 * of the services' own API (camelCase for Batch), with every intrinsic resolved.
 */
export interface ProvisionPlan {
  readonly region: string;
  readonly account: string;
  readonly buckets: readonly PlannedBucket[];
  readonly parameters: readonly PlannedParameter[];
  readonly logGroups: readonly { readonly name: string }[];
  /**
   * In dependency order: scheduling policies and compute environments before the queues that name them. Job definitions
   * of one name come in the order of the revisions that the plan's values name, so they are to be registered one after
   * the other in a service that has none of that name.
   */
  readonly batch: readonly PlannedBatchResource[];
  /** Images of the job definitions that stand for a directory of the assembly with its Dockerfile, by URI. */
  readonly images: ReadonlyMap<string, ImageAsset>;
  /** Outputs of the stacks that could be evaluated, by stack name. */
  readonly outputs: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Resources of types that are not served, with counts, for the summary that the user sees. */
  readonly notServed: ReadonlyMap<string, number>;
}

export interface PlannedBucket {
  readonly name: string;
}

export interface PlannedParameter {
  readonly name: string;
  readonly value: string;
  readonly type: 'String' | 'StringList';
}

/** Where a planned resource comes from, for error messages. */
export interface Origin {
  readonly stack: string;
  readonly logicalId: string;
}

export interface PlannedBatchResource {
  readonly kind: 'scheduling-policy' | 'compute-environment' | 'job-queue' | 'job-definition';
  /** Physical name: the template's own, or one made of stack name and logical id as CloudFormation would. */
  readonly name: string;
  /** Body of CreateComputeEnvironment, CreateJobQueue, RegisterJobDefinition or CreateSchedulingPolicy. */
  readonly request: Readonly<Record<string, unknown>>;
  readonly origin: Origin;
}

/** A CDK container image asset: the directory of the build context and the Dockerfile in it. */
export interface ImageAsset {
  readonly directory: string;
  /** Relative to {@link directory}. */
  readonly dockerfile: string;
  /** The stage of the Dockerfile that is built. @default - the last */
  readonly target?: string | undefined;
  readonly platform?: string | undefined;
  readonly buildArgs?: Readonly<Record<string, string>> | undefined;
}
