import type { ErrorFamily } from '../error-shape';
import { ServiceError } from '../service-error';
import type { Fault, Refusal } from './claim';

type Answer = readonly [status: number, code: string];

/**
 * What each kind of service answers to a request that it does not let in.
 * Sources: "Common Errors" of the API references of Batch and STS; S3 API reference, "Error responses".
 */
const JSON_ANSWERS: Readonly<Record<Fault, Answer>> = {
  missing: [403, 'MissingAuthenticationTokenException'],
  unsupported: [403, 'IncompleteSignatureException'],
  malformed: [403, 'IncompleteSignatureException'],
  'unknown-key': [403, 'UnrecognizedClientException'],
  mismatch: [403, 'InvalidSignatureException'],
  'unsigned-header': [403, 'InvalidSignatureException'],
  skewed: [403, 'InvalidSignatureException'],
  expired: [403, 'InvalidSignatureException'],
};
const S3_ANSWERS: Readonly<Record<Fault, Answer>> = {
  missing: [403, 'AccessDenied'],
  unsupported: [400, 'InvalidRequest'],
  malformed: [400, 'AuthorizationHeaderMalformed'],
  'unknown-key': [403, 'InvalidAccessKeyId'],
  mismatch: [403, 'SignatureDoesNotMatch'],
  'unsigned-header': [403, 'AccessDenied'],
  skewed: [403, 'RequestTimeTooSkewed'],
  expired: [403, 'AccessDenied'],
};
const QUERY_ANSWERS: Readonly<Record<Fault, Answer>> = {
  missing: [403, 'MissingAuthenticationToken'],
  unsupported: [403, 'IncompleteSignature'],
  malformed: [403, 'IncompleteSignature'],
  'unknown-key': [403, 'InvalidClientTokenId'],
  mismatch: [403, 'SignatureDoesNotMatch'],
  'unsigned-header': [403, 'SignatureDoesNotMatch'],
  skewed: [403, 'SignatureDoesNotMatch'],
  expired: [403, 'SignatureDoesNotMatch'],
};
const ANSWERS: Readonly<Record<ErrorFamily, Readonly<Record<Fault, Answer>>>> = {
  json: JSON_ANSWERS,
  cbor: JSON_ANSWERS,
  s3: S3_ANSWERS,
  query: QUERY_ANSWERS,
  ec2: QUERY_ANSWERS,
};

/** A refusal as the error that the service's clients know. */
export function refusalError({ fault, message }: Refusal, family: ErrorFamily): ServiceError {
  const [status, code] = ANSWERS[family][fault];
  return new ServiceError({ status, code, message });
}
