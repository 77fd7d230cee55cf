import { hash, timingSafeEqual } from 'node:crypto';
import { canonicalObjectPath, canonicalPath, canonicalQuery, canonicalRequest } from './canonical';
import { ALGORITHM, type Claim, type Refusal } from './claim';
import { hmac, type SigningKeys } from './signing-key';

/** Difference between the clocks of sender and service that is let pass, either way. Source: S3's RequestTimeTooSkewed. */
const SKEW_MINUTES = 15;
const MINUTE_MS = 60_000;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface SignedMessage {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Hash of the payload, or the words that stand for it in the canonical request. */
  readonly payloadHash: string;
}

/** Checks key, time and signature of a claim, in this order. `undefined`: it is as it should be. */
export function verify(
  claim: Claim,
  message: SignedMessage,
  { accessKeyId, keys, now }: { readonly accessKeyId: string; readonly keys: SigningKeys; readonly now: number },
): Refusal | undefined {
  if (claim.accessKeyId !== accessKeyId) {
    return refusal(
      'unknown-key',
      'the access key is not the one of the local service; use the credentials that it printed',
    );
  }
  const late = timeProblem(claim, now);
  if (late !== undefined) return late;
  const unsigned = unsignedHeader(claim, message);
  if (unsigned !== undefined) {
    return refusal('unsigned-header', `header ${unsigned} is not signed; add it to SignedHeaders`);
  }
  const signature = hmac(keys.key(claim), stringToSign(claim, message));
  if (!timingSafeEqual(signature, Buffer.from(claim.signature, 'hex'))) {
    return refusal(
      'mismatch',
      'the signature is not the one that the local service calculates; check the secret access key and how the request is signed',
    );
  }
  return undefined;
}

function stringToSign(claim: Claim, message: SignedMessage): string {
  const request = canonicalRequest({
    method: message.method,
    path: OBJECT_SERVICES.has(claim.service) ? canonicalObjectPath(message.rawPath) : canonicalPath(message.rawPath),
    query: canonicalQuery(message.rawQuery, claim.kind === 'query' ? 'X-Amz-Signature' : undefined),
    headers: message.headers,
    signedHeaders: claim.signedHeaders,
    payloadHash: message.payloadHash,
  });
  // Header values are bytes, one a character: hash them as they came.
  return `${ALGORITHM}\n${claim.timestamp}\n${claim.scope}\n${hash('sha256', Buffer.from(request, 'latin1'), 'hex')}`;
}

/** S3's own way of signing paths. Its relatives by name only, such as `s3tables`, do as all others do. */
const OBJECT_SERVICES = new Set(['s3', 's3express', 's3-outposts', 's3-object-lambda']);

function timeProblem(claim: Claim, now: number): Refusal | undefined {
  const { timestamp } = claim;
  if (!timestamp.startsWith(claim.date))
    return refusal('malformed', 'X-Amz-Date is not of the day of the credential scope');
  const at = (from: number, to: number): number => Number(timestamp.slice(from, to));
  const signedAt = Date.UTC(at(0, 4), at(4, 6) - 1, at(6, 8), at(9, 11), at(11, 13), at(13, 15));
  const ageMs = now - signedAt;
  if (ageMs < -SKEW_MINUTES * MINUTE_MS) return skewed('Signature not yet current', claim, now);
  if (claim.expires !== undefined) {
    return ageMs > claim.expires * 1000 ? refusal('expired', 'Request has expired') : undefined;
  }
  if (ageMs > SKEW_MINUTES * MINUTE_MS) return skewed('Signature expired', claim, now);
  return undefined;
}

const skewed = (what: string, { timestamp }: Claim, now: number): Refusal =>
  refusal(
    'skewed',
    `${what}: signed at ${timestamp}, received at ${new Date(now).toISOString()}; ` +
      `at most ${SKEW_MINUTES} minutes of difference are accepted`,
  );

/** The host always has to be signed, and for S3 every `x-amz-*` header that is sent. */
function unsignedHeader(claim: Claim, message: SignedMessage): string | undefined {
  if (!claim.signedHeaders.includes('host')) return 'host';
  if (claim.service !== 's3') return undefined;
  return Object.keys(message.headers).find((name) => name.startsWith('x-amz-') && !claim.signedHeaders.includes(name));
}

const refusal = (fault: Refusal['fault'], message: string): Refusal => ({ ok: false, fault, message });
