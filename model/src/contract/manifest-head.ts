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
 * CloudFormation cannot read JSON, but it can split a text. So what stands right before a value in the head's text is
 * part of the format, as its names are: no blanks, and a queue's ARN first.
 */

/** What stands right before the ARN of a queue in the text of a head. */
export const queueArnFollows = (queue: string): string => `"${queue}":{"arn":"`;
/** What stands right before the name of the workspace's bucket. */
export const WORKSPACE_BUCKET_FOLLOWS = '"workspace":"s3://';
/** What stands right before the ARN of the workspace's key. */
export const WORKSPACE_KEY_FOLLOWS = '"workspaceKey":"';
