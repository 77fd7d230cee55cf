import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { type LocalS3, localS3 } from './s3';

const MIB = 1024 * 1024;
const Bucket = 'photos';
let s3: LocalS3;
beforeEach(async () => {
  s3 = await localS3();
});
afterEach(() => s3.close());

const bytesOf = async (Key: string, more: { Range?: string; PartNumber?: number } = {}) => {
  const { Body, ...rest } = await s3.client.send(
    new GetObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED', ...more }),
  );
  return { ...rest, bytes: Buffer.from((await Body?.transformToByteArray()) ?? []) };
};
const compositeEtag = (parts: readonly Buffer[]): string => {
  const all = Buffer.concat(parts.map((part) => createHash('md5').update(part).digest()));
  return `"${createHash('md5').update(all).digest('hex')}-${parts.length}"`;
};
const begin = async (Key: string, more: { ChecksumAlgorithm?: ChecksumAlgorithm } = {}) => {
  const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...more }));
  const target = { Bucket, Key, UploadId: UploadId ?? '' };
  return {
    target,
    part: async (PartNumber: number, Body: Buffer) => ({
      PartNumber,
      ...(await s3.client.send(new UploadPartCommand({ ...target, PartNumber, Body, ...more }))),
    }),
    complete: (
      Parts: { PartNumber: number; ETag?: string }[],
      conditions: { IfNoneMatch?: string; IfMatch?: string } = {},
    ) => s3.client.send(new CompleteMultipartUploadCommand({ ...target, MultipartUpload: { Parts }, ...conditions })),
  };
};

