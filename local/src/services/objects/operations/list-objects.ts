import { OBJECT_LIMITS } from '@batchwright/model/service';
import type { XmlTree } from '../../../http';
import { type Call, keyEncoding, numberParameter, type Operation, OWNER, xmlResponse } from '../call';
import { invalidArgument } from '../errors';
import { type ListPage, listPage } from '../listing';
import type { Bucket } from '../store';

const MOST = 2 ** 31 - 1;

/** ListObjectsV2. */
export const listObjectsV2: Operation = async (call) => {
  const { query } = call;
  const token = query.get('continuation-token');
  if (token === '') throw invalidArgument('continuation-token', token, 'the NextContinuationToken of the page before');
  const startAfter = query.get('start-after');
  const { page, encode, common } = list(call, token === undefined ? (startAfter ?? '') : readToken(token));
  return xmlResponse({
    ListBucketResult: {
      ...common(query.get('fetch-owner') === 'true'),
      KeyCount: page.keys.length + page.commonPrefixes.length,
      StartAfter: startAfter === undefined ? undefined : encode(startAfter),
      ContinuationToken: token,
      NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
    },
  });
};

/** ListObjects, the first version. */
export const listObjects: Operation = async (call) => {
  const marker = call.query.get('marker') ?? '';
  const { page, encode, common } = list(call, marker);
  const next = call.query.get('delimiter') ? page.next : undefined;
  return xmlResponse({
    ListBucketResult: {
      ...common(true),
      Marker: encode(marker),
      NextMarker: next === undefined ? undefined : encode(next),
    },
  });
};

function list(call: Call, after: string) {
  const bucket = call.store.bucket(call.bucket);
  const prefix = call.query.get('prefix') ?? '';
  const delimiter = call.query.get('delimiter') ?? '';
  const asked = numberParameter(call, 'max-keys', OBJECT_LIMITS.listPage, 0, MOST);
  const limit = Math.min(asked, OBJECT_LIMITS.listPage);
  const encode = keyEncoding(call);
  const page: ListPage =
    limit === 0
      ? { keys: [], commonPrefixes: [], next: undefined }
      : listPage(bucket.objects.keys, { prefix, delimiter, after, limit });
  const common = (owner: boolean): XmlTree => ({
    Name: call.bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    MaxKeys: limit,
    EncodingType: call.query.get('encoding-type') || undefined,
    IsTruncated: page.next !== undefined,
    Contents: page.keys.map((key) => entry(bucket, key, encode, owner)),
    CommonPrefixes: page.commonPrefixes.map((each) => ({ Prefix: encode(each) })),
  });
  return { page, encode, common };
}

function entry(bucket: Bucket, key: string, encode: (text: string) => string, owner: boolean): XmlTree {
  const object = bucket.objects.get(key);
  if (object === undefined) return {};
  return {
    Key: encode(key),
    LastModified: new Date(object.modifiedAt).toISOString(),
    ETag: object.etag,
    ChecksumAlgorithm: object.checksum.algorithm,
    ChecksumType: object.checksum.type,
    Size: object.size,
    StorageClass: object.headers['x-amz-storage-class'] ?? 'STANDARD',
    Owner: owner ? OWNER : undefined,
  };
}

const writeToken = (last: string): string => Buffer.from(`1:${last}`).toString('base64url');

function readToken(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('1:'))
    throw invalidArgument('continuation-token', token, 'the NextContinuationToken of the page before');
  return text.slice(2);
}
