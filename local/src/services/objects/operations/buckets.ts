import { type Call, type Operation, OWNER, xmlResponse } from '../call';
import { bucketNotEmpty } from '../errors';
import { readLocation } from '../read-xml';

/** The region that says nothing of itself. Source: S3 API reference, GetBucketLocation. */
const UNNAMED_REGION = 'us-east-1';

export const listBuckets: Operation = async ({ store, query }) => {
  const prefix = query.get('prefix') ?? '';
  const buckets = [...store.buckets.values()]
    .filter(({ name }) => name.startsWith(prefix))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, createdAt, region }) => ({
      Name: name,
      CreationDate: new Date(createdAt).toISOString(),
      BucketRegion: region,
    }));
  return xmlResponse({
    ListAllMyBucketsResult: { Owner: OWNER, Buckets: { Bucket: buckets }, Prefix: prefix || undefined },
  });
};

export const createBucket: Operation = async ({ store, bucket, request }) => {
  const region = readLocation((await request.bytes()).toString());
  store.createBucket(bucket, region || request.region);
  return { status: 200, headers: { location: `/${bucket}` } };
};

export const headBucket: Operation = async ({ store, bucket }) => ({
  status: 200,
  headers: { 'x-amz-bucket-region': store.bucket(bucket).region },
});

export const deleteBucket: Operation = async (call) => {
  const { objects, uploads } = call.store.bucket(call.bucket);
  if (objects.keys.length > 0) throw bucketNotEmpty(call.bucket);
  call.store.buckets.delete(call.bucket);
  await call.store.bodies.remove(
    [...uploads.values()].flatMap((upload) => [...upload.parts.values()].map((part) => part.body)),
  );
  return { status: 204 };
};

export const getBucketLocation: Operation = async (call: Call) => {
  const { region } = call.store.bucket(call.bucket);
  return xmlResponse({ LocationConstraint: region === UNNAMED_REGION ? '' : region });
};
