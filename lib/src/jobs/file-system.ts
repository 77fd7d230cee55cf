import { isFileSystemId } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import * as batch from 'aws-cdk-lib/aws-batch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as efs from 'aws-cdk-lib/aws-efs';
import type { Construct, IDependable } from 'constructs';
import { advise, type Problem } from '../checks';
import type { Statement } from '../policy';

/** What a job may do in a file system: read, also write, or also that as root. */
export type FileSystemAccess = 'READ' | 'WRITE' | 'ROOT';

/** An EFS file system in a container. */
export interface FileSystemMount {
  /** The file system, or an access point of one, which is how to give a job one directory only. Imported ones too. */
  readonly from: efs.IFileSystem | efs.IAccessPoint;
  /** Where it is in the container, as in `/mnt/reference`. */
  readonly path: string;
  /**
   * What the worker may do there. `ROOT` is for images that run as root and a file system without access points.
   *
   * @default 'READ'
   */
  readonly access?: FileSystemAccess;
}

const ACTIONS: { readonly [Access in FileSystemAccess]: readonly string[] } = {
  READ: ['elasticfilesystem:ClientMount'],
  WRITE: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
  ROOT: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite', 'elasticfilesystem:ClientRootAccess'],
};

const accessPointOf = ({ from }: FileSystemMount): efs.IAccessPoint | undefined =>
  'accessPointId' in from ? from : undefined;

const fileSystemOf = ({ from }: FileSystemMount): efs.IFileSystem => ('accessPointId' in from ? from.fileSystem : from);

/** An imported access point knows its file system only if it was told, and an imported file system is whatever was told. */
export function fileSystemProblem(mount: FileSystemMount): Problem | undefined {
  try {
    const known: efs.IFileSystem | undefined = fileSystemOf(mount);
    if (known !== undefined) return idProblem(mount, known.fileSystemId);
  } catch {
    // The CDK throws; the message below says what to do.
  }
  return {
    code: 'INVALID_MOUNT',
    message:
      `fileSystems: the access point at ${mount.path} was imported without its file system, whose network and policy ` +
      'have to be known; expected AccessPoint.fromAccessPointAttributes(…, { accessPointId, fileSystem })',
  };
}

function idProblem({ path }: FileSystemMount, id: string): Problem | undefined {
  if (Token.isUnresolved(id) || isFileSystemId(id)) return undefined;
  return {
    code: 'INVALID_MOUNT',
    message: `fileSystems: the file system at ${path} has the id ${JSON.stringify(id)}; expected one as in fs-0123456789abcdef0`,
  };
}

/** What mounting takes, by the access point only if there is one. Source: EFS User Guide, "Using IAM". */
export function mountStatements(mounts: readonly FileSystemMount[]): readonly Statement[] {
  return mounts.map((mount) => {
    const accessPoint = accessPointOf(mount);
    return {
      actions: ACTIONS[mount.access ?? 'READ'],
      resources: [fileSystemOf(mount).fileSystemArn],
      ...(accessPoint === undefined
        ? {}
        : { conditions: { StringEquals: { 'elasticfilesystem:AccessPointArn': accessPoint.accessPointArn } } }),
    };
  });
}

/** Opens the file systems' security groups to the jobs', and the jobs' to them. */
export function connectFileSystems(
  at: Construct,
  mounts: readonly FileSystemMount[],
  jobs: ec2.Connections | undefined,
): void {
  if (jobs !== undefined) {
    // From the jobs' side: both rules are then in their stack, and another stack's file system does not wait for it.
    for (const mount of mounts) jobs.allowToDefaultPort(fileSystemOf(mount), 'Batch jobs');
  } else if (mounts.length > 0) {
    advise(
      at,
      'NETWORK_UNKNOWN',
      'the platform is made by another app, with its security group; let that group reach the file systems on port 2049',
    );
  }
}

/** What has to be there before a job can mount. */
export const mountTargets = (mounts: readonly FileSystemMount[]): readonly IDependable[] =>
  mounts.map((mount) => fileSystemOf(mount).mountTargetsAvailable);

/**
 * The volumes of the mounts: TLS and IAM always, and never a root directory of their own, which the service refuses
 * beside IAM: an access point says which directory. Source: API reference, `EFSVolumeConfiguration`.
 */
export const mountVolumes = (mounts: readonly FileSystemMount[]): readonly batch.EcsVolume[] =>
  mounts.map((mount, index) => {
    const accessPoint = accessPointOf(mount);
    return batch.EcsVolume.efs({
      name: `efs-${index + 1}`,
      fileSystem: fileSystemOf(mount),
      containerPath: mount.path,
      readonly: (mount.access ?? 'READ') === 'READ',
      enableTransitEncryption: true,
      useJobRole: true,
      ...(accessPoint === undefined ? {} : { accessPointId: accessPoint.accessPointId }),
    });
  });

/** Where files of the instance, of memory and of file systems would lie over each other, or nowhere. */
export function pathsProblem(mounts: readonly FileSystemMount[], tmpfs: readonly batch.Tmpfs[]): Problem | undefined {
  const paths = [
    ...mounts.map(({ path }) => ({ path, what: 'fileSystems' })),
    ...tmpfs.map(({ containerPath }) => ({ path: containerPath, what: 'tmpfs' })),
  ].filter(({ path }) => !Token.isUnresolved(path));
  const relative = paths.find(({ path }) => !path.startsWith('/') || path === '/');
  if (relative !== undefined) {
    return {
      code: 'INVALID_MOUNT',
      message: `${relative.what} has the path ${JSON.stringify(relative.path)}; expected an absolute one below /`,
    };
  }
  const twice = paths.find(({ path }, index) => paths.findIndex((one) => one.path === path) !== index);
  if (twice === undefined) return undefined;
  return { code: 'INVALID_MOUNT', message: `two things are mounted at ${twice.path}; expected one` };
}
