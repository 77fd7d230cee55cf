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

/** Whether a text is the ARN of a compute environment, of any partition. */
export const isComputeEnvironmentArn = (text: string): boolean =>
  /^arn:[a-z-]+:batch:[a-z0-9-]+:\d{12}:compute-environment\/[\w-]{1,128}$/.test(text);

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
