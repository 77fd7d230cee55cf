import { checkpointsPrefix, itemsPrefix, outputsPrefix } from '@batchwright/model/contract';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { bucketPrefix, grantFarKey, keyStatements, readStatements, writeStatements } from '../access';
import type { SidecarProps } from '../containers';
import { workerStatements } from '../grants';
import type { Statement } from '../policy';
import type { Workspace } from '../workspace';
import { executeStatements } from './execute-command';
import { type FileSystemMount, mountStatements } from './file-system';
import type { JobPlace } from './job-place';
import type { JobProps } from './job-props';
import { executionRole, starterRole, workerRole } from './roles';
import { startsWithSecrets } from './start-secrets';

/** The role of a job's worker, with what its properties ask for, and with the keys of the buckets. */
export function roleOfWorker(at: Construct, props: JobProps<string>, { workspace }: JobPlace): iam.IRole {
  const reads = (props.reads ?? []).map(bucketPrefix);
  const writes = (props.writes ?? []).map(bucketPrefix);
  const keys = [
    ...reads.map((location) => ({ location, use: 'read' }) as const),
    ...[workspace.location, ...writes].map((location) => ({ location, use: 'write' }) as const),
  ];
  const role = workerRole(at, props.role, [
    ...workspaceStatements(workspace, at.node.id),
    ...reads.flatMap(readStatements),
    ...writes.flatMap(writeStatements),
    ...mountStatements(mountsOf(props)),
    ...executeStatements(props),
    ...keys.flatMap(({ location, use }) => keyStatements(at, location, use)),
  ]);
  for (const { location, use } of keys) grantFarKey(at, role, location, use);
  return role;
}

/** The role that starts a job's workers: the platform's, unless there are secrets that no other job's agent has to read. */
export function roleOfStarter(
  at: Construct,
  props: JobProps<string>,
  place: JobPlace,
  logGroup: logs.ILogGroup,
): iam.IRole {
  if (props.executionRole !== undefined) return starterRole(at, props.executionRole, logGroup);
  if (!startsWithSecrets(props)) return place.executionRole();
  return executionRole(at, 'ExecutionRole', `Starts workers of the job ${at.node.id}: image, logs, secrets`);
}

/** The file systems of all containers, which have one role. */
export const mountsOf = ({ fileSystems = [], sidecars = {} }: JobProps<string>): readonly FileSystemMount[] => [
  ...fileSystems,
  ...Object.values<SidecarProps>(sidecars).flatMap((sidecar) => sidecar.fileSystems ?? []),
];

const workspaceStatements = (workspace: Workspace, job: string): readonly Statement[] =>
  workerStatements({
    items: workspace.objects(`${itemsPrefix(job)}*`),
    itemKeys: workspace.keys(`${itemsPrefix(job)}*`),
    outputs: workspace.objects(`${outputsPrefix(job)}*`),
    checkpoints: workspace.objects(`${checkpointsPrefix(job)}*`),
    checkpointKeys: workspace.keys(`${checkpointsPrefix(job)}*`),
    bucket: workspace.location.bucket.bucketArn,
  });
