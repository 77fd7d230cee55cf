import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { sendSigned } from '../http/raw';
import { type LocalS3, localS3 } from './s3';

const Bucket = 'photos';
let s3: LocalS3;
beforeAll(async () => {
  s3 = await localS3(() => Date.UTC(2026, 0, 2, 3, 4, 5));
});
afterAll(() => s3.close());

describe('buckets', () => {
  test('are created, found, listed and deleted', async () => {
    const name = { Bucket: 'new-bucket.1' };
    await s3.client.send(
      new CreateBucketCommand({ ...name, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }),
    );
    expect(await s3.client.send(new HeadBucketCommand(name))).toMatchObject({ BucketRegion: 'eu-central-1' });
    const location = await s3.client.send(new GetBucketLocationCommand(name));
    expect(location.LocationConstraint).toBe('eu-central-1');
    const { Buckets, Owner } = await s3.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['new-bucket.1', 'photos']);
    expect(Buckets?.[0]?.CreationDate?.toISOString()).toBe('2026-01-02T03:04:05.000Z');
    expect(Owner?.ID).toBeTruthy();

    await s3.client.send(new PutObjectCommand({ ...name, Key: 'k', Body: 'x' }));
    await expect(s3.client.send(new DeleteBucketCommand(name))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.client.send(new DeleteObjectCommand({ ...name, Key: 'k' }));
    await s3.client.send(new DeleteBucketCommand(name));
    await expect(s3.client.send(new HeadBucketCommand(name))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('of us-east-1 name no location', async () => {
    const location = await s3.client.send(new GetBucketLocationCommand({ Bucket }));
    expect(location.LocationConstraint).toBeFalsy();
  });

  test('refuse a name that is taken or not one', async () => {
    await expect(s3.client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
      $metadata: { httpStatusCode: 409 },
    });
    for (const bad of ['Upper', 'ab', 'a..b', '-a-', '10.0.0.1', 'a_b', '...']) {
      await expect(s3.client.send(new CreateBucketCommand({ Bucket: bad }))).rejects.toMatchObject({
        name: 'InvalidBucketName',
      });
    }
  });

  test.each([
    ['versioning', () => s3.client.send(new GetBucketVersioningCommand({ Bucket }))],
    ['tagging', () => s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: 'k' }))],
  ])('refuse the sub-resource ?%s by name', async (name, ask) => {
    await expect(ask()).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining(`?${name}`),
      $metadata: { httpStatusCode: 501 },
    });
  });

  test.each([
    ['PUT', { body: 'new' }],
    ['GET', {}],
    ['DELETE', {}],
  ])('refuse a sub-resource that nobody has heard of: %s', async (method, body) => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'as it was' }));
    for (const path of ['/photos/kept', '/photos', '/other']) {
      const request = { port: s3.port, service: 's3', method, path, query: { later: '' }, ...body };
      const answer = await sendSigned(request, { path: `${path}?later=` });
      expect([answer.status, answer.body.includes('?later')]).toEqual([501, true]);
    }
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
    expect(await Body?.transformToString()).toBe('as it was');
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: 'kept' }));
  });
});

describe('lists', () => {
  const keys = ['a/1', 'a/2', 'a/b/3', 'b', 'c/', 'c/d e+f%', 'c/ü&<>', 'z\u{e000}', 'z😀'];
  beforeAll(async () => {
    for (const Key of keys) await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });
  const list = async (more: Partial<ListObjectsV2CommandInput> = {}) => {
    const page = await s3.client.send(new ListObjectsV2Command({ Bucket, ...more }));
    return {
      ...page,
      keys: page.Contents?.map(({ Key }) => Key) ?? [],
      prefixes: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
    };
  };

  test('give all keys in the order of their UTF-8 bytes', async () => {
    const page = await list();
    expect(page.keys).toEqual(keys);
    expect(page).toMatchObject({ KeyCount: 9, IsTruncated: false, MaxKeys: 1000 });
    expect(page.Contents?.[3]).toMatchObject({
      Size: 1,
      ETag: '"92eb5ffee6ae2fec3ad71c777531578f"',
      StorageClass: 'STANDARD',
      LastModified: new Date('2026-01-02T03:04:05Z'),
    });
  });

  test('roll keys up at a delimiter', async () => {
    const page = await list({ Delimiter: '/' });
    expect(page.keys).toEqual(['b', 'z\u{e000}', 'z😀']);
    expect(page.prefixes).toEqual(['a/', 'c/']);
    expect(page.KeyCount).toBe(5);
    const below = await list({ Delimiter: '/', Prefix: 'a/' });
    expect([below.keys, below.prefixes]).toEqual([['a/1', 'a/2'], ['a/b/']]);
    expect((await list({ Prefix: 'c/ü' })).keys).toEqual(['c/ü&<>']);
    expect((await list({ StartAfter: 'b' })).keys[0]).toBe('c/');
  });

  test.each([1, 2, 3])('page by %i with and without a delimiter', async (MaxKeys) => {
    for (const Delimiter of [undefined, '/']) {
      const seen: (string | undefined)[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await list({ MaxKeys, Delimiter, ContinuationToken });
        expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(MaxKeys);
        seen.push(...page.keys, ...page.prefixes);
        ContinuationToken = page.NextContinuationToken;
        expect(page.IsTruncated).toBe(ContinuationToken !== undefined);
      } while (ContinuationToken !== undefined);
      const whole = await list({ Delimiter });
      expect([...seen].sort()).toEqual([...whole.keys, ...whole.prefixes].sort());
    }
  });

  test('of the first version page by their marker', async () => {
    const first = await s3.client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1 }));
    expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'a/', CommonPrefixes: [{ Prefix: 'a/' }] });
    const second = await s3.client.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1, Marker: 'a/' }));
    expect(second.Contents?.map(({ Key }) => Key)).toEqual(['b']);
    const rest = await s3.client.send(new ListObjectsCommand({ Bucket, Marker: 'c/ü&<>' }));
    expect(rest.Contents?.map(({ Key }) => Key)).toEqual(['z\u{e000}', 'z😀']);
  });

  test('encode keys for those who ask', async () => {
    const page = await list({ EncodingType: 'url', Prefix: 'c/' });
    expect(page.keys).toEqual(['c/', 'c/d%20e%2Bf%25', 'c/%C3%BC%26%3C%3E']);
    expect(page).toMatchObject({ EncodingType: 'url', Prefix: 'c/' });
  });

  test('refuse a token and a number that are none', async () => {
    await expect(list({ ContinuationToken: 'zzzz' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' });
    expect((await list({ MaxKeys: 0 })).keys).toEqual([]);
  });

  test('go through more than a page of keys', async () => {
    const name = 'many-keys';
    s3.objects.createBucket(name);
    const many = Array.from({ length: 1105 }, (_, i) => `item-${String(i).padStart(5, '0')}`);
    for (let i = 0; i < many.length; i += 50) {
      await Promise.all(
        many.slice(i, i + 50).map((Key) => s3.client.send(new PutObjectCommand({ Bucket: name, Key, Body: 'x' }))),
      );
    }
    const sizes: number[] = [];
    const seen: (string | undefined)[] = [];
    for await (const page of paginateListObjectsV2({ client: s3.client }, { Bucket: name })) {
      sizes.push(page.KeyCount ?? 0);
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
    }
    expect(sizes).toEqual([1000, 105]);
    expect(seen).toEqual(many);
  }, 60_000);
});