describe('a multipart upload', () => {
  test('of a stream of unknown length comes back byte for byte', async () => {
    const body = randomBytes(12 * MIB + 5);
    const pieces = Array.from({ length: 13 }, (_, i) => body.subarray(i * MIB, (i + 1) * MIB));
    const upload = new Upload({
      client: s3.client,
      params: { Bucket, Key: 'stream', Body: Readable.from(pieces), ContentType: 'image/jpeg', Metadata: { a: 'b' } },
    });
    const { ETag } = await upload.done();
    const got = await bytesOf('stream');
    expect(got.bytes.equals(body)).toBe(true);
    expect(got).toMatchObject({ ETag, ContentType: 'image/jpeg', Metadata: { a: 'b' }, ChecksumType: 'COMPOSITE' });
    const parts = [body.subarray(0, 5 * MIB), body.subarray(5 * MIB, 10 * MIB), body.subarray(10 * MIB)];
    expect(ETag).toBe(compositeEtag(parts));
    expect(await s3.files()).toHaveLength(1);
    const across = await bytesOf('stream', { Range: `bytes=${5 * MIB - 2}-${5 * MIB + 1}` });
    expect(across.bytes.equals(body.subarray(5 * MIB - 2, 5 * MIB + 2))).toBe(true);
    const third = await bytesOf('stream', { PartNumber: 3 });
    expect(third.bytes.equals(body.subarray(10 * MIB))).toBe(true);
    expect(third).toMatchObject({ PartsCount: 3, ContentRange: `bytes ${10 * MIB}-${body.length - 1}/${body.length}` });
  });

  test.each<[ChecksumAlgorithm, string]>([
    ['CRC32', 'COMPOSITE'],
    ['CRC32C', 'COMPOSITE'],
    ['SHA1', 'COMPOSITE'],
    ['SHA256', 'COMPOSITE'],
    ['CRC64NVME', 'FULL_OBJECT'],
  ])('has a %s checksum of the type %s', async (ChecksumAlgorithm, type) => {
    const { part, complete } = await begin('summed', { ChecksumAlgorithm });
    const body = randomBytes(5 * MIB + 3);
    const parts = [await part(1, body.subarray(0, 5 * MIB)), await part(2, body.subarray(5 * MIB))];
    const done = await complete(parts);
    const field = `Checksum${ChecksumAlgorithm}` as const;
    expect(done.ChecksumType).toBe(type);
    if (type === 'COMPOSITE') expect(done[field]).toMatch(/-2$/);
    else {
      await s3.client.send(new PutObjectCommand({ Bucket, Key: 'whole', Body: body, ChecksumAlgorithm }));
      expect(done[field]).toBe((await bytesOf('whole'))[field]);
    }
    const got = await bytesOf('summed');
    expect(got.bytes.equals(body)).toBe(true);
    expect(got[field]).toBe(done[field]);
  });

  test('lists its parts and itself, in pages', async () => {
    const { target, part } = await begin('listed');
    for (const number of [3, 1, 2]) await part(number, Buffer.from(`part ${number}`));
    const first = await s3.client.send(new ListPartsCommand({ ...target, MaxParts: 2 }));
    expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
    expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
      [1, 6],
      [2, 6],
    ]);
    const second = await s3.client.send(new ListPartsCommand({ ...target, PartNumberMarker: '2' }));
    expect(second).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3 }] });

    await begin('other');
    const uploads = await s3.client.send(new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1 }));
    expect(uploads).toMatchObject({ IsTruncated: true, Uploads: [{ Key: 'listed', UploadId: target.UploadId }] });
    const rest = await s3.client.send(
      new ListMultipartUploadsCommand({
        Bucket,
        KeyMarker: uploads.NextKeyMarker,
        UploadIdMarker: uploads.NextUploadIdMarker,
      }),
    );
    expect(rest.Uploads?.map(({ Key }) => Key)).toEqual(['other']);
  });

  test('replaces a part that is uploaded again, and leaves out one that is not listed', async () => {
    const { part, complete } = await begin('chosen');
    await part(1, Buffer.from('old'));
    const second = await part(1, Buffer.from('new'));
    await part(2, Buffer.from('left out'));
    await complete([second]);
    expect((await bytesOf('chosen')).bytes.toString()).toBe('new');
    expect(await s3.files()).toHaveLength(1);
  });

  test('takes a range of another object as a part', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
    const { target, complete } = await begin('copied');
    const { CopyPartResult } = await s3.client.send(
      new UploadPartCopyCommand({
        ...target,
        PartNumber: 1,
        CopySource: `${Bucket}/source`,
        CopySourceRange: 'bytes=2-5',
      }),
    );
    await complete([{ PartNumber: 1, ...CopyPartResult }]);
    expect((await bytesOf('copied')).bytes.toString()).toBe('2345');
  });

  test('leaves nothing when it is aborted', async () => {
    const { target, part, complete } = await begin('aborted');
    const uploaded = await part(1, Buffer.from('x'));
    await s3.client.send(new AbortMultipartUploadCommand(target));
    expect(await s3.files()).toEqual([]);
    await expect(complete([uploaded])).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(part(2, Buffer.from('y'))).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  test('refuses parts that are too small, unknown, out of order or changed', async () => {
    const { part, complete } = await begin('refused');
    const one = await part(1, Buffer.from('a'));
    const two = await part(2, Buffer.from('b'));
    await expect(complete([one, two])).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([two, one])).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ ...one, PartNumber: 7 }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([{ ...one, ETag: two.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' });
    await expect(part(10_001, Buffer.from('c'))).rejects.toMatchObject({ name: 'InvalidArgument' });
    await complete([two]);
    expect((await bytesOf('refused')).bytes.toString()).toBe('b');
  });

  test('is completed once when it is to be the first', async () => {
    const uploads = await Promise.all(Array.from({ length: 6 }, () => begin('first')));
    const parts = await Promise.all(uploads.map(({ part }, i) => part(1, Buffer.from(`writer ${i}`))));
    const outcomes = await Promise.allSettled(
      uploads.map(({ complete }, i) => complete([parts[i]!], { IfNoneMatch: '*' })),
    );
    const winners = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ name: 'PreconditionFailed' });
    }
    expect((await bytesOf('first')).bytes.toString()).toBe(`writer ${winners[0]}`);
    // What lost can still be completed without the condition.
    const loser = winners[0] === 0 ? 1 : 0;
    await uploads[loser]!.complete([parts[loser]!]);
    expect((await bytesOf('first')).bytes.toString()).toBe(`writer ${loser}`);
  });
});
