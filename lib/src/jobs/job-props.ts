import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { S3Access } from '../access';
import type { ContainersProps } from '../containers';
import type { PodProps } from '../eks';
import type { NodesProps } from '../nodes';
import type { Consumption } from '../resources';
import type { ContainerProps } from './container-props';
import type { RetryPreset, RetryRule } from './retry';

export interface JobProps<Queue extends string> extends ContainerProps, ContainersProps, PodProps {
  /**
   * Queues that the job may be submitted to; the first is the default.
   *
   * @default - all queues of the platform, in the contract's order
   */
  readonly queues?: readonly Queue[];
  /**
   * Runs the job on several nodes at once, on queues of on-demand EC2. What is said of the job's container is then each
   * node's. Such a job cannot be submitted as an array, and has no sidecars.
   *
   * @default - one node
   */
  readonly nodes?: NodesProps;
  /**
   * Values for the command's `Ref::name` arguments, which a submission may override.
   *
   * @default - none
   */
  readonly parameters?: Readonly<Record<string, string>>;
  /**
   * Buckets, or {@link prefix} of them, whose objects the worker reads and lists.
   *
   * @default - its own items in the workspace
   */
  readonly reads?: readonly S3Access[];
  /**
   * Buckets, or {@link prefix} of them, into which the worker writes. Reading back needs `reads` too.
   *
   * @default - its own outputs in the workspace
   */
  readonly writes?: readonly S3Access[];
  /**
   * How long one attempt may run, at least a minute. It is stopped then and not repeated.
   *
   * @default Duration.hours(1), with a notice at synthesis
   */
  readonly timeout?: Duration;
  /**
   * How often the job may be started in all: 1 to 10.
   *
   * @default 3
   */
  readonly attempts?: number;
  /**
   * Rules for repeating an attempt, by name ({@link Retry}) or one's own, at most five, read in order. Where none matches
   * the service repeats: end them with `Retry.exit()`.
   *
   * @default - repeats what the place spoiled (a reclaimed or lost host, an image pull, a container that could not be
   * started) and what the worker asks for (`RetryableError`, exit code 75); all else is final
   */
  readonly retry?: readonly (RetryRule | RetryPreset)[];
  /**
   * On queues with shares: order within one share, 0 to 9999, higher first. A submission's `priority` replaces it.
   *
   * @default - 0 if one of the job's queues has shares, else none
   */
  readonly schedulingPriority?: number;
  /**
   * Consumable resources that the job takes while it runs, at most 5 different ones. It waits until all of them are free,
   * and is then the one at the head of its queue: those behind it wait too.
   *
   * @default - none
   */
  readonly consumes?: readonly Consumption[];
  /**
   * Role of the worker. What the job needs is added to it, unless it is imported as one that the app leaves alone
   * (`mutable: false`, or of another account): then a warning says what it has to allow.
   *
   * @default - a role of the job's own
   */
  readonly role?: iam.IRole;
  /**
   * Role with which workers are started, as for `role`: image, log group and secrets.
   *
   * @default - one that the platform's jobs share; a job with secrets or with credentials of a registry has its own
   */
  readonly executionRole?: iam.IRole;
  /**
   * Key that the job's logs are encrypted with; its policy lets CloudWatch Logs use it.
   *
   * @default - encrypted with a key of CloudWatch Logs
   */
  readonly logEncryptionKey?: kms.IKey;
  /**
   * How long the job's logs are kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: logs.RetentionDays;
}
