import type { Readable } from 'node:stream';
import type { Span } from '../bodies';
import { type Call, type Operation, xmlResponse } from '../call';
import { checksumElement, type ObjectChecksum, readAlgorithm } from '../checksum-type';
import { checkRead, writeConditions } from '../conditions';
import { invalidArgument, invalidRequest, preconditionFailed } from '../errors';
import { checkKey, objectHeaders } from '../metadata';
import type { StoredObject } from '../store';
import { checkVersion } from './get-object';

/** The object that `x-amz-copy-source` names, its conditions held. */
export function copySource({ store, request }: Call): {
  readonly bucket: string;
  readonly key: string;
  readonly object: StoredObject;
} {
  const { headers } = request;
  const sent = headers['x-amz-copy-source'] ?? '';
  const [path = '', versionId] = sent.split('?versionId=');
  checkVersion(versionId);
  const match = /^\/?([^/]+)\/(.+)$/s.exec(decoded(path));
  if (match === null) throw invalidArgument('x-amz-copy-source', sent, '<bucket>/<key>, percent-encoded');
  const [, bucket = '', key = ''] = match;
  const object = store.object(bucket, key);
  if (checkRead(headers, object, 'x-amz-copy-source-') === 'not-modified') {
    throw preconditionFailed('x-amz-copy-source-if-none-match or -if-modified-since');
  }
  return { bucket, key, object };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw invalidArgument('x-amz-copy-source', path, 'percent-encoded UTF-8');
  }
}

export const readSource = ({ store }: Call, object: StoredObject, span?: Span): Promise<Readable> =>
  store.bodies.read(object.body, span ?? { start: 0, end: object.size - 1 });

/** CopyObject, with the source's headers or (`x-amz-metadata-directive: REPLACE`) the request's. */
export const copyObject: Operation = async (call) => {
  const { store, bucket, key, request } = call;
  checkKey(key);
  store.bucket(bucket);
  const source = copySource(call);
  const directive = request.headers['x-amz-metadata-directive'] ?? 'COPY';
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw invalidArgument('x-amz-metadata-directive', directive, 'COPY or REPLACE');
  }
  if (directive === 'COPY' && source.bucket === bucket && source.key === key) {
    throw invalidRequest(
      'a copy of an object onto itself has to change something: use x-amz-metadata-directive: REPLACE',
    );
  }
  const headers = directive === 'REPLACE' ? objectHeaders(request.headers) : source.object.headers;
  const asked = request.headers['x-amz-checksum-algorithm'];
  const algorithm = asked === undefined ? source.object.checksum.algorithm : readAlgorithm(asked);
  const conditions = writeConditions(request.headers);
  const {
    id,
    size,
    md5,
    checksum: value = '',
  } = await store.bodies.write(await readSource(call, source.object), algorithm);
  const etag = `"${md5.toString('hex')}"`;
  const checksum: ObjectChecksum = { algorithm, value, type: 'FULL_OBJECT' };
  const modifiedAt = store.clock();
  await store.commit(bucket, key, { body: id, size, etag, modifiedAt, headers, checksum }, conditions);
  return xmlResponse({
    CopyObjectResult: {
      LastModified: new Date(modifiedAt).toISOString(),
      ETag: etag,
      ...checksumElement(checksum),
      ChecksumType: checksum.type,
    },
  });
};
