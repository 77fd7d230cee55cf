import type { Manifest, Platform } from '@batchwright/model/contract';
import type { ComputeKind } from '@batchwright/model/service';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { S3Access } from '../access';
import type { Architecture } from '../compute';
import type { CostTags } from '../cost';
import type { RoleSettings } from './role-settings';

interface ImportProps<Queue extends string, JobName extends string> extends RoleSettings {
  /** The contract, or as much of it as is used here: it may have fewer queues than the platform. */
  readonly platform: Platform<Queue, JobName>;
  /**
   * Security groups of the jobs, to which file systems of this stack open themselves.
   *
   * @default - none are known: let a file system in by its own `connections`
   */
  readonly securityGroups?: readonly ec2.ISecurityGroup[];
  /**
   * What happens to the log groups of the jobs that are added here when they are removed.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/** A platform that Batchwright deployed, by its manifest. */
export interface FromManifestProps<Queue extends string, JobName extends string> extends ImportProps<Queue, JobName> {
  /**
   * Path of its parameters.
   *
   * @default - `/batchwright/<platform>`
   */
  readonly path?: string;
  /**
   * The manifest as it was once: a file (from the working directory), such as `npx batchwright manifest` writes, or its
   * content. Commit it, and nothing is looked up at synthesis. What may change under it (ARNs, the workspace) is read at
   * each deployment all the same.
   *
   * @default - looked up once with the CDK command line's credentials, and kept in `cdk.context.json`
   */
  readonly manifest?: string | Manifest;
}

/** A queue that something else has made. */
export interface QueueAttributes {
  /** ARN of the job queue. */
  readonly arn: string;
  /** What all its compute environments are. */
  readonly compute: ComputeKind;
  /**
   * Processor architecture of its compute.
   *
   * @default 'x86_64'
   */
  readonly architecture?: Architecture;
  /**
   * Most vCPUs of the largest of its compute environments: a job that needs more is refused at synthesis.
   *
   * @default - any job is taken to fit
   */
  readonly maxvCpus?: number;
  /**
   * Its priority; only told.
   *
   * @default 1
   */
  readonly priority?: number;
  /**
   * Whether it has a scheduling policy: a submission to it then needs a share identifier, and to any other must have none.
   *
   * @default false
   */
  readonly fairShare?: boolean;
}

/** A platform that was made by hand, by Terraform or by other CDK code. */
export interface FromAttributesProps<Queue extends string, JobName extends string> extends ImportProps<Queue, JobName> {
  /** The contract's queues. */
  readonly queues: { readonly [Name in NoInfer<Queue>]: QueueAttributes };
  /**
   * Where items files, large inputs and outputs are kept: a bucket, or {@link prefix} of one. A bucket without a prefix is
   * used below `batchwright/<platform>/`. Encryption and lifecycle are its owner's.
   */
  readonly workspace: S3Access;
  /**
   * After how long its owner deletes objects: a job that may run longer is refused at synthesis.
   *
   * @default - objects are taken to stay
   */
  readonly workspaceExpiration?: Duration;
  /**
   * Whether its Fargate compute is in public subnets: jobs then get a public address, without which nothing leads out.
   *
   * @default false
   */
  readonly publicSubnets?: boolean;
  /**
   * Tags of everything that the platform's jobs cost: handed on to their tasks, and what `budget` looks for.
   *
   * @default - none
   */
  readonly costTags?: CostTags;
  /**
   * Path of the parameters through which this stack tells the runtime of the platform.
   *
   * @default - `/batchwright/<platform>`
   */
  readonly manifestPath?: string;
}
