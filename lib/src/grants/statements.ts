import type { Statement } from '../policy';

/** What of a platform policies name. All of it is known once the platform is; jobs that come later change nothing. */
export interface GrantScope {
  /** ARNs of the job queues. */
  readonly queues: readonly string[];
  /** ARN pattern of the platform's job definitions, all revisions. */
  readonly definitions: string;
  /** ARN pattern of jobs; the service has no narrower one. */
  readonly jobs: string;
  /** ARN pattern of the workspace's items and large inputs. */
  readonly items: string;
  /** ARN pattern of the workspace's outputs. */
  readonly outputs: string;
  /** Pattern of their keys. */
  readonly outputKeys: string;
  /** ARN of the workspace's bucket. */
  readonly bucket: string;
  /** ARNs of the manifest's path. */
  readonly manifest: readonly string[];
  /**
   * ARN of the queue of events, where the platform has one.
   *
   * @default - it has none
   */
  readonly events?: string;
}

/** What of the workspace is a job's own. */
export interface WorkerScope {
  /** ARN pattern of the job's items and large inputs. */
  readonly items: string;
  /** Pattern of their keys. */
  readonly itemKeys: string;
  /** ARN pattern of the job's outputs. */
  readonly outputs: string;
  /** ARN pattern of the job's checkpoints. */
  readonly checkpoints: string;
  /** Pattern of their keys. */
  readonly checkpointKeys: string;
  /** ARN of the workspace's bucket. */
  readonly bucket: string;
}

const BELOW_PATH = 'the parameters below a path, one for each job: those added later too';
const ANY_REVISION = 'later revisions of definitions, and those of jobs added later';
const JOB_IDS = 'ids of jobs are not known before they are submitted';
const NO_RESOURCE = 'the service knows no resource for this action';
const OBJECTS = 'objects below a prefix, whose names are not known before';

/** Reading the manifest: what `connect` calls. */
const connect = (scope: GrantScope): Statement => ({
  actions: ['ssm:GetParametersByPath'],
  resources: scope.manifest,
  wildcard: BELOW_PATH,
});

/**
 * What a submission calls: SubmitJob itself; TagResource for the job it tags; ListJobs to find a job whose answer was
 * lost, or that has the same key (the service has no resource to confine it to); the upload of items.
 */
export const submitStatements = (scope: GrantScope): readonly Statement[] => [
  connect(scope),
  { actions: ['batch:SubmitJob'], resources: [...scope.queues, scope.definitions], wildcard: ANY_REVISION },
  { actions: ['batch:TagResource'], resources: [scope.jobs], wildcard: JOB_IDS },
  { actions: ['batch:ListJobs'], resources: ['*'], wildcard: NO_RESOURCE },
  { actions: ['s3:PutObject'], resources: [scope.items], wildcard: OBJECTS },
];

/**
 * What a submission of a job that takes consumable resources calls beside {@link submitStatements}. The service says that
 * SubmitJob is authorized against them, and not whether those of the definition count: the strict reading. Source: Service
 * Authorization Reference, AWS Batch.
 *
 * @param resources - ARNs of consumable resources
 */
export const consumeStatements = (resources: readonly string[]): readonly Statement[] => [
  { actions: ['batch:SubmitJob'], resources },
];

/**
 * What watching jobs and reading their outputs calls, and taking events off their queue where there is one. The two Batch
 * operations have no resource to confine them to.
 */
export const watchStatements = (scope: GrantScope): readonly Statement[] => [
  connect(scope),
  { actions: ['batch:DescribeJobs', 'batch:ListJobs'], resources: ['*'], wildcard: NO_RESOURCE },
  ...(scope.events === undefined
    ? []
    : [{ actions: ['sqs:DeleteMessage', 'sqs:ReceiveMessage'], resources: [scope.events] }]),
  ...readOrMiss(scope.bucket, [scope.outputs], scope.outputKeys),
];

/** What `cancel` calls: TerminateJob stops a job whatever its state, CancelJob does nothing to one that has started. */
export const cancelStatements = (scope: GrantScope): readonly Statement[] => [
  connect(scope),
  { actions: ['batch:TerminateJob'], resources: [scope.jobs], wildcard: JOB_IDS },
];

/** What reading the lines of a job calls. @param streams - ARN patterns of the log groups' streams */
export const logStatements = (streams: readonly string[]): readonly Statement[] => [
  { actions: ['logs:GetLogEvents'], resources: streams, wildcard: 'streams of a log group, one for each job' },
];

/** What a worker calls in the workspace: its items are read, its outputs written, its checkpoints both. */
export const workerStatements = (scope: WorkerScope): readonly Statement[] => [
  ...readOrMiss(scope.bucket, [scope.items, scope.checkpoints], [scope.itemKeys, scope.checkpointKeys]),
  { actions: ['s3:PutObject'], resources: [scope.outputs, scope.checkpoints], wildcard: OBJECTS },
];

/**
 * Reading objects, and being told when one is not there: to those who may not list a bucket, S3 denies access to a
 * missing object instead, which looks like a wrong policy. For this decision the key counts as `s3:prefix`. Sources: API
 * reference, GetObject; ceph/ceph#68577, which does as S3 does.
 */
function readOrMiss(
  bucket: string,
  objects: readonly string[],
  keys: string | readonly string[],
): readonly Statement[] {
  return [
    { actions: ['s3:GetObject'], resources: objects, wildcard: OBJECTS },
    { actions: ['s3:ListBucket'], resources: [bucket], conditions: { StringLike: { 's3:prefix': keys } } },
  ];
}
