import type { ManifestQueue } from '@batchwright/model/contract';
import { Token } from 'aws-cdk-lib';
import type { ComputeAttributes } from '../compute';
import type { HeadProps } from '../manifest';
import type { Workspace } from '../workspace';

export interface HeadParts {
  /** Its name. */
  readonly contract: string;
  readonly workspace: Workspace;
  readonly definitions: string;
  /** Whether other stacks add jobs, and so have to find names. */
  readonly names?: boolean | undefined;
  /** Whether its Fargate jobs need public addresses. */
  readonly publicAddresses?: boolean | undefined;
  readonly queues: Readonly<
    Record<string, Pick<ManifestQueue, 'arn' | 'priority' | 'fairShare'> & { compute: readonly ComputeAttributes[] }>
  >;
}

/** What a platform tells of itself: to the runtime, and to stacks that add jobs to it. What is usual is left out. */
export function platformHead(parts: HeadParts): HeadProps {
  const { contract, workspace, definitions, queues } = parts;
  const key = workspace.location.bucket.encryptionKey?.keyArn;
  const { expiration } = workspace;
  return {
    platform: contract,
    workspace: workspace.uri,
    ...(key === undefined ? {} : { workspaceKey: key }),
    ...(expiration === undefined || expiration.isUnresolved() ? {} : { workspaceDays: expiration.toDays() }),
    definitions,
    ...(parts.names === true ? { names: true } : {}),
    queues: Object.fromEntries(
      Object.entries(queues).map(([name, { arn, compute, priority, fairShare }]) => {
        const sizes = compute.flatMap(({ maxvCpus }) => (maxvCpus === undefined ? [] : [maxvCpus]));
        const queue: ManifestQueue = {
          arn,
          compute: compute[0]?.kind ?? 'EC2',
          priority,
          ...(fairShare === true ? { fairShare } : {}),
          ...(compute[0]?.architecture === 'arm64' ? { architecture: 'arm64' } : {}),
          ...(sizes.length === 0 || sizes.some((size) => Token.isUnresolved(size))
            ? {}
            : { maxvCpus: Math.max(...sizes) }),
        };
        return [name, queue];
      }),
    ),
    ...(parts.publicAddresses === true ? { publicAddresses: true } : {}),
  };
}
