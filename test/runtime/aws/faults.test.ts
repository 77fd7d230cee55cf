import { errorOf, faultOf } from '../../../runtime/src/aws';

const http = (httpStatusCode: number, name: string, more: object = {}) =>
  Object.assign(new Error('words'), { name, $metadata: { httpStatusCode, ...more } });
const node = (code: string) => Object.assign(new Error('words'), { code });

test.each([
  [http(429, 'TooManyRequestsException'), 'throttled'],
  [http(400, 'ThrottlingException'), 'throttled'],
  [http(503, 'SlowDown'), 'throttled'],
  [http(400, 'ClientException'), 'refused'],
  [http(403, 'AccessDeniedException'), 'refused'],
  [http(403, 'InvalidSignatureException', { clockSkewCorrected: true }), 'skewed'],
  [http(408, 'RequestTimeout'), 'ambiguous'],
  [http(500, 'ServerException'), 'ambiguous'],
  [http(502, 'Unknown'), 'ambiguous'],
  [http(200, 'SyntaxError'), 'ambiguous'],
  [node('ECONNRESET'), 'ambiguous'],
  [node('EPIPE'), 'ambiguous'],
  [node('ECONNREFUSED'), 'unsent'],
  [node('ENOTFOUND'), 'unsent'],
  [Object.assign(new AggregateError([node('ECONNREFUSED'), node('ENETUNREACH')]), {}), 'unsent'],
  [new AggregateError([node('ECONNREFUSED'), node('ECONNRESET')]), 'ambiguous'],
  [Object.assign(new Error('x'), { name: 'TimeoutError' }), 'ambiguous'],
  [Object.assign(new Error('x'), { name: 'CredentialsProviderError' }), 'no-credentials'],
  [new Error('Region is missing'), 'no-region'],
  [new TypeError('a bug'), 'ambiguous'],
  ['a text', 'ambiguous'],
  [undefined, 'ambiguous'],
])('%p is %s', (error, kind) => {
  expect(faultOf(error).kind).toBe(kind);
});

test.each([
  [http(429, 'x'), { code: 'THROTTLED', retryable: true }],
  [http(403, 'AccessDeniedException'), { code: 'REFUSED', retryable: false, status: 403 }],
  [node('ECONNREFUSED'), { code: 'UNAVAILABLE', retryable: true }],
  [http(500, 'x'), { code: 'UNAVAILABLE', retryable: true }],
  [new Error('Region is missing'), { code: 'INVALID_OPTION', option: 'region' }],
])('%p becomes an error that keeps it as its cause', (cause, expected) => {
  expect(errorOf('ListJobs', cause)).toMatchObject({ ...expected, cause });
});
