import type { IConstruct } from 'constructs';
import { awaitsLookUp } from './awaiting';

/**
 * What can be wrong with a platform at synthesis. The codes are public: they stay when messages improve.
 *
 * - `INVALID_NAME`: a compute name, or a manifest path, outside the allowed pattern
 * - `NO_COMPUTE`: a platform or a queue without any compute
 * - `UNKNOWN_COMPUTE`: a queue that names compute which the platform does not have
 * - `DUPLICATE_COMPUTE`: a queue that names the same compute twice
 * - `TOO_MANY_COMPUTE_ENVIRONMENTS`: a queue with more of them than the service takes
 * - `MIXED_COMPUTE`: a queue over kinds or architectures that never mix, or a job that is made for one architecture over two
 * - `UNKNOWN_QUEUE`, `MISSING_QUEUE`, `DUPLICATE_QUEUE`: queues that the contract does not list, that the stack leaves
 *   out, or that a job names twice
 * - `OUT_OF_RANGE`: a number outside what the service takes
 * - `INVALID_IMAGE`: images of instances that do not go together, or with the instances, or that the service has no more;
 *   an image of a container whose name is too long
 * - `INVALID_INSTANCES`: instance types that are none
 * - `INVALID_STRATEGY`: a way to choose instances that the environment cannot have
 * - `INVALID_OVERRIDE`: launch templates, of all or of some instances, that the service would refuse
 * - `INVALID_USER_DATA`: user data of instances that cannot be merged with Batchwright's
 * - `INVALID_SHARES`: shares of a queue, or their identifiers, that the service would refuse
 * - `INVALID_CONSUMPTION`: consumable resources of a job that the service would refuse, or never has
 * - `INVALID_CAPACITY`: capacity limits of service jobs that the service would refuse, or that no queue could use
 * - `INVALID_QUOTA_SHARE`: quota shares, or a queue of them, that the service would refuse
 * - `MISSING_SHARE`: a submission to a queue with shares that does not say whose it is
 * - `NO_FAIR_SHARE`: a setting of fair share on a queue, or on a job of queues, without shares
 * - `NO_PRIVATE_SUBNETS`: a network in which jobs would have to run in public subnets, or in none
 * - `INVALID_NETWORK`: settings of the network that do not go together
 * - `UNKNOWN_JOB`, `DUPLICATE_JOB`, `MISSING_JOB`: the stack's jobs differ from the contract's
 * - `JOB_TOO_LARGE`: a job that no compute of one of its queues can hold
 * - `FARGATE_SIZE`: vCPUs and memory that Fargate does not offer together
 * - `NOT_ON_FARGATE`, `NOT_ON_EC2`: a setting of a container that the compute of one of the job's queues does not have
 * - `NO_GPU`: a job with GPUs on compute without instances or drivers for them
 * - `IMAGE_ARCHITECTURE`: an image built for another architecture than the compute's
 * - `INVALID_MOUNT`: file systems or directories in memory that lie over each other, or are none, or not known well enough
 * - `INVALID_ULIMIT`: limits of a container's processes that contradict themselves
 * - `READ_ONLY_ROOT`: a shell in a container whose own files are read-only
 * - `DEFINITION_TOO_LARGE`: a job definition larger than the service takes
 * - `INVALID_CONTAINERS`: containers beside the worker that the service would refuse, or that would never start
 * - `INVALID_NODES`: a job on several nodes that the service would refuse, or compute that has none
 * - `INVALID_POD`: a setting that a job on Amazon EKS lacks or cannot have
 * - `INVALID_CLUSTER`: an EKS cluster or namespace that jobs cannot run in
 * - `RESERVED_ENVIRONMENT`: an environment variable that the service or Batchwright sets, or one that is set twice
 * - `INVALID_COMMAND`: a command, a user or a variable's name with which the service would not start a container
 * - `MISSING_PARAMETER`: a command with `Ref::name` and neither a parameter nor a field of the input of that name
 * - `INVALID_PARAMETER`: a command with `Ref::name` where that field of the input may be missing, or is no plain value
 * - `INVALID_RETRY`: attempts or rules that the service refuses
 * - `UNKNOWN_METRIC`: a metric that the service does not publish
 * - `NO_DEPTH_PROBE`, `DUPLICATE_PROBE`: an alarm on a depth that nobody counts, or a second one who would
 * - `INVALID_BUDGET`: a budget by a tag that costs do not have, or that tells nobody
 * - `UNKNOWN_STATUS`: no status of a job, or one that has no event
 * - `UNSUPPORTED_TARGET`: a target that events of Batch cannot go to
 * - `INVALID_PREFIX`: an S3 prefix that would mean something else in a policy
 * - `INVALID_SCHEDULE`: a time, a time zone or a period that never starts a job
 * - `INVALID_INPUT`, `INPUT_TOO_LARGE`: a trigger's input that cannot be sent as JSON, or not with the submission
 * - `INVALID_EVENT_PATTERN`: a trigger that would match no event, or none that it is for
 * - `BUCKET_EVENTS_OFF`: a bucket whose events would not get to the trigger
 * - `INVALID_TAGS`: tags of a job or of instances that the service would refuse
 * - `INVALID_DEAD_LETTER_QUEUE`: one to which the trigger cannot send
 * - `WORKSPACE_EXPIRES_TOO_SOON`: a workspace that would delete a job's input while it may still run
 * - `DUPLICATE_MANIFEST`: two stacks that would publish one part of a manifest
 * - `INVALID_MANIFEST`: a manifest that cannot be read, or that is of another platform
 * - `INVALID_ARN`: no ARN of a job queue or a compute environment, or queues of one platform in several accounts or regions
 * - `UNKNOWN_ENVIRONMENT`: a manifest to be looked up by a stack that does not say where it goes
 * - `OTHER_ENVIRONMENT`: something that has to be in the platform's account and region
 * - `MANIFEST_TOO_LARGE`: a part of the manifest that does not fit one standard parameter
 * - `MISSING_REASON`: an acknowledgement of a finding that does not say why
 */
