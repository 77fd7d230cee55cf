import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  type ChecksumAlgorithm,
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from '@aws-sdk/client-s3';
import { type LocalS3, localS3 } from './s3';

const MIB = 1024 * 1024;
const Bucket = 'photos';
let s3: LocalS3;
beforeAll(async () => {
  s3 = await localS3();
});
afterAll(() => s3.close());

const put = (Key: string, Body: PutObjectCommandInput['Body'], more: Partial<PutObjectCommandInput> = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, more: Partial<GetObjectCommandInput> = {}) => {
  const { Body, ...rest } = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return { ...rest, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
};
const md5 = (bytes: string | Buffer): string => `"${createHash('md5').update(bytes).digest('hex')}"`;

describe('PutObject and GetObject', () => {
  const large = randomBytes(6 * MIB + 7);

  test.each<[string, Buffer]>([
    ['0 bytes', Buffer.alloc(0)],
    ['1 byte', Buffer.from('a')],
    ['64 KiB', randomBytes(65_536)],
    ['more than 6 MiB', large],
  ])('give back a buffer of %s', async (name, body) => {
    const { ETag } = await put(name, body);
    const got = await get(name);
    expect(got.bytes.equals(body)).toBe(true);
    expect(got).toMatchObject({ ETag: md5(body), ContentLength: body.length, ContentType: 'application/octet-stream' });
    expect(ETag).toBe(md5(body));
  });

  test('give back a string in UTF-8', async () => {
    await put('string', 'Grüße, 世界');
    expect((await get('string')).bytes.toString()).toBe('Grüße, 世界');
  });

  test('give back a stream of known length', async () => {
    const pieces = [large.subarray(0, 100_000), large.subarray(100_000, 100_001), large.subarray(100_001)];
    await put('stream', Readable.from(pieces), { ContentLength: large.length });
    const got = await get('stream');
    expect(got.bytes.equals(large)).toBe(true);
    expect(got.ContentEncoding).toBeUndefined();
  });

  test('give back a file that is streamed', async () => {
    const path = join(s3.directory, 'input');
    await writeFile(path, large);
    await put('file', createReadStream(path), { ContentEncoding: 'gzip' });
    const got = await get('file');
    expect(got.bytes.equals(large)).toBe(true);
    expect(got.ContentEncoding).toBe('gzip');
  });

  test.each<ChecksumAlgorithm>(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'])(
    'keep the checksum %s of a buffer and of a stream',
    async (algorithm) => {
      const field = `Checksum${algorithm}` as const;
      for (const body of [Buffer.from('checked'), Readable.from(['che', 'cked'])]) {
        const stored = await put('checked', body, { ChecksumAlgorithm: algorithm, ContentLength: 7 });
        expect(stored[field]).toMatch(/^[A-Za-z0-9+/]+=*$/);
        const got = await get('checked', { ChecksumMode: 'ENABLED' });
        expect(got).toMatchObject({ [field]: stored[field], ChecksumType: 'FULL_OBJECT' });
        expect(got.bytes.toString()).toBe('checked');
      }
    },
  );

  test('take a CRC64NVME when the client sends no checksum', async () => {
    const plain = s3.connect({
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
    });
    await plain.send(new PutObjectCommand({ Bucket, Key: 'plain', Body: '123456789' }));
    // The check value of the CRC-64/NVME catalogue entry: 0xae8b14860a799888.
    expect((await get('plain', { ChecksumMode: 'ENABLED' })).ChecksumCRC64NVME).toBe('rosUhgp5mIg=');
  });

  test('keep metadata and headers', async () => {
    const headers = {
      CacheControl: 'max-age=60',
      ContentDisposition: 'attachment; filename="a b.txt"',
      ContentLanguage: 'de',
      ContentType: 'text/plain; charset=utf-8',
      Metadata: { owner: 'someone', 'frame-count': '12', spaced: 'a  b' },
    };
    await put('headers', 'x', headers);
    expect(await get('headers')).toMatchObject(headers);
    expect(await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'headers' }))).toMatchObject(headers);
    const changed = await get('headers', { ResponseContentType: 'image/png' });
    expect(changed.ContentType).toBe('image/png');
  });

  test.each([
    'with space',
    'a+b%2Fc%',
    '../../etc/passwd',
    '..',
    '.hidden/./x//y/',
    'Grüße/世界/😀',
    'quote"<&>\'',
    'a?b#c=d&e;f,g@h:i!j$k(l)*m',
    'tab\tnew\nline\rreturn',
    `long-${'k'.repeat(1019)}`,
  ])('take the key %j, and no file is named after it', async (key) => {
    await put(key, `body of ${key}`);
    expect((await get(key)).bytes.toString()).toBe(`body of ${key}`);
    for (const file of await s3.files()) expect(file).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('refuse a key of more than 1024 bytes', async () => {
    await expect(put('ü'.repeat(513), 'x')).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  test('keep bodies where only this user can read them', async () => {
    expect((await stat(join(s3.directory, 'bodies'))).mode & 0o777).toBe(0o700);
  });

  test('refuse to overlook what is not served', async () => {
    await expect(put('tagged', 'x', { Tagging: 'a=b' })).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('x-amz-tagging'),
    });
    await expect(put('public', 'x', { ACL: 'public-read' })).rejects.toMatchObject({
      name: 'AccessControlListNotSupported',
    });
  });

  test('leave one body on disk for each object when it is overwritten', async () => {
    const own = await localS3();
    for (let i = 0; i < 5; i += 1) await own.client.send(new PutObjectCommand({ Bucket, Key: 'same', Body: `${i}` }));
    expect(await own.files()).toHaveLength(1);
    await own.close();
  });

  test('let a reader finish while the object is overwritten', async () => {
    await put('race', large);
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'race' }));
    await put('race', 'new');
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(large)).toBe(true);
    expect((await get('race')).bytes.toString()).toBe('new');
  });
});

