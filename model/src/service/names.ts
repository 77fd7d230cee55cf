import { LIMITS } from './limits';

/** Names of compute environments, queues, job definitions and scheduling policies. Source: API reference. */
const RESOURCE_NAME = /^[A-Za-z0-9_-]{1,128}$/;
/** Names of jobs: the same set, but the first character is a letter or a digit. */
const JOB_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;

/** Share identifiers of a submission; an entry of a policy may also end in `*`. Source: rule sets that quote deployments. */
const SHARE = new RegExp(`^[A-Za-z0-9_-]{1,${LIMITS.shareIdentifierCharacters}}$`);

export const isShareIdentifier = (share: string): boolean => SHARE.test(share);
export const isResourceName = (name: string): boolean => RESOURCE_NAME.test(name);
export const isJobName = (name: string): boolean => JOB_NAME.test(name);
export const RESOURCE_NAME_RULE = `1 to ${LIMITS.nameCharacters} letters, digits, hyphens and underscores`;
export const JOB_NAME_RULE = `${RESOURCE_NAME_RULE}, beginning with a letter or a digit`;

/** Whose resource it is: partition (`aws`, `aws-cn`, `aws-us-gov`), region and account. */
export interface Home {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

export type BatchResource =
  | 'compute-environment'
  | 'job-queue'
  | 'job-definition'
  | 'job'
  | 'scheduling-policy'
  | 'consumable-resource';

/** ARN of a Batch resource. Source: Service Authorization Reference, AWS Batch. */
export const batchArn = ({ partition, region, account }: Home, kind: BatchResource, name: string): string =>
  `arn:${partition}:batch:${region}:${account}:${kind}/${name}`;

/** Name part of an ARN, or the text itself when it is a name already: `…:job-definition/resize:3` gives `resize:3`. */
export function nameOf(nameOrArn: string): string {
  return nameOrArn.startsWith('arn:') ? nameOrArn.slice(nameOrArn.indexOf('/') + 1) : nameOrArn;
}

/** A job definition's reference taken apart: `resize:3` is name `resize`, revision 3; without a revision, the latest. */
export function parseDefinition(nameOrArn: string): { readonly name: string; readonly revision: number | undefined } {
  const [name = '', revision] = nameOf(nameOrArn).split(':');
  return { name, revision: revision === undefined ? undefined : Number(revision) };
}

/** The partition of a region, by its prefix. Source: SDK partitions table. */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('us-iso-')) return 'aws-iso';
  if (region.startsWith('us-isob-')) return 'aws-iso-b';
  return 'aws';
}

/** Id of a job taken apart. Children of an array are `<uuid>:<index>`, nodes of a multi-node job `<uuid>#<node>`. */
export function parseJobId(id: string): {
  readonly parent: string;
  readonly index: number | undefined;
  readonly node: number | undefined;
} {
  const match = /^([^:#]+)(?::(\d+)|#(\d+))?$/.exec(id);
  return {
    parent: match?.[1] ?? id,
    index: match?.[2] === undefined ? undefined : Number(match[2]),
    node: match?.[3] === undefined ? undefined : Number(match[3]),
  };
}
