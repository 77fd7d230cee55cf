import type { Operation } from '../call';
import { checksumHeaders, DEFAULT_ALGORITHM, type ObjectChecksum } from '../checksum-type';
import { checkWrite, writeConditions } from '../conditions';
import { checkKey, checkLength, objectHeaders } from '../metadata';

/** PutObject: stores the body under the key, whole or not at all. */
export const putObject: Operation = async ({ store, bucket, key, request }) => {
  checkKey(key);
  checkLength(request.headers);
  const headers = objectHeaders(request.headers);
  const conditions = writeConditions(request.headers);
  // Refused now, a body need not be sent; what counts is the check when it is complete.
  checkWrite(conditions, store.bucket(bucket).objects.get(key), key);
  const brought = request.checksumAlgorithm;
  const written = await store.bodies.write(request.body, brought === undefined ? DEFAULT_ALGORITHM : undefined);
  const etag = `"${written.md5.toString('hex')}"`;
  const checksum: ObjectChecksum = {
    algorithm: brought ?? DEFAULT_ALGORITHM,
    value: request.checksum()?.value ?? written.checksum ?? '',
    type: 'FULL_OBJECT',
  };
  const object = { body: written.id, size: written.size, etag, modifiedAt: store.clock(), headers, checksum };
  await store.commit(bucket, key, object, conditions);
  return { status: 200, headers: { etag, ...checksumHeaders(checksum) } };
};
