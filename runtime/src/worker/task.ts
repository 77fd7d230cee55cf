import {
  BATCH_ENV,
  checkpointKey,
  ENV,
  formatS3Uri,
  inWorkspace,
  outputKey,
  parseS3Uri,
  type S3Location,
} from '@batchwright/model/contract';
import { WorkerError } from './worker-error';

/** Where the input is: in the environment, a whole object, or one item of a file. */
export type InputSource =
  | { readonly kind: 'inline'; readonly json: string }
  | { readonly kind: 'object'; readonly uri: string }
  | { readonly kind: 'item'; readonly uri: string; readonly index: number };

/** Which node of a multi-node job this is. */
export interface Node {
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** Whether the job ends when this node's program does, and what it returns is the job's output. */
  readonly main: boolean;
  /** Private IPv4 address of the main node, for the others; it is up before they start. */
  readonly mainAddress?: string | undefined;
}

/** What the environment says of the attempt that this process is. */
export interface Task {
  readonly jobId: string;
  readonly attempt: number;
  readonly index: number;
  readonly arraySize: number | undefined;
  readonly node: Node | undefined;
  readonly input: InputSource;
  /** Where the output belongs; absent when the job has none, or when another node stores it. */
  readonly outputUri: string | undefined;
  /** Where its checkpoint is; absent when the job has no workspace. */
  readonly checkpointUri: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the environment. @throws {@link WorkerError} `BAD_INPUT`: another attempt would find the same */
export function readTask(env: Environment, job: string, hasOutput: boolean): Task {
  const deployed = env[ENV.JOB];
  if (deployed !== undefined && deployed !== job) {
    throw new WorkerError(
      'BAD_INPUT',
      `this container was deployed for job "${deployed}" (${ENV.JOB}), its program serves "${job}"; deploy the right image or command`,
    );
  }
  const jobId = env[BATCH_ENV.JOB_ID];
  if (jobId === undefined || jobId === '') {
    throw new WorkerError(
      'BAD_INPUT',
      `${BATCH_ENV.JOB_ID} is not set: this program is the worker of a Batch job; submit the job, on AWS or to a local service`,
    );
  }
  const child = numberIn(env, BATCH_ENV.ARRAY_INDEX);
  const index = (child ?? 0) + (numberIn(env, ENV.INDEX_OFFSET) ?? 0);
  const node = nodeIn(env);
  return {
    jobId,
    attempt: numberIn(env, BATCH_ENV.JOB_ATTEMPT) ?? 1,
    index,
    arraySize: child === undefined ? undefined : numberIn(env, BATCH_ENV.ARRAY_SIZE),
    node,
    input: inputSource(env, index),
    outputUri: hasOutput && node?.main !== false ? outputUri(env, job, jobId, child) : undefined,
    checkpointUri: checkpointUri(env, job, jobId, child, node),
  };
}

/** Source: User Guide, "Multi-node parallel jobs": environment variables. */
function nodeIn(env: Environment): Node | undefined {
  const index = numberIn(env, BATCH_ENV.NODE_INDEX);
  if (index === undefined) return undefined;
  return {
    index,
    count: numberIn(env, BATCH_ENV.NODE_COUNT) ?? 1,
    main: index === (numberIn(env, BATCH_ENV.MAIN_NODE_INDEX) ?? 0),
    mainAddress: env[BATCH_ENV.MAIN_NODE_ADDRESS],
  };
}

function inputSource(env: Environment, index: number): InputSource {
  const json = env[ENV.INPUT];
  if (json !== undefined) return { kind: 'inline', json };
  const uri = env[ENV.INPUT_URI];
  if (uri === undefined) {
    throw new WorkerError('BAD_INPUT', `there is no input: neither ${ENV.INPUT} nor ${ENV.INPUT_URI} is set`);
  }
  return uri.endsWith('.jsonl') ? { kind: 'item', uri, index } : { kind: 'object', uri };
}

/** The main node stores the output of the whole job. Whether a node's own id has its number is not documented. */
const NODE_SUFFIX = /#\d+$/;

function outputUri(env: Environment, job: string, jobId: string, child: number | undefined): string {
  const workspace = workspaceIn(env);
  if (workspace === undefined) {
    throw new WorkerError(
      'BAD_INPUT',
      `job "${job}" returns an output, and ${ENV.WORKSPACE} says nowhere to put it (got ${env[ENV.WORKSPACE] ?? 'nothing'}; expected s3://bucket); add the job with addJob, or set the variable in its definition`,
    );
  }
  return formatS3Uri(inWorkspace(workspace, outputKey(job, jobId.replace(NODE_SUFFIX, ''), child)));
}

/** Not every job saves something: it is missed by one that does. */
function checkpointUri(
  env: Environment,
  job: string,
  jobId: string,
  child: number | undefined,
  node: Node | undefined,
): string | undefined {
  const workspace = workspaceIn(env);
  return workspace && formatS3Uri(inWorkspace(workspace, checkpointKey(job, jobId, child, node?.index)));
}

const workspaceIn = (env: Environment): S3Location | undefined => parseS3Uri(env[ENV.WORKSPACE] ?? '');

function numberIn(env: Environment, name: string): number | undefined {
  const text = env[name];
  if (text === undefined || text === '') return undefined;
  if (!/^\d+$/.test(text))
    throw new WorkerError('BAD_INPUT', `${name} must be a whole number; got ${JSON.stringify(text)}`);
  return Number(text);
}
