/**
 * The environment variables through which a submission reaches a worker. Anything that can set one can submit: the AWS
 * CLI, a schedule, a state machine, a program in another language.
 */
export const ENV = {
  /** JSON text of the caller's un-transformed input. */
  INPUT: 'BATCHWRIGHT_INPUT',
  /** `s3://bucket/key` of the input's JSON (`.json`), or of an items file (`.jsonl`) of which this child reads one. */
  INPUT_URI: 'BATCHWRIGHT_INPUT_URI',
  /** Decimal number added to the child's array index: an array of more than 10,000 items is several array jobs. */
  INDEX_OFFSET: 'BATCHWRIGHT_INDEX_OFFSET',
  /** Name of the contract's job; set in the job definition, so that a worker that serves several jobs can tell. */
  JOB: 'BATCHWRIGHT_JOB',
  /** `s3://bucket` or `s3://bucket/prefix` of the platform's workspace; set in the job definition. */
  WORKSPACE: 'BATCHWRIGHT_WORKSPACE',
  /** For a submitter: the manifest's JSON, `ssm:/path` or `file:path`. */
  MANIFEST: 'BATCHWRIGHT_MANIFEST',
} as const;

/** Variables that AWS Batch itself sets. Source: AWS Batch User Guide, "Job environment variables". */
export const BATCH_ENV = {
  JOB_ID: 'AWS_BATCH_JOB_ID',
  JOB_ATTEMPT: 'AWS_BATCH_JOB_ATTEMPT',
  QUEUE_NAME: 'AWS_BATCH_JQ_NAME',
  COMPUTE_ENVIRONMENT_NAME: 'AWS_BATCH_CE_NAME',
  ARRAY_INDEX: 'AWS_BATCH_JOB_ARRAY_INDEX',
  ARRAY_SIZE: 'AWS_BATCH_JOB_ARRAY_SIZE',
  /** Of a multi-node job: this node's index, how many nodes there are, and the main node's index. */
  NODE_INDEX: 'AWS_BATCH_JOB_NODE_INDEX',
  NODE_COUNT: 'AWS_BATCH_JOB_NUM_NODES',
  MAIN_NODE_INDEX: 'AWS_BATCH_JOB_MAIN_NODE_INDEX',
  /** Private address of the main node; set on the others. */
  MAIN_NODE_ADDRESS: 'AWS_BATCH_JOB_MAIN_NODE_PRIVATE_IPV4_ADDRESS',
} as const;

/** User variables may not begin like this: the service keeps the prefix for itself. */
export const RESERVED_ENV_PREFIX = 'AWS_BATCH';
