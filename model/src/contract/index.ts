export {
  CHECKPOINT_VERSION,
  checkpointKey,
  checkpointsPrefix,
  formatCheckpoint,
  parseCheckpoint,
  type StoredCheckpoint,
} from './checkpoint';
export { BATCH_ENV, ENV, RESERVED_ENV_PREFIX } from './environment';
export { ContractError, type ContractErrorCode } from './errors';
export { EXIT, type ExitName, exitOf } from './exits';
export { readVersioned, type Versioned } from './format';
export {
  encodeItems,
  formatIndexEntry,
  formatTrailer,
  INDEX_ENTRY_BYTES,
  ITEMS_VERSION,
  type ItemsTrailer,
  indexRange,
  itemRange,
  parseTrailer,
  splitArray,
  TRAILER_BYTES,
} from './items';
export { type AnyJob, defineJob, type Job, type Schema, unchecked } from './job';
export { type EncodedJson, encodeJson, type JsonProblem, type MustBeJson, type NotJson } from './json';
export {
  assembleManifest,
  headParameter,
  jobParameter,
  MANIFEST_VERSION,
  type Manifest,
  type ManifestForm,
  type ManifestHead,
  type ManifestJob,
  type ManifestJobPart,
  type ManifestQueue,
  manifestPath,
  parseManifest,
} from './manifest';
export {
  ENCRYPTION_KEY,
  formatNames,
  NAME_ENDS,
  nameFollows,
  namesParameter,
  parseManifestHead,
  queueKey,
  WORKSPACE_KEY,
} from './manifest-head';
export { isContractName, MAX_CONTRACT_NAME, NAME_RULE } from './names';
export { formatOutput, OUTPUT_VERSION, parseOutput, type StoredOutput } from './output';
export { definePlatform, type Platform } from './platform';
export { retryRules } from './retry-rules';
export { describeIssues, type SchemaIssue, type Validated, validate } from './validate';
export {
  formatS3Uri,
  inputKey,
  inWorkspace,
  itemsKey,
  itemsPrefix,
  outputKey,
  outputsPrefix,
  parseS3Uri,
  type S3Location,
} from './workspace';
