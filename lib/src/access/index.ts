export {
  type BucketPrefix,
  bucketPrefix,
  grantFarKey,
  grantKey,
  keyStatements,
  objects,
  prefix,
  prefixProblem,
  readStatements,
  type S3Access,
  writeStatements,
} from './access';
