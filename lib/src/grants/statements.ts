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
  /** ARNs of the manifest's path. */
  readonly manifest: readonly string[];
}

/** Reading the manifest: what `connect` calls. */
const connect = (scope: GrantScope): Statement => ({
  actions: ['ssm:GetParametersByPath'],
  resources: scope.manifest,
});

/**
 * What a submission calls: SubmitJob itself; TagResource for the job it tags; ListJobs to find a job whose answer was
 * lost, or that has the same key (the service has no resource to confine it to); the upload of items.
 */
export const submitStatements = (scope: GrantScope): readonly Statement[] => [
  connect(scope),
  { actions: ['batch:SubmitJob'], resources: [...scope.queues, scope.definitions] },
  { actions: ['batch:TagResource'], resources: [scope.jobs] },
  { actions: ['batch:ListJobs'], resources: ['*'] },
  { actions: ['s3:PutObject'], resources: [scope.items] },
];

/** What watching jobs and reading their outputs calls. The two Batch operations have no resource to confine them to. */
export const watchStatements = (scope: GrantScope): readonly Statement[] => [
  connect(scope),
  { actions: ['batch:DescribeJobs', 'batch:ListJobs'], resources: ['*'] },
  { actions: ['s3:GetObject'], resources: [scope.outputs] },
];

/** What `cancel` calls: TerminateJob stops a job whatever its state, CancelJob does nothing to one that has started. */
export const cancelStatements = (scope: GrantScope): readonly Statement[] => [
  connect(scope),
  { actions: ['batch:TerminateJob'], resources: [scope.jobs] },
];

/** What reading the lines of a job calls. @param streams - ARN patterns of the log groups' streams */
export const logStatements = (streams: readonly string[]): readonly Statement[] => [
  { actions: ['logs:GetLogEvents'], resources: streams },
];

/** What a worker calls in the workspace: its items are read, its outputs are written and read back. */
export const workerStatements = (items: string, outputs: string): readonly Statement[] => [
  { actions: ['s3:GetObject'], resources: [items] },
  { actions: ['s3:GetObject', 's3:PutObject'], resources: [outputs] },
];
