import { OBJECT_LIMITS } from '@batchwright/model/service';
import { keyEncoding, numberParameter, type Operation, OWNER, xmlResponse } from '../call';
import { checksumElement } from '../checksum-type';
import { notImplemented } from '../errors';
import { compareKeys } from '../key-order';
import { findUpload } from '../upload';

/** ListParts. */
export const listParts: Operation = async (call) => {
  const upload = findUpload(call.store.bucket(call.bucket), call.key, call.query.get('uploadId') ?? '');
  const limit = numberParameter(call, 'max-parts', OBJECT_LIMITS.listPage, 1, OBJECT_LIMITS.listPage);
  const marker = numberParameter(call, 'part-number-marker', 0, 0, OBJECT_LIMITS.partNumber.max);
  const encode = keyEncoding(call);
  const after = [...upload.parts].filter(([number]) => number > marker).sort(([a], [b]) => a - b);
  const page = after.slice(0, limit);
  const truncated = after.length > page.length;
  return xmlResponse({
    ListPartsResult: {
      Bucket: call.bucket,
      Key: encode(call.key),
      UploadId: upload.id,
      PartNumberMarker: marker,
      NextPartNumberMarker: truncated ? page.at(-1)?.[0] : undefined,
      MaxParts: limit,
      IsTruncated: truncated,
      ChecksumAlgorithm: upload.algorithm,
      ChecksumType: upload.algorithm && upload.checksumType,
      StorageClass: upload.headers['x-amz-storage-class'] ?? 'STANDARD',
      Part: page.map(([number, part]) => ({
        PartNumber: number,
        LastModified: new Date(part.modifiedAt).toISOString(),
        ETag: part.etag,
        Size: part.size,
        ...(part.checksum && checksumElement(part.checksum)),
      })),
    },
  });
};

/** ListMultipartUploads, by key and then by time. */
export const listUploads: Operation = async (call) => {
  if (call.query.get('delimiter')) throw notImplemented('ListMultipartUploads with a delimiter');
  const limit = numberParameter(call, 'max-uploads', OBJECT_LIMITS.listPage, 1, OBJECT_LIMITS.listPage);
  const encode = keyEncoding(call);
  const prefix = call.query.get('prefix') ?? '';
  const sorted = [...call.store.bucket(call.bucket).uploads.values()]
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => compareKeys(a.key, b.key) || a.initiatedAt - b.initiatedAt || compareKeys(a.id, b.id));
  const keyMarker = call.query.get('key-marker') ?? '';
  const idMarker = call.query.get('upload-id-marker') ?? '';
  const marked = sorted.findIndex(({ key, id }) => key === keyMarker && id === idMarker);
  const after = marked === -1 ? sorted.filter(({ key }) => compareKeys(key, keyMarker) > 0) : sorted.slice(marked + 1);
  const page = after.slice(0, limit);
  const truncated = after.length > page.length;
  const last = truncated ? page.at(-1) : undefined;
  return xmlResponse({
    ListMultipartUploadsResult: {
      Bucket: call.bucket,
      Prefix: encode(prefix),
      KeyMarker: encode(keyMarker),
      UploadIdMarker: idMarker,
      NextKeyMarker: last && encode(last.key),
      NextUploadIdMarker: last?.id,
      MaxUploads: limit,
      EncodingType: call.query.get('encoding-type') || undefined,
      IsTruncated: truncated,
      Upload: page.map((upload) => ({
        Key: encode(upload.key),
        UploadId: upload.id,
        Initiator: OWNER,
        Owner: OWNER,
        StorageClass: upload.headers['x-amz-storage-class'] ?? 'STANDARD',
        Initiated: new Date(upload.initiatedAt).toISOString(),
        ChecksumAlgorithm: upload.algorithm,
        ChecksumType: upload.algorithm && upload.checksumType,
      })),
    },
  });
};
