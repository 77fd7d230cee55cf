import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { ENV, retryRules } from '@batchwright/model/contract';
import { JOB_LIMITS } from '@batchwright/model/service';
import type { BatchError } from '../errors';
import { notSubmittedFor } from './not-submitted';
import type { SubmitOptions } from './options';
import { overridesOf } from './overrides';
import type { Place } from './resolve';

/** How the input of one job reaches its worker. */
export type Wire = { readonly inline: string } | { readonly uri: string; readonly offset?: number | undefined };

/** The options that become part of the request, checked. */
export type Settings = Pick<SubmitOptions<string>, 'attempts' | 'timeout' | 'tags' | 'priority' | 'shareIdentifier'>;

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** Bytes of overrides that are ours. The service counts what Batch adds, too, and fails the job long after submission. */
export const INLINE_LIMIT = JOB_LIMITS.overrideCharacters - JOB_LIMITS.overrideReserve;

/** Bytes that an input takes in the overrides, quotes escaped. Counted in bytes: never less than its characters. */
export const inlineBytes = (json: string): number => bytesOf(environmentOf({ inline: json }));

export function environmentOf(wire: Wire): { readonly name: string; readonly value: string }[] {
  if ('inline' in wire) return [{ name: ENV.INPUT, value: wire.inline }];
  const uri = { name: ENV.INPUT_URI, value: wire.uri };
  return wire.offset === undefined ? [uri] : [uri, { name: ENV.INDEX_OFFSET, value: String(wire.offset) }];
}

export function submitRequest(
  name: string,
  place: Place,
  wire: Wire,
  size: number,
  dependsOn: NonNullable<SubmitJobCommandInput['dependsOn']>,
  { attempts, timeout, tags, priority, shareIdentifier }: Settings,
): SubmitJobCommandInput {
  const request: SubmitJobCommandInput = {
    jobName: name,
    jobQueue: place.queue,
    jobDefinition: place.definition,
    ...overridesOf(place.form, environmentOf(wire)),
    arrayProperties: size > 1 ? { size } : undefined,
    dependsOn: dependsOn.length > 0 ? dependsOn : undefined,
    // A submission's strategy takes the place of the definition's, rules and all: without rules of its own, the service
    // would repeat every failure, a bad input too.
    retryStrategy: attempts === undefined ? undefined : { attempts, evaluateOnExit: [...retryRules(place.compute)] },
    timeout: timeout === undefined ? undefined : { attemptDurationSeconds: timeout },
    tags: place.tags ? { ...place.tags, ...tags } : tags,
    shareIdentifier,
    schedulingPriorityOverride: priority,
  };
  const bytes = bytesOf(request);
  if (bytes > JOB_LIMITS.submitBytes) {
    throw notSubmittedFor(
      'tags',
      `the request has ${bytes} bytes, of which the service takes ${JOB_LIMITS.submitBytes}; send fewer or shorter tags`,
    );
  }
  return request;
}

/**
 * Refuses settings that are easily mistaken, such as a timeout in minutes, and more tags than the service takes: it
 * accepts those, and fails the job later. The rest is left to the service. @throws {@link BatchError} `INVALID_OPTION`
 */
export function checkSettings({ attempts, timeout, tags }: Settings): void {
  const { min, max } = JOB_LIMITS.attempts;
  if (attempts !== undefined && !isWholeBetween(attempts, min, max)) {
    throw notSubmittedFor('attempts', `got ${attempts}; expected a whole number from ${min} to ${max}`);
  }
  if (timeout !== undefined && !isWholeBetween(timeout, JOB_LIMITS.timeoutSeconds.min, Number.MAX_SAFE_INTEGER)) {
    throw notSubmittedFor(
      'timeout',
      `got ${timeout}; expected whole seconds, at least ${JOB_LIMITS.timeoutSeconds.min}`,
    );
  }
  const count = Object.keys(tags ?? {}).length;
  if (count > JOB_LIMITS.tags.count)
    throw notSubmittedFor('tags', `got ${count}; expected at most ${JOB_LIMITS.tags.count}`);
}

const isWholeBetween = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;
