import { noSuchKey, notImplemented, preconditionFailed } from './errors';
import type { StoredObject } from './store';

type Headers = Readonly<Record<string, string | undefined>>;

/** What has to be true of the present object for a write to take place. */
export interface WriteConditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

/** @throws {@link ServiceError} 501: for writes S3 knows `If-None-Match` only with a star */
export function writeConditions(headers: Headers): WriteConditions {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch.trim() !== '*') {
    throw notImplemented('If-None-Match with anything but * on a write');
  }
  return { ifMatch: headers['if-match'], ifNoneMatch };
}

/**
 * @throws {@link ServiceError} 412, or 404 when an ETag is required of an object that does not exist.
 * Source: S3 user guide, "Add preconditions to S3 operations with conditional requests".
 */
export function checkWrite(conditions: WriteConditions, present: StoredObject | undefined, key: string): void {
  if (conditions.ifNoneMatch !== undefined && present !== undefined) throw preconditionFailed('If-None-Match');
  if (conditions.ifMatch === undefined) return;
  if (present === undefined) throw noSuchKey(key);
  if (!matches(conditions.ifMatch, present.etag)) throw preconditionFailed('If-Match');
}

/** What a reader gets: the object, or that it has not changed. */
export type ReadOutcome = 'read' | 'not-modified';

/**
 * Holds the conditions of a read against an object, in HTTP's order of precedence (RFC 9110, 13.2.2).
 *
 * @param prefix - of the header names: a copy has conditions for its source
 * @throws {@link ServiceError} 412
 */
export function checkRead(headers: Headers, object: StoredObject, prefix = ''): ReadOutcome {
  const ifMatch = headers[`${prefix}if-match`];
  const unmodifiedSince = time(headers[`${prefix}if-unmodified-since`]);
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) throw preconditionFailed('If-Match');
  } else if (unmodifiedSince !== undefined && wholeSeconds(object) > unmodifiedSince) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  const ifNoneMatch = headers[`${prefix}if-none-match`];
  if (ifNoneMatch !== undefined) return matches(ifNoneMatch, object.etag) ? 'not-modified' : 'read';
  const modifiedSince = time(headers[`${prefix}if-modified-since`]);
  return modifiedSince !== undefined && wholeSeconds(object) <= modifiedSince ? 'not-modified' : 'read';
}

const time = (date: string | undefined): number | undefined => {
  const parsed = date === undefined ? Number.NaN : Date.parse(date);
  return Number.isNaN(parsed) ? undefined : parsed;
};

/** HTTP dates have no milliseconds. */
const wholeSeconds = ({ modifiedAt }: StoredObject): number => Math.floor(modifiedAt / 1000) * 1000;

const bare = (tag: string): string => tag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');
const matches = (list: string, etag: string): boolean =>
  list.split(',').some((tag) => tag.trim() === '*' || bare(tag) === bare(etag));
