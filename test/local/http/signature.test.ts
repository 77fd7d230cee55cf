import { readClaim } from '../../../local/src/http/signature/claim';
import { SigningKeys } from '../../../local/src/http/signature/signing-key';
import { verify } from '../../../local/src/http/signature/verify';

// Keys and signatures of the examples in the S3 API reference, "Authenticating requests (AWS Signature Version 4)".
const ACCESS_KEY = 'AKIAIOSFODNN7EXAMPLE';
const KEYS = new SigningKeys('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY');
const NOW = Date.parse('2013-05-24T00:00:00Z');
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const HOST = 'examplebucket.s3.amazonaws.com';

const authorization = (signedHeaders: string, signature: string): string =>
  `AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;

interface Example {
  readonly method?: string;
  readonly rawPath: string;
  readonly rawQuery?: string;
  readonly headers: Record<string, string>;
  readonly payloadHash?: string;
  readonly now?: number;
  readonly accessKeyId?: string;
}

function outcome({
  method = 'GET',
  rawPath,
  rawQuery = '',
  headers,
  payloadHash = EMPTY,
  now = NOW,
  accessKeyId,
}: Example) {
  const found = readClaim(headers, rawQuery);
  if (!found.ok) return found.fault;
  const message = { method, rawPath, rawQuery, headers, payloadHash };
  return verify(found.claim, message, { accessKeyId: accessKeyId ?? ACCESS_KEY, keys: KEYS, now })?.fault ?? 'accepted';
}

const GET_OBJECT: Example = {
  rawPath: '/test.txt',
  headers: {
    host: HOST,
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': '20130524T000000Z',
    authorization: authorization(
      'host;range;x-amz-content-sha256;x-amz-date',
      'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
    ),
  },
};

const PRESIGNED: Example = {
  rawPath: '/test.txt',
  rawQuery:
    'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
    '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
    '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  headers: { host: HOST },
  payloadHash: 'UNSIGNED-PAYLOAD',
};

describe('verify accepts the documented example of', () => {
  test('a ranged GetObject', () => expect(outcome(GET_OBJECT)).toBe('accepted'));

  test('a PutObject whose key is sent in another spelling than it is signed', () => {
    const payloadHash = '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072';
    const headers = {
      date: 'Fri, 24 May 2013 00:00:00 GMT',
      host: HOST,
      'x-amz-content-sha256': payloadHash,
      'x-amz-date': '20130524T000000Z',
      'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      authorization: authorization(
        'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
        '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      ),
    };
    expect(outcome({ method: 'PUT', rawPath: '/test$file.text', headers, payloadHash })).toBe('accepted');
    expect(outcome({ method: 'PUT', rawPath: '/test%24file.text', headers, payloadHash })).toBe('accepted');
  });

  test('a sub-resource without a value', () => {
    const headers = {
      host: HOST,
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
      authorization: authorization(
        'host;x-amz-content-sha256;x-amz-date',
        'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
      ),
    };
    expect(outcome({ rawPath: '/', rawQuery: 'lifecycle', headers })).toBe('accepted');
  });

  test('a list, in any order of its parameters', () => {
    const headers = {
      host: HOST,
      'x-amz-content-sha256': EMPTY,
      'x-amz-date': '20130524T000000Z',
      authorization: authorization(
        'host;x-amz-content-sha256;x-amz-date',
        '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
      ),
    };
    expect(outcome({ rawPath: '/', rawQuery: 'max-keys=2&prefix=J', headers })).toBe('accepted');
    expect(outcome({ rawPath: '/', rawQuery: 'prefix=J&max-keys=2', headers })).toBe('accepted');
  });

  test('a presigned URL', () => expect(outcome(PRESIGNED)).toBe('accepted'));
});

describe('verify refuses', () => {
  test.each<[string, string, Example]>([
    ['another path', 'mismatch', { ...GET_OBJECT, rawPath: '/text.txt' }],
    ['another method', 'mismatch', { ...GET_OBJECT, method: 'HEAD' }],
    [
      'another value of a signed header',
      'mismatch',
      { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, range: 'bytes=0-8' } },
    ],
    ['one more parameter', 'mismatch', { ...GET_OBJECT, rawQuery: 'acl' }],
    ['another payload', 'mismatch', { ...GET_OBJECT, payloadHash: 'UNSIGNED-PAYLOAD' }],
    ['another access key', 'unknown-key', { ...GET_OBJECT, accessKeyId: 'AKIDOTHER' }],
    [
      'an x-amz- header that is not signed',
      'unsigned-header',
      { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, 'x-amz-acl': 'private' } },
    ],
    ['a signature older than 15 minutes', 'skewed', { ...GET_OBJECT, now: NOW + 15 * 60_000 + 1 }],
    ['a signature from more than 15 minutes ahead', 'skewed', { ...GET_OBJECT, now: NOW - 15 * 60_000 - 1 }],
    [
      'a date of another day than the scope',
      'malformed',
      { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, 'x-amz-date': '20130525T000000Z' } },
    ],
    ['a presigned URL past its time', 'expired', { ...PRESIGNED, now: NOW + 86_400_001 }],
    [
      'a presigned URL with a longer time',
      'mismatch',
      { ...PRESIGNED, rawQuery: PRESIGNED.rawQuery?.replace('86400', '86401') ?? '' },
    ],
    ['no signature', 'missing', { ...GET_OBJECT, headers: { host: HOST } }],
    ['version 2', 'unsupported', { ...GET_OBJECT, headers: { host: HOST, authorization: 'AWS AKID:c2ln' } }],
    [
      'a URL presigned by version 2',
      'unsupported',
      { ...PRESIGNED, rawQuery: 'AWSAccessKeyId=A&Signature=c2ln&Expires=1' },
    ],
    [
      'a short signature',
      'malformed',
      { ...GET_OBJECT, headers: { ...GET_OBJECT.headers, authorization: authorization('host', 'ab') } },
    ],
    [
      'a scope without its end',
      'malformed',
      { ...GET_OBJECT, headers: { host: HOST, authorization: 'AWS4-HMAC-SHA256 Credential=A/B' } },
    ],
  ])('%s (%s)', (_what, fault, example) => {
    expect(outcome(example)).toBe(fault);
  });

  test('a signature that does not cover the host', () => {
    const headers = {
      ...GET_OBJECT.headers,
      authorization: authorization('range;x-amz-content-sha256;x-amz-date', '0'.repeat(64)),
    };
    expect(outcome({ ...GET_OBJECT, headers })).toBe('unsigned-header');
  });

  test('not what lies within the 15 minutes', () => {
    expect(outcome({ ...GET_OBJECT, now: NOW + 15 * 60_000 })).toBe('accepted');
    expect(outcome({ ...GET_OBJECT, now: NOW - 15 * 60_000 })).toBe('accepted');
  });
});

test('SigningKeys keeps giving the right key when many scopes are asked for', () => {
  const scope = (date: string) => ({
    scope: `${date}/eu-west-1/batch/aws4_request`,
    date,
    region: 'eu-west-1',
    service: 'batch',
  });
  const first = KEYS.key(scope('20260101'));
  for (let day = 0; day < 200; day += 1) KEYS.key(scope(String(20260200 + day)));
  expect(KEYS.key(scope('20260101')).equals(first)).toBe(true);
  expect(KEYS.key(scope('20260102')).equals(first)).toBe(false);
});
