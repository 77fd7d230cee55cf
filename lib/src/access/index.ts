export {
  type BucketPrefix,
  bucketPrefix,
  grantKey,
  prefix,
  prefixProblem,
  readStatements,
  type S3Access,
  writeStatements,
} from './access';
