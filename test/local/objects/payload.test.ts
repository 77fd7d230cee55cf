import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { crc32 } from 'node:zlib';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type Signed, sendSigned, signedHeaders } from '../http/raw';
import { type LocalS3, localS3 } from './s3';

const Bucket = 'photos';
let s3: LocalS3;
beforeEach(async () => {
  s3 = await localS3();
});
afterEach(() => s3.close());

const text = async (Key: string) =>
  (await s3.client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();
const crcOf = (body: string): string => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(body));
  return bytes.toString('base64');
};
const putRequest = (headers: Record<string, string>, body: string): Signed => ({
  port: s3.port,
  service: 's3',
  method: 'PUT',
  path: '/photos/key',
  headers,
  body,
});
const nothingStored = async () => {
  expect(await s3.files()).toEqual([]);
  await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'key' }))).rejects.toMatchObject({
    name: 'NotFound',
  });
};
const chunked = (checksum: string) => `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`;
const streaming = {
  'content-encoding': 'aws-chunked',
  'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'x-amz-decoded-content-length': '5',
  'x-amz-trailer': 'x-amz-checksum-crc32',
};

describe('PutObject stores nothing and refuses', () => {
  test.each<[string, string, Record<string, string>, string]>([
    ['a body that is not its hash', 'XAmzContentSHA256Mismatch', { 'x-amz-content-sha256': 'a'.repeat(64) }, 'hello'],
    ['a hash that is none', 'InvalidRequest', { 'x-amz-content-sha256': 'hello' }, 'hello'],
    ['a wrong checksum', 'BadDigest', { 'x-amz-checksum-crc32': crcOf('other') }, 'hello'],
    ['a checksum that is none', 'InvalidRequest', { 'x-amz-checksum-crc32': 'AAAA' }, 'hello'],
    [
      'two checksums',
      'InvalidRequest',
      { 'x-amz-checksum-crc32': crcOf('hello'), 'x-amz-checksum-sha1': 'x' },
      'hello',
    ],
    ['an algorithm without a checksum', 'InvalidRequest', { 'x-amz-sdk-checksum-algorithm': 'CRC32' }, 'hello'],
    ['a checksum that is not known', 'NotImplemented', { 'x-amz-checksum-xxhash3': 'AAAA' }, 'hello'],
    ['a wrong MD5', 'BadDigest', { 'content-md5': createHash('md5').update('x').digest('base64') }, 'hello'],
    ['an MD5 that is none', 'InvalidDigest', { 'content-md5': 'abc' }, 'hello'],
    ['a wrong trailing checksum', 'BadDigest', streaming, chunked(crcOf('other'))],
    ['a trailer that does not come', 'MalformedTrailerError', streaming, '5\r\nhello\r\n0\r\n\r\n'],
    ['a framed body without its end', 'IncompleteBody', streaming, '5\r\nhello\r\n'],
    [
      'a framed body shorter than promised',
      'IncompleteBody',
      { ...streaming, 'x-amz-decoded-content-length': '6' },
      chunked(crcOf('hello')),
    ],
    [
      'a framed body longer than promised',
      'IncompleteBody',
      { ...streaming, 'x-amz-decoded-content-length': '4' },
      chunked(crcOf('hello')),
    ],
    ['a body that is not framed', 'InvalidRequest', streaming, 'hello,\r\nthis is plain'],
  ])('%s: %s', async (_what, code, headers, body) => {
    const response = await sendSigned(putRequest(headers, body));
    expect(response.body).toContain(`<Code>${code}</Code>`);
    expect(response.status).toBe(code === 'NotImplemented' ? 501 : 400);
    await nothingStored();
  });

  test('a body of unknown length', async () => {
    const request = putRequest({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'transfer-encoding': 'chunked' }, 'hello');
    expect(await sendSigned(request)).toMatchObject({ status: 411 });
    await nothingStored();
  });

  test('a body that is cut off when the connection breaks', async () => {
    const headers = await signedHeaders(
      putRequest({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '1000000' }, ''),
    );
    const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const socket = connect(s3.port, '127.0.0.1');
    socket.write(`PUT /photos/key HTTP/1.1\r\n${head.join('')}\r\n${'x'.repeat(200_000)}`);
    while ((await s3.files()).length === 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    while ((await s3.files()).length > 0) await new Promise((resolve) => setImmediate(resolve));
    await nothingStored();
  });
});

describe('PutObject accepts', () => {
  test('a framed body in small pieces', async () => {
    const headers = await signedHeaders(putRequest(streaming, ''));
    const body = chunked(crcOf('hello'));
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(
        {
          port: s3.port,
          host: '127.0.0.1',
          method: 'PUT',
          path: '/photos/key',
          headers: { ...headers, 'content-length': body.length },
        },
        (response) => response.resume().on('end', () => resolve(response.statusCode)),
      );
      sent.on('error', reject);
      sent.setNoDelay(true);
      const step = (at: number): void => {
        if (at === body.length) sent.end();
        else sent.write(body[at] as string, () => setImmediate(step, at + 1));
      };
      step(0);
    });
    expect(status).toBe(200);
    expect(await text('key')).toBe('hello');
  });

  test('a right MD5 and a payload that is not signed', async () => {
    const md5 = createHash('md5').update('hello').digest('base64');
    expect(await sendSigned(putRequest({ 'content-md5': md5 }, 'hello'))).toMatchObject({ status: 200 });
    expect(await sendSigned(putRequest({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }, 'again'))).toMatchObject({
      status: 200,
    });
    expect(await text('key')).toBe('again');
  });

  /** Sends the head with `Expect: 100-continue`, and the body only when it is asked for. */
  const expecting = async (headers: Record<string, string>, secretAccessKey?: string) => {
    const request = putRequest({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '5', ...headers }, '');
    const signed = await signedHeaders({ ...request, ...(secretAccessKey && { secretAccessKey }) });
    return new Promise<{ status: number | undefined; asked: boolean; connection: string | undefined }>(
      (resolve, reject) => {
        let asked = false;
        const sent = httpRequest(
          {
            port: s3.port,
            host: '127.0.0.1',
            method: 'PUT',
            path: '/photos/key',
            headers: { ...signed, expect: '100-continue' },
          },
          (response) => {
            resolve({ status: response.statusCode, asked, connection: response.headers.connection });
            response.resume();
            sent.destroy();
          },
        );
        sent.on('continue', () => {
          asked = true;
          sent.end('hello');
        });
        sent.on('error', reject);
        sent.flushHeaders();
      },
    );
  };

  test('a client that waits to be asked for the body, and asks only for what it takes', async () => {
    expect(await expecting({}, 'wrong')).toEqual({ status: 403, asked: false, connection: 'close' });
    expect(await expecting({})).toMatchObject({ status: 200, asked: true });
    expect(await expecting({ 'if-none-match': '*' })).toEqual({ status: 412, asked: false, connection: 'close' });
  });
});

