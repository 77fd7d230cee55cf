import type { S3Client } from '@aws-sdk/client-s3';
import { parseS3Uri, type S3Location } from '@batchwright/model/contract';
import { S3_PATIENCE } from '../patience';
import { WorkerError } from './worker-error';

/** As much of an `S3Client` as a worker needs. */
export type S3Access = Pick<S3Client, 'send'>;

/** Bytes `start` to `end` (exclusive), or the last so many. */
export type ByteRange = { readonly start: number; readonly end: number } | { readonly last: number };

/** The objects of the workspace, as a worker reads and writes them. */
export interface Objects {
  /** @throws {@link WorkerError} `BAD_INPUT` when there is no such object, `RETRYABLE` for a passing fault */
  read(uri: string, range?: ByteRange): Promise<string>;
  /** As `read`, but `undefined` when there is no such object. */
  find(uri: string): Promise<string | undefined>;
  /** @param what - for the message: `the output` */
  write(uri: string, json: string, what: string): Promise<void>;
}

/**
 * Loads the client of S3 when it is first needed: a job with a small input and no output starts without it.
 *
 * @param given - a client to use instead
 */
export function openObjects(given: S3Access | undefined): Objects {
  let loading: Promise<{ readonly s3: typeof import('@aws-sdk/client-s3'); readonly client: S3Access }> | undefined;
  const load = () => {
    loading ??= import('@aws-sdk/client-s3').then((s3) => ({
      s3,
      client: given ?? new s3.S3Client({ requestHandler: S3_PATIENCE }),
    }));
    return loading;
  };
  const get = async (uri: string, range?: ByteRange): Promise<string> => {
    const location = locate(uri);
    const { s3, client } = await load();
    const { Body } = await client.send(
      new s3.GetObjectCommand({ ...location, ...(range === undefined ? {} : { Range: rangeHeader(range) }) }),
    );
    return (await Body?.transformToString('utf-8')) ?? '';
  };
  const notRead = (uri: string, error: unknown): WorkerError =>
    error instanceof WorkerError ? error : s3Failure(`${uri} could not be read`, 's3:GetObject', error);
  return {
    async read(uri, range) {
      try {
        return await get(uri, range);
      } catch (error) {
        throw notRead(uri, error);
      }
    },
    async find(uri) {
      try {
        return await get(uri);
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
        throw notRead(uri, error);
      }
    },
    async write(uri, json, what) {
      const location = locate(uri);
      const { s3, client } = await load();
      try {
        await client.send(new s3.PutObjectCommand({ ...location, Body: json, ContentType: 'application/json' }));
      } catch (error) {
        throw s3Failure(`${what} could not be stored at ${uri}`, 's3:PutObject', error);
      }
    },
  };
}

const rangeHeader = (range: ByteRange): string =>
  'last' in range ? `bytes=-${range.last}` : `bytes=${range.start}-${range.end - 1}`;

function locate(uri: string): { readonly Bucket: string; readonly Key: string } {
  const location: S3Location | undefined = parseS3Uri(uri);
  if (location === undefined || location.key === '') {
    throw new WorkerError('BAD_INPUT', `expected s3://bucket/key; got ${JSON.stringify(uri)}`);
  }
  return { Bucket: location.bucket, Key: location.key };
}

/** What does not exist or is not allowed will not be so at the next attempt either; all else may pass. */
function s3Failure(what: string, permission: string, error: unknown): WorkerError {
  const {
    name = '',
    message = String(error),
    $metadata,
  } = error as {
    readonly name?: string;
    readonly message?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const status = $metadata?.httpStatusCode;
  const text = `${what}: ${name === '' ? '' : `${name}: `}${message}`;
  if (name === 'NoSuchKey' || name === 'InvalidRange') return new WorkerError('BAD_INPUT', text, error);
  const forGood = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return forGood
    ? new WorkerError('FAILED', `${text}; the job's role needs ${permission} on it`, error)
    : new WorkerError('RETRYABLE', text, error);
}