export type PlatformErrorCode =
  | 'INVALID_NAME'
  | 'NO_COMPUTE'
  | 'UNKNOWN_COMPUTE'
  | 'DUPLICATE_COMPUTE'
  | 'TOO_MANY_COMPUTE_ENVIRONMENTS'
  | 'MIXED_COMPUTE'
  | 'UNKNOWN_QUEUE'
  | 'MISSING_QUEUE'
  | 'DUPLICATE_QUEUE'
  | 'OUT_OF_RANGE'
  | 'INVALID_IMAGE'
  | 'INVALID_INSTANCES'
  | 'INVALID_STRATEGY'
  | 'INVALID_OVERRIDE'
  | 'INVALID_USER_DATA'
  | 'INVALID_SHARES'
  | 'NO_FAIR_SHARE'
  | 'MISSING_SHARE'
  | 'INVALID_CONSUMPTION'
  | 'INVALID_CAPACITY'
  | 'INVALID_QUOTA_SHARE'
  | 'NO_PRIVATE_SUBNETS'
  | 'INVALID_NETWORK'
  | 'UNKNOWN_JOB'
  | 'DUPLICATE_JOB'
  | 'MISSING_JOB'
  | 'JOB_TOO_LARGE'
  | 'FARGATE_SIZE'
  | 'NOT_ON_FARGATE'
  | 'NOT_ON_EC2'
  | 'NO_GPU'
  | 'IMAGE_ARCHITECTURE'
  | 'INVALID_MOUNT'
  | 'INVALID_ULIMIT'
  | 'READ_ONLY_ROOT'
  | 'DEFINITION_TOO_LARGE'
  | 'INVALID_CONTAINERS'
  | 'INVALID_NODES'
  | 'INVALID_POD'
  | 'INVALID_CLUSTER'
  | 'RESERVED_ENVIRONMENT'
  | 'INVALID_COMMAND'
  | 'MISSING_PARAMETER'
  | 'INVALID_PARAMETER'
  | 'INVALID_RETRY'
  | 'UNKNOWN_METRIC'
  | 'NO_DEPTH_PROBE'
  | 'DUPLICATE_PROBE'
  | 'INVALID_BUDGET'
  | 'UNKNOWN_STATUS'
  | 'UNSUPPORTED_TARGET'
  | 'INVALID_PREFIX'
  | 'INVALID_SCHEDULE'
  | 'INVALID_INPUT'
  | 'INPUT_TOO_LARGE'
  | 'INVALID_EVENT_PATTERN'
  | 'BUCKET_EVENTS_OFF'
  | 'INVALID_TAGS'
  | 'INVALID_DEAD_LETTER_QUEUE'
  | 'WORKSPACE_EXPIRES_TOO_SOON'
  | 'DUPLICATE_MANIFEST'
  | 'INVALID_MANIFEST'
  | 'INVALID_ARN'
  | 'UNKNOWN_ENVIRONMENT'
  | 'OTHER_ENVIRONMENT'
  | 'MANIFEST_TOO_LARGE'
  | 'MISSING_REASON';

const BRAND = Symbol.for('batchwright.PlatformError');

/** Thrown at synthesis, before anything is deployed. Never retryable: the same app fails again. */
export class PlatformError extends Error {
  readonly code: PlatformErrorCode;
  readonly retryable = false as const;
  /** Path of the construct that is wrong, as in `PhotosStack/Photos/Queues/urgent`. */
  readonly path: string;
  readonly [BRAND] = true;

  constructor(code: PlatformErrorCode, path: string, message: string, options?: { readonly cause?: unknown }) {
    super(`${path}: ${message} [${findingId(code)}]`, options);
    this.code = code;
    this.path = path;
  }

  static isPlatformError(error: unknown): error is PlatformError {
    return typeof error === 'object' && error !== null && BRAND in error;
  }
}
Object.defineProperty(PlatformError.prototype, 'name', { value: 'PlatformError' });

/** Id of an error, a warning or a notice, as it is printed and acknowledged: `@batchwright/cdk:FARGATE_SIZE`. */
export const findingId = (code: string): string => `@batchwright/cdk:${code}`;

/** What is wrong, without the place: the pure checks return these, so that they need no construct. */
export interface Problem {
  readonly code: PlatformErrorCode;
  readonly message: string;
}

/** Throws a problem at a place, unless a look-up is awaited there. `below` names a part of the construct that does not exist yet. */
export function refuse(at: IConstruct, problem: Problem | undefined, ...below: readonly string[]): void {
  if (problem === undefined || awaitsLookUp(at)) return;
  throw new PlatformError(
    problem.code,
    [at.node.path, ...below].filter((part) => part !== '').join('/'),
    problem.message,
  );
}
