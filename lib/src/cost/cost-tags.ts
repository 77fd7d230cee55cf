import { type ComputeKind, LIMITS } from '@batchwright/model/service';
import { Token } from 'aws-cdk-lib';
import type * as batch from 'aws-cdk-lib/aws-batch';
import type { Problem } from '../checks';

/** Tags by which costs are told apart: key and value. */
export type CostTags = Readonly<Record<string, string>>;

/**
 * What is wrong with tags that go to instances, volumes and jobs. A job may have as many tags as its submission and these
 * have together; the service fails one with more.
 *
 * @param what - the option, as the user wrote it
 */
export function tagsProblem(what: string, tags: CostTags): Problem | undefined {
  const { count, keyCharacters, valueCharacters } = LIMITS.tags;
  const entries = Object.entries(tags);
  if (entries.length > count) return invalid(`${what} has ${entries.length}; expected at most ${count}`);
  for (const [key, value] of entries) {
    if (Token.isUnresolved(key)) return invalid(`a key of ${what} is a token; expected one that is known at synthesis`);
    if (key.length === 0 || key.length > keyCharacters || /^aws:/i.test(key)) {
      return invalid(`${what} has ${JSON.stringify(key)}; expected 1 to ${keyCharacters} characters, not aws:…`);
    }
    if (!Token.isUnresolved(value) && value.length > valueCharacters) {
      return invalid(`${what}.${key} has ${value.length} characters; expected at most ${valueCharacters}`);
    }
  }
  return undefined;
}

export const costTagsProblem = (tags: CostTags): Problem | undefined => tagsProblem('costTags', tags);

const invalid = (message: string): Problem => ({ code: 'INVALID_TAGS', message });

/**
 * Hands the tags of a job, which come with its submission, on to its ECS task: what Fargate bills. Unlike tags of the
 * definition itself, this makes a new revision and replaces nothing. Pods get none: the service refuses it there.
 *
 * @param definitions - by kind of compute
 */
export function propagateTags(definitions: { readonly [Kind in ComputeKind]?: batch.IJobDefinition }): void {
  for (const [kind, { node }] of Object.entries(definitions)) {
    if (kind !== 'EKS') (node.defaultChild as batch.CfnJobDefinition).propagateTags = true;
  }
}