describe('a presigned URL', () => {
  test('gets and puts an object without any header', async () => {
    const key = 'a +ü/%.jpg';
    const Metadata = { owner: 'me' };
    const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket, Key: key, Metadata }), { expiresIn: 60 });
    const stored = await fetch(url, { method: 'PUT', body: 'presigned' });
    expect(stored.status).toBe(200);
    expect(await s3.client.send(new HeadObjectCommand({ Bucket, Key: key }))).toMatchObject({ Metadata });
    const got = await fetch(await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: key })));
    expect([got.status, await got.text()]).toEqual([200, 'presigned']);
    const part = await fetch(await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: key })), {
      headers: { range: 'bytes=0-2' },
    });
    expect([part.status, await part.text()]).toEqual([206, 'pre']);
  });

  test('is refused for another key, another method and after its time', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' }));
    const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: 'k' }), { expiresIn: 60 });
    expect((await fetch(url.replace('/k?', '/l?'))).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(url.replace('Expires=60', 'Expires=600'))).status).toBe(403);
    const old = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: 'k' }), {
      expiresIn: 60,
      signingDate: new Date(Date.now() - 61_000),
    });
    const late = await fetch(old);
    expect([late.status, await late.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    expect((await fetch(url)).status).toBe(200);
  });
});
