import type { ComputeKind, ExitRule } from '@batchwright/model/service';
import type { ContainerProperties, NameValue, ResourceRequirement } from '../runners';
import type { JobSpec } from '../scheduler';

export interface RetryStrategy {
  readonly attempts: number;
  readonly evaluateOnExit: readonly ExitRule[];
}

/** `ecsProperties` of a definition: its worker is the definition's container, the others are only described. */
export interface TaskProperties {
  /** As it was registered. */
  readonly described: {
    readonly taskProperties: readonly { readonly containers: readonly { readonly name?: string }[] }[];
  };
  /** Index and name of the worker. */
  readonly main: number;
  readonly name: string | undefined;
  /** vCPUs of the other containers. */
  readonly besideVcpus: number;
}

/** One revision of a job definition. */
export interface JobDefinition {
  readonly seq: number;
  readonly arn: string;
  readonly name: string;
  readonly revision: number;
  status: 'ACTIVE' | 'INACTIVE';
  readonly parameters: Readonly<Record<string, string>>;
  readonly schedulingPriority: number | undefined;
  readonly container: ContainerProperties;
  /** For a definition with `ecsProperties`. */
  readonly task: TaskProperties | undefined;
  readonly retryStrategy: RetryStrategy | undefined;
  readonly propagateTags: boolean;
  readonly timeoutSeconds: number | undefined;
  readonly capability: ComputeKind;
  tags: Record<string, string>;
}

/** An accepted SubmitJob: the definition with the submission's overrides applied. */
export interface Submission extends JobSpec {
  readonly jobName: string;
  /** How many jobs of this name were submitted before. */
  readonly ordinal: number;
  readonly queueArn: string;
  readonly definition: JobDefinition;
  readonly parameters: Readonly<Record<string, string>>;
  /** With `Ref::` replaced. */
  readonly command: readonly string[];
  /** The definition's and the submission's, merged by name. */
  readonly environment: readonly NameValue[];
  readonly resourceRequirements: readonly ResourceRequirement[];
  readonly retryStrategy: RetryStrategy;
  readonly dependsOn: readonly Readonly<Record<string, unknown>>[];
  readonly propagateTags: boolean;
  /** Why the task can not be made, although the job is accepted: its `statusReason` then. */
  readonly impossible: string | undefined;
  tags: Record<string, string>;
}
