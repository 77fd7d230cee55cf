import type { SubmitJobCommandInput } from '@aws-sdk/client-batch';
import { ENV } from '@batchwright/model/contract';
import { isShareIdentifier, LIMITS } from '@batchwright/model/service';
import { type BatchError, batchError } from '../errors';
import type { SubmitOptions } from './options';
import type { Place } from './resolve';

/** How the input of one job reaches its worker. */
export type Wire = { readonly inline: string } | { readonly uri: string; readonly offset?: number | undefined };

/** The options that become part of the request, checked. */
export type Settings = Pick<SubmitOptions<string>, 'attempts' | 'timeout' | 'tags' | 'priority' | 'shareIdentifier'>;

const encoder = new TextEncoder();
const bytesOf = (value: unknown): number => encoder.encode(JSON.stringify(value)).length;

/** Bytes of overrides that are ours. The service counts what Batch adds, too, and fails the job long after submission. */
export const INLINE_LIMIT = LIMITS.overrideCharacters - LIMITS.overrideReserve;

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
    containerOverrides: { environment: environmentOf(wire) },
    ...(size > 1 ? { arrayProperties: { size } } : {}),
    ...(dependsOn.length > 0 ? { dependsOn } : {}),
    ...(attempts === undefined ? {} : { retryStrategy: { attempts } }),
    ...(timeout === undefined ? {} : { timeout: { attemptDurationSeconds: timeout } }),
    ...(tags === undefined ? {} : { tags: { ...tags } }),
    ...(shareIdentifier === undefined ? {} : { shareIdentifier }),
    ...(priority === undefined ? {} : { schedulingPriorityOverride: priority }),
  };
  const bytes = bytesOf(request);
  if (bytes > LIMITS.submitBytes) {
    throw invalid(
      'tags',
      `the request has ${bytes} bytes, of which the service takes ${LIMITS.submitBytes}; send fewer or shorter tags`,
    );
  }
  return request;
}

/** Refuses what the service would refuse, or worse, take and fail later. @throws {@link BatchError} `INVALID_OPTION` */
export function checkSettings({ attempts, timeout, tags, priority, shareIdentifier }: Settings): void {
  const { min, max } = LIMITS.attempts;
  if (attempts !== undefined && !isWholeBetween(attempts, min, max)) {
    throw invalid('attempts', `got ${attempts}; expected a whole number from ${min} to ${max}`);
  }
  if (timeout !== undefined && !isWholeBetween(timeout, LIMITS.timeoutSeconds.min, Number.MAX_SAFE_INTEGER)) {
    throw invalid('timeout', `got ${timeout}; expected whole seconds, at least ${LIMITS.timeoutSeconds.min}`);
  }
  const range = LIMITS.schedulingPriority;
  if (priority !== undefined && !isWholeBetween(priority, range.min, range.max)) {
    throw invalid('priority', `got ${priority}; expected a whole number from ${range.min} to ${range.max}`);
  }
  if (shareIdentifier !== undefined && !isShareIdentifier(shareIdentifier)) {
    throw invalid(
      'shareIdentifier',
      `got ${JSON.stringify(shareIdentifier)}; expected 1 to ${LIMITS.shareIdentifierCharacters} letters, digits, hyphens and underscores`,
    );
  }
  checkTags(tags ?? {});
}

function checkTags(tags: Readonly<Record<string, string>>): void {
  const { count, keyCharacters, valueCharacters } = LIMITS.tags;
  const entries = Object.entries(tags);
  // Too many tags are accepted, and the job then fails.
  if (entries.length > count) throw invalid('tags', `got ${entries.length} tags; expected at most ${count}`);
  for (const [key, value] of entries) {
    if (key.length < 1 || key.length > keyCharacters || value.length > valueCharacters) {
      throw invalid(
        'tags',
        `tag ${JSON.stringify(key)}: expected a key of 1 to ${keyCharacters} characters and a value of at most ${valueCharacters}`,
      );
    }
  }
}

const isWholeBetween = (value: number, min: number, max: number): boolean =>
  Number.isInteger(value) && value >= min && value <= max;

const invalid = (option: string, problem: string): BatchError =>
  batchError({ code: 'INVALID_OPTION', retryable: false, option }, `${option}: ${problem}. Nothing was submitted`);
