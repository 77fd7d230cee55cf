import type { Schema } from '@batchwright/model/contract';
import { COMPUTE_KINDS, type ComputeKind, LIMITS } from '@batchwright/model/service';
import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Architecture, ComputeAttributes } from '../compute';
import type { CostTags } from '../cost';
import type { DeadLetters } from '../dead-letters';
import type { ContainerNetwork } from '../network';
import type { Workspace } from '../workspace';
import type { JobProps } from './job-props';

/** One queue of a job, looked up. */
export interface JobQueue {
  readonly name: string;
  readonly compute: readonly ComputeAttributes[];
  readonly fairShare: boolean;
}

/** The queues of a job, looked up. */
export type JobQueues = readonly JobQueue[];

/** What the platform knows and a job needs. */
export interface JobPlace {
  /** Beginning of the physical names of the platform's definitions. */
  readonly definitions: string;
  readonly queues: readonly (JobQueue & { readonly arn: string })[];
  /** Schema of the job's input. */
  readonly input: Schema<unknown, unknown>;
  readonly workspace: Workspace;
  /** Tags for each submission. */
  readonly costTags?: CostTags | undefined;
  /** Whether the contract says that the job returns something. */
  readonly returns?: boolean | undefined;
  /** The execution role that jobs without secrets share. */
  readonly executionRole: () => iam.Role;
  /** The platform's queue for submissions that failed for good. */
  readonly deadLetters: DeadLetters;
  /** The network side of all jobs; not known of a platform that another app made. */
  readonly connections?: ec2.Connections | undefined;
  /** What containers need of the network; left out where another app sees to it. */
  readonly network?: ContainerNetwork | undefined;
  readonly removalPolicy: RemovalPolicy;
}

/** The kinds of compute of the queues: the job has a definition for each. */
export const kindsOf = (queues: JobQueues): readonly ComputeKind[] =>
  COMPUTE_KINDS.filter((kind) => queues.some(({ compute }) => compute.some((one) => one.kind === kind)));

/** Architecture of the compute of one kind; of Fargate all has the same. */
export const architectureOf = (queues: JobQueues, kind: ComputeKind): Architecture =>
  queues.flatMap(({ compute }) => compute).find((one) => one.kind === kind)?.architecture ?? 'x86_64';

/**
 * A queue with fair share takes a job only when its definition or its submission has a priority, although both are said to
 * be optional. Source: nextflow-io/nextflow#3505.
 */
export function schedulingPriority(props: JobProps<string>, queues: JobQueues, kind: ComputeKind): number | undefined {
  const fair = queues.some(({ fairShare, compute }) => fairShare && compute.some((one) => one.kind === kind));
  return fair ? (props.schedulingPriority ?? LIMITS.schedulingPriority.min) : undefined;
}
