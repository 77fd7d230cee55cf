import { COMPUTE_KINDS, type ComputeKind } from '../service';
import { ContractError } from './errors';
import { readVersioned } from './format';
import { MANIFEST_VERSION, type Manifest, type ManifestHead, type ManifestQueue } from './manifest';
import { parseS3Uri } from './workspace';

/**
 * Reads the head of a manifest, or what a whole manifest has of it, for a stack that adds jobs to the platform: more
 * strictly than the runtime, because a template that is made of it stays.
 *
 * @throws {@link ContractError} `INVALID_FORMAT` or `NEWER_FORMAT`
 */
export function parseManifestHead(text: string, where: string): ManifestHead {
  const head = /"batchwright"\s*:\s*"manifest"/.test(text)
    ? headOf(readVersioned<Manifest>(text, 'manifest', MANIFEST_VERSION, where))
    : readVersioned<ManifestHead>(text, 'manifest-head', MANIFEST_VERSION, where);
  const need = (fits: boolean, field: string, expected: string, got: unknown): void => {
    if (fits) return;
    const is = `got ${JSON.stringify(got)}`;
    throw new ContractError('INVALID_FORMAT', `${where}: the manifest's "${field}" must be ${expected}; ${is}`);
  };
  for (const field of ['platform', 'region', 'account'] as const) {
    need(isText(head[field]), field, 'a text', head[field]);
  }
  need(isText(head.workspace) && parseS3Uri(head.workspace) !== undefined, 'workspace', 's3://…', head.workspace);
  need(head.definitions === undefined || isText(head.definitions), 'definitions', 'a text', head.definitions);
  const queues: [string, ManifestQueue | null][] = Object.entries(Object(head.queues));
  need(queues.length > 0, 'queues', 'an object with at least one', head.queues);
  for (const [name, queue] of queues) {
    need(isText(queue?.arn), `queues.${name}.arn`, 'a text', queue?.arn);
    const kinds: readonly (ComputeKind | undefined)[] = COMPUTE_KINDS;
    need(kinds.includes(queue?.compute), `queues.${name}.compute`, `one of ${kinds.join(', ')}`, queue?.compute);
  }
  return head;
}

const headOf = ({ jobs: _jobs, ...head }: Manifest): ManifestHead => ({ ...head, batchwright: 'manifest-head' });

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/*
 * CloudFormation cannot read JSON, but it can split a text. So what other stacks need at each deployment stands in a
 * parameter of its own, as ` queues/urgent=arn:… workspace=bucket `: without quotes, which the CDK would escape where it
 * puts the split into a JSON text of its own.
 */

/** Name of the parameter below a manifest's path out of which CloudFormation takes names. */
export const namesParameter = (path: string): string => `${path}/names`;
/** The text of that parameter. @param names - by key; no value has a blank */
export const formatNames = (names: Readonly<Record<string, string>>): string =>
  `${Object.entries(names)
    .map(([key, value]) => nameFollows(key) + value)
    .join('')}${NAME_ENDS}`;
/** What stands right before the name of this key. */
export const nameFollows = (key: string): string => ` ${key}=`;
/** What stands right behind any name. */
export const NAME_ENDS = ' ';
/** Key of a queue's ARN. */
export const queueKey = (queue: string): string => `queues/${queue}`;
/** Key of the name of the workspace's bucket. */
export const WORKSPACE_KEY = 'workspace';
/** Key of the ARN of the workspace's encryption key. */
export const ENCRYPTION_KEY = 'workspaceKey';
