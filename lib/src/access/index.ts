export { type BucketPrefix, bucketPrefix, grantRead, grantWrite, prefix, prefixProblem, type S3Access } from './access';