describe('GetObject', () => {
  const body = Buffer.from('0123456789');
  beforeAll(() => put('digits', body));

  test.each([
    ['bytes=0-3', '0123', 'bytes 0-3/10'],
    ['bytes=4-', '456789', 'bytes 4-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=8-100', '89', 'bytes 8-9/10'],
    ['bytes=-100', '0123456789', 'bytes 0-9/10'],
  ])('gives the range %s', async (Range, text, ContentRange) => {
    const got = await get('digits', { Range });
    expect(got.bytes.toString()).toBe(text);
    expect(got).toMatchObject({ ContentRange, ContentLength: text.length, $metadata: { httpStatusCode: 206 } });
  });

  test('refuses a range outside of the object', async () => {
    await expect(get('digits', { Range: 'bytes=10-' })).rejects.toMatchObject({
      name: 'InvalidRange',
      ActualObjectSize: '10',
      $metadata: { httpStatusCode: 416 },
    });
  });

  test('answers conditions as HTTP says', async () => {
    const { ETag, LastModified } = await get('digits');
    const later = new Date((LastModified?.getTime() ?? 0) + 1000);
    const earlier = new Date((LastModified?.getTime() ?? 0) - 1000);
    expect((await get('digits', { IfMatch: ETag })).bytes).toHaveLength(10);
    expect((await get('digits', { IfNoneMatch: '"other"' })).bytes).toHaveLength(10);
    expect((await get('digits', { IfModifiedSince: earlier })).bytes).toHaveLength(10);
    await expect(get('digits', { IfMatch: '"other"' })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } });
    await expect(get('digits', { IfUnmodifiedSince: earlier })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    await expect(get('digits', { IfNoneMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 304 } });
    await expect(get('digits', { IfModifiedSince: later })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
  });

  test('refuses a key or bucket that does not exist', async () => {
    await expect(get('nothing')).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
    await expect(get('x', { Bucket: 'nowhere' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const head = s3.client.send(new HeadObjectCommand({ Bucket, Key: 'nothing' }));
    await expect(head).rejects.toMatchObject({ name: 'NotFound' });
  });
});

describe('CopyObject', () => {
  test('copies the body with its headers, or with others', async () => {
    await put('from/a +ü', 'copied', { ContentType: 'text/plain', Metadata: { a: '1' } });
    const CopySource = `${Bucket}/${encodeURIComponent('from/a +ü')}`;
    await s3.client.send(new CopyObjectCommand({ Bucket, Key: 'to', CopySource }));
    expect(await get('to')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' }, ETag: md5('copied') });
    await s3.client.send(
      new CopyObjectCommand({ Bucket, Key: 'to', CopySource, MetadataDirective: 'REPLACE', Metadata: { b: '2' } }),
    );
    const replaced = await get('to');
    expect(replaced).toMatchObject({ Metadata: { b: '2' } });
    expect(replaced.bytes.toString()).toBe('copied');
  });

  test('refuses a source that is missing or not as the conditions say, and a copy onto itself', async () => {
    await put('source', 'x');
    const copy = (Key: string, source: string, more = {}) =>
      s3.client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/${source}`, ...more }));
    await expect(copy('to', 'missing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy('to', 'source', { CopySourceIfMatch: '"no"' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await expect(copy('source', 'source')).rejects.toMatchObject({ name: 'InvalidRequest' });
  });
});

describe('DeleteObject and DeleteObjects', () => {
  test('delete what is there and do not mind what is not', async () => {
    await put('gone', 'x');
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'gone' }));
    await expect(get('gone')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('delete a list of keys, of any characters', async () => {
    const keys = ['d/a&b', 'd/<x>', 'd/ spaced ', 'd/ü\r\n', 'd/1e3'];
    for (const key of keys) await put(key, 'x');
    const Objects = [...keys, 'd/never'].map((Key) => ({ Key }));
    const { Deleted, Errors } = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted?.map(({ Key }) => Key)).toEqual([...keys, 'd/never']);
    expect(Errors ?? []).toEqual([]);
    for (const key of keys) await expect(get(key)).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});
