import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ErrorFamily } from './error-shape';
import type { RequestHead } from './head';
import { readAll } from './head';
import { bufferedRequest, StreamedRequest } from './incoming';
import { payloadMode, tooLarge } from './payload';
import { queryParameters } from './query';
import type { ServiceRequest } from './service';
import { ServiceError } from './service-error';
import type { Claim, SigningKeys } from './signature';
import { refusalError, verify } from './signature';

/** Longest body of a service other than S3, bytes: above the largest request that any of them takes. */
const BUFFERED_BYTES = 6 * 1024 * 1024;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';

export interface Admission {
  readonly message: IncomingMessage;
  readonly head: RequestHead;
  readonly claim: Claim;
  readonly family: ErrorFamily;
  readonly requestId: string;
  readonly accessKeyId: string;
  readonly keys: SigningKeys;
  readonly now: number;
  /** Tells a client that waits with its body to send it. */
  readonly start: () => void;
}

/** Checks a request's signature and hash. @throws {@link ServiceError} when it is not let in */
export function admit(admission: Admission): ServiceRequest | Promise<ServiceRequest> {
  return admission.claim.service === 's3' ? admitStreamed(admission) : admitBuffered(admission);
}

/** S3 says in its head what the hash of the body is, so that the head can be checked before the body comes. */
function admitStreamed(admission: Admission): ServiceRequest {
  const { claim, head, requestId, message, start, keys } = admission;
  const headers = claim.kind === 'query' ? withQueryHeaders(head) : head.headers;
  const declared = headers['x-amz-content-sha256'] ?? (claim.kind === 'query' ? UNSIGNED_PAYLOAD : undefined);
  if (declared === undefined) {
    throw new ServiceError({
      status: 400,
      code: 'InvalidRequest',
      message: 'the header x-amz-content-sha256 is missing: S3 requires it',
    });
  }
  check(admission, declared);
  const seed = { key: keys.key(claim), timestamp: claim.timestamp, scope: claim.scope, signature: claim.signature };
  const admitted = { ...head, headers, region: claim.region, requestId };
  return new StreamedRequest(admitted, message, payloadMode(declared), seed, start);
}

/** The other services hash the body itself, whether the head names the hash or not. */
async function admitBuffered(admission: Admission): Promise<ServiceRequest> {
  const { claim, head, requestId, message, start } = admission;
  if (Number(head.headers['content-length'] ?? 0) > BUFFERED_BYTES) throw tooLarge(BUFFERED_BYTES);
  start();
  const body = await readAll(message, BUFFERED_BYTES);
  check(admission, head.headers['x-amz-content-sha256'] === UNSIGNED_PAYLOAD ? UNSIGNED_PAYLOAD : hash('sha256', body));
  return bufferedRequest({ ...head, region: claim.region, requestId }, body);
}

function check({ claim, head, family, accessKeyId, keys, now }: Admission, payloadHash: string): void {
  const { method, rawPath, rawQuery, headers } = head;
  const refusal = verify(claim, { method, rawPath, rawQuery, headers, payloadHash }, { accessKeyId, keys, now });
  if (refusal !== undefined) throw refusalError(refusal, family);
}

/**
 * In a presigned URL `x-amz-*` parameters stand for headers of these names, as SDKs put them there. Not so checksums: the
 * JavaScript SDK signs that of the body which it does not have yet, and S3 takes no notice of it.
 * Source: reports of real S3's answers, aws/aws-sdk-go-v2#2610, localstack/localstack#12169.
 */
function withQueryHeaders({ headers, rawQuery }: RequestHead): RequestHead['headers'] {
  const merged: Record<string, string | undefined> = Object.create(null);
  for (const [name, value] of queryParameters(rawQuery)) {
    if (/^x-amz-(?!checksum-|sdk-checksum-)/i.test(name)) merged[name.toLowerCase()] = value;
  }
  return Object.assign(merged, headers);
}
