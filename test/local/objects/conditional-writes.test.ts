import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { type LocalS3, localS3 } from './s3';

const Bucket = 'photos';
let s3: LocalS3;
beforeEach(async () => {
  s3 = await localS3();
});
afterEach(() => s3.close());

const put = (Key: string, Body: string, conditions: { IfNoneMatch?: string; IfMatch?: string } = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...conditions }));
const text = async (Key: string) =>
  (await s3.client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

describe('PutObject', () => {
  test('with If-None-Match: * creates, and refuses to overwrite', async () => {
    await put('lock', 'first', { IfNoneMatch: '*' });
    await expect(put('lock', 'second', { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
      $metadata: { httpStatusCode: 412 },
    });
    expect(await text('lock')).toBe('first');
  });

  test('with If-Match overwrites that version only', async () => {
    const { ETag } = await put('state', 'one');
    await expect(put('state', 'two', { IfMatch: '"0123"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await put('state', 'two', { IfMatch: ETag });
    await expect(put('state', 'three', { IfMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 412 },
    });
    expect(await text('state')).toBe('two');
  });

  test('with If-Match refuses a key that does not exist', async () => {
    await expect(put('absent', 'x', { IfMatch: '"0123"' })).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('lets one of many writers create an object', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, i) => put('race', `writer ${i}`, { IfNoneMatch: '*' })),
    );
    const winners = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    expect(await text('race')).toBe(`writer ${winners[0]}`);
    expect(await s3.files()).toHaveLength(1);
  });

  test('loses no increment when writers compare and swap', async () => {
    await put('counter', '0');
    const increment = async (): Promise<void> => {
      for (;;) {
        const { Body, ETag } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'counter' }));
        const next = Number(await Body?.transformToString()) + 1;
        try {
          await put('counter', String(next), { IfMatch: ETag });
          return;
        } catch (error) {
          if ((error as Error).name !== 'PreconditionFailed') throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: 8 }, increment));
    expect(await text('counter')).toBe('8');
  });

  test('refuses a condition that S3 does not have', async () => {
    await expect(put('x', 'x', { IfNoneMatch: '"0123"' })).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
