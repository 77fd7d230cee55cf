import { type Operation, xmlResponse } from '../call';
import { checksumType, DEFAULT_ALGORITHM, readAlgorithm } from '../checksum-type';
import { checkKey, objectHeaders } from '../metadata';
import { findUpload } from '../upload';

/** CreateMultipartUpload. */
export const createUpload: Operation = async ({ store, bucket, key, request }) => {
  checkKey(key);
  const { uploads } = store.bucket(bucket);
  const asked = request.headers['x-amz-checksum-algorithm'];
  const algorithm = asked === undefined ? undefined : readAlgorithm(asked);
  const type = checksumType(algorithm ?? DEFAULT_ALGORITHM, request.headers['x-amz-checksum-type']);
  const id = store.newId();
  const headers = objectHeaders(request.headers);
  uploads.set(id, { id, key, initiatedAt: store.clock(), headers, algorithm, checksumType: type, parts: new Map() });
  return xmlResponse(
    { InitiateMultipartUploadResult: { Bucket: bucket, Key: key, UploadId: id } },
    algorithm === undefined ? {} : { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type },
  );
};

/** AbortMultipartUpload: the parts are removed. */
export const abortUpload: Operation = async ({ store, bucket, key, query }) => {
  const found = store.bucket(bucket);
  const upload = findUpload(found, key, query.get('uploadId') ?? '');
  found.uploads.delete(upload.id);
  await store.bodies.remove([...upload.parts.values()].map((part) => part.body));
  return { status: 204 };
};
