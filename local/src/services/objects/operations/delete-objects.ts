import { type Operation, xmlResponse } from '../call';
import { checkWrite } from '../conditions';
import { invalidRequest } from '../errors';
import { readDeletion } from '../read-xml';
import { checkVersion } from './get-object';

/** Enough for 1,000 keys of the longest kind, each byte an entity. */
const BODY_BYTES = 8 * 1024 * 1024;

/** DeleteObject: an object that is not there is deleted as well as one that is. */
export const deleteObject: Operation = async ({ store, bucket, key, query, request }) => {
  checkVersion(query.get('versionId'));
  const { objects } = store.bucket(bucket);
  checkWrite({ ifMatch: request.headers['if-match'], ifNoneMatch: undefined }, objects.get(key), key);
  const before = objects.delete(key);
  if (before !== undefined) await store.bodies.remove([before.body]);
  return { status: 204 };
};

/** DeleteObjects: a list of keys in one request. */
export const deleteObjects: Operation = async ({ store, bucket, request }) => {
  const { objects } = store.bucket(bucket);
  if (request.checksumAlgorithm === undefined && request.headers['content-md5'] === undefined) {
    throw invalidRequest('DeleteObjects: Content-MD5 or an x-amz-checksum-* header is missing');
  }
  const { keys, quiet } = readDeletion((await request.bytes(BODY_BYTES)).toString());
  const bodies = keys.flatMap((key) => objects.delete(key)?.body ?? []);
  await store.bodies.remove(bodies);
  return xmlResponse({ DeleteResult: { Deleted: quiet ? undefined : keys.map((key) => ({ Key: key })) } });
};
