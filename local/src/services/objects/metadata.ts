import { OBJECT_LIMITS } from '@batchwright/model/service';
import { badRequest, invalidArgument, notImplemented } from './errors';

type Headers = Readonly<Record<string, string | undefined>>;

const PREFIX = 'x-amz-meta-';
const KEPT = new Set([
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
  'x-amz-server-side-encryption',
  'x-amz-storage-class',
]);
const DEFAULT_TYPE = 'binary/octet-stream';
/** Headers of features that are not served: to leave them out would store something else than was asked for. */
const NOT_SERVED = [
  'x-amz-tagging',
  'x-amz-website-redirect-location',
  'x-amz-object-lock-',
  'x-amz-bucket-object-lock-enabled',
  'x-amz-server-side-encryption-customer-',
  'x-amz-copy-source-server-side-encryption-customer-',
  'x-amz-grant-',
  'x-amz-write-offset-bytes',
];

/** Refuses a request that asks for what is not served. @throws {@link ServiceError} */
export function refuseUnserved(headers: Headers): void {
  const name = Object.keys(headers).find(
    (header) =>
      NOT_SERVED.some((unserved) => header.startsWith(unserved)) && headers[header]?.toLowerCase() !== 'false',
  );
  if (name !== undefined) throw notImplemented(`the header ${name}`);
  const acl = headers['x-amz-acl'];
  if (acl !== undefined && acl !== 'private' && acl !== 'bucket-owner-full-control') {
    throw badRequest(400, 'AccessControlListNotSupported', `x-amz-acl: ${acl}: buckets have no access control lists`);
  }
}

/** The headers of a write that come back with the object. @throws {@link ServiceError} `MetadataTooLarge` */
export function objectHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': DEFAULT_TYPE };
  let metadataBytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (name.startsWith(PREFIX)) metadataBytes += name.length - PREFIX.length + value.length;
    else if (!KEPT.has(name)) continue;
    // A parameter of a presigned URL can hold what no header may.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) throw invalidArgument(name, value, 'the value of a header');
    kept[name] = value;
  }
  if (metadataBytes > OBJECT_LIMITS.metadataBytes) {
    const limit = OBJECT_LIMITS.metadataBytes;
    throw badRequest(
      400,
      'MetadataTooLarge',
      `the ${PREFIX}* headers have ${metadataBytes} bytes, expected at most ${limit}`,
    );
  }
  const encoding = contentEncoding(kept['content-encoding']);
  const { 'content-encoding': _, ...others } = kept;
  return encoding === undefined ? others : { ...others, 'content-encoding': encoding };
}

/** `aws-chunked` is how the request was sent, not what the object is. */
function contentEncoding(sent: string | undefined): string | undefined {
  const codings = (sent ?? '').split(',').map((coding) => coding.trim());
  const kept = codings.filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked');
  return kept.length === 0 ? undefined : kept.join(', ');
}

/** @throws {@link ServiceError} `KeyTooLongError` */
export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > OBJECT_LIMITS.keyBytes) {
    throw invalidArgument(
      'Key',
      `${key.slice(0, 50)}...`,
      `at most ${OBJECT_LIMITS.keyBytes} bytes`,
      'KeyTooLongError',
    );
  }
}

/** @throws {@link ServiceError} 411 when a body comes without its length, 400 when it is longer than one write may be */
export function checkLength(headers: Headers): void {
  const declared = headers['x-amz-decoded-content-length'] ?? headers['content-length'];
  if (declared === undefined && headers['transfer-encoding'] !== undefined) {
    throw badRequest(
      411,
      'MissingContentLength',
      'expected Content-Length, or x-amz-decoded-content-length with aws-chunked',
    );
  }
  if (Number(declared ?? 0) > OBJECT_LIMITS.putBytes) {
    throw badRequest(
      400,
      'EntityTooLarge',
      `${declared} bytes, expected at most ${OBJECT_LIMITS.putBytes}; upload in parts`,
    );
  }
}
