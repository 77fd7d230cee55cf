export {
  type BucketPrefix,
  bucketPrefix,
  grantFarKey,
  grantKey,
  keyStatements,
  prefix,
  prefixProblem,
  readStatements,
  type S3Access,
  writeStatements,
} from './access';
