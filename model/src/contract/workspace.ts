/**
 * Where things lie in a platform's workspace bucket. Each job has its own prefix below each kind, so that its role can
 * be confined to it.
 */
export interface S3Location {
  readonly bucket: string;
  readonly key: string;
}

/** Prefix (ending in `/`) of the inputs that were too large for an environment variable, and of items files. */
export const itemsPrefix = (job: string): string => `items/${job}/`;
/** Prefix (ending in `/`) of what a job's workers return. */
export const outputsPrefix = (job: string): string => `outputs/${job}/`;

/** Key of one large input. @param submission - the job's name at Batch, unique per submission */
export const inputKey = (job: string, submission: string): string => `${itemsPrefix(job)}${submission}.json`;
/** Key of an items file. */
export const itemsKey = (job: string, submission: string): string => `${itemsPrefix(job)}${submission}.jsonl`;

/**
 * Key of a job's output. The id alone decides it, so that anybody who knows the id can read the output.
 *
 * @param jobId - id of a plain job, an array parent (with `index`) or a child such as `<uuid>:3`
 * @param index - the child's index in its array; left out for a plain job
 */
export function outputKey(job: string, jobId: string, index?: number): string {
  const [id = jobId, child] = jobId.split(':');
  const at = index ?? child;
  return at === undefined ? `${outputsPrefix(job)}${id}.json` : `${outputsPrefix(job)}${id}/${at}.json`;
}

/** `s3://bucket/key` as text. */
export const formatS3Uri = ({ bucket, key }: S3Location): string =>
  key === '' ? `s3://${bucket}` : `s3://${bucket}/${key}`;

/** Reads `s3://bucket` or `s3://bucket/key`; `undefined` for anything else. */
export function parseS3Uri(uri: string): S3Location | undefined {
  const match = /^s3:\/\/([^/?#]+)(?:\/(.*))?$/s.exec(uri);
  return match?.[1] === undefined ? undefined : { bucket: match[1], key: match[2] ?? '' };
}

/** Joins the workspace's own prefix (with or without a trailing slash) and a key below it. */
export function inWorkspace(workspace: S3Location, key: string): S3Location {
  const prefix = workspace.key === '' || workspace.key.endsWith('/') ? workspace.key : `${workspace.key}/`;
  return { bucket: workspace.bucket, key: `${prefix}${key}` };
}
