import { LIMITS } from '@batchwright/model/service';
import type { BatchState } from '../state';
import type { Fields } from './fields';
import { invalid, refused } from './rejection';

/** @throws when a tag is outside the service's limits */
export function readTags(fields: Fields): Record<string, string> {
  const tags = fields.map('tags') ?? {};
  checkTags(tags);
  return { ...tags };
}

function checkTags(tags: Readonly<Record<string, string>>): void {
  const { count, keyCharacters, valueCharacters } = LIMITS.tags;
  if (Object.keys(tags).length > count) throw invalid(`A resource can have at most ${count} tags.`);
  for (const [key, value] of Object.entries(tags)) {
    if (key.length < 1 || key.length > keyCharacters) {
      throw invalid(`Tag key must have 1 to ${keyCharacters} characters, got ${key.length}`);
    }
    if (value.length > valueCharacters) {
      throw invalid(`Tag value of ${key} must have at most ${valueCharacters} characters, got ${value.length}`);
    }
    if (/^aws:/i.test(key)) throw invalid(`Tag key ${key} is reserved: keys may not begin with aws:`);
  }
}

/** What an ARN's tags belong to. Array children are not taggable. */
function taggable(batch: BatchState, arn: string): { tags: Record<string, string> } {
  const kind = /^arn:[^:]+:batch:[^:]*:[^:]*:([a-z-]+)\//.exec(arn)?.[1];
  const found = kind === undefined ? undefined : find(batch, kind, arn);
  if (found === undefined) throw refused(`${arn} does not exist or can not be tagged`);
  return found;
}

function find(batch: BatchState, kind: string, arn: string): { tags: Record<string, string> } | undefined {
  switch (kind) {
    case 'compute-environment':
      return batch.computeEnvironment(arn);
    case 'job-queue':
      return batch.jobQueue(arn);
    case 'scheduling-policy':
      return batch.policy(arn);
    case 'job-definition':
      return batch.definition(arn);
    case 'job': {
      const id = batch.nameIn('job', arn);
      const job = id === undefined ? undefined : batch.engine.scheduler.find(id);
      return job?.parent === undefined ? job?.spec : undefined;
    }
    default:
      return undefined;
  }
}

export const listTags = (batch: BatchState, arn: string): object => ({ tags: taggable(batch, arn).tags });

export function tagResource(batch: BatchState, arn: string, fields: Fields): object {
  const resource = taggable(batch, arn);
  const tags = fields.map('tags');
  if (tags === undefined || Object.keys(tags).length === 0) throw invalid('tags is required.');
  const merged = { ...resource.tags, ...tags };
  checkTags(merged);
  resource.tags = merged;
  return {};
}

export function untagResource(batch: BatchState, arn: string, keys: readonly string[]): object {
  const resource = taggable(batch, arn);
  if (keys.length === 0 || keys.length > LIMITS.tags.count) {
    throw invalid(`tagKeys must have 1 to ${LIMITS.tags.count} entries, got ${keys.length}`);
  }
  resource.tags = Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !keys.includes(key)));
  return {};
}
