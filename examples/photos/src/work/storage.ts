import { GetObjectCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { RetryableError } from '@batchwright/runtime/worker';

/** Where one object lies. */
export interface ObjectAddress {
  readonly bucket: string;
  readonly key: string;
}

/** The objects that a job reads and writes. Every fault names the object, and says whether another attempt may help. */
export interface Storage {
  get(from: ObjectAddress): Promise<Uint8Array>;
  put(to: ObjectAddress, body: Uint8Array | string, contentType: string): Promise<void>;
  /** Keys below a prefix, in the service's order. */
  list(bucket: string, prefix: string): AsyncIterable<string>;
}

export function s3Storage(client: S3Client, abortSignal: AbortSignal): Storage {
  return {
    async get(from) {
      return named('cannot read', from, async () => {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: from.bucket, Key: from.key }), {
          abortSignal,
        });
        return (await Body?.transformToByteArray()) ?? new Uint8Array();
      });
    },
    async put(to, body, contentType) {
      await named('cannot write', to, () =>
        client.send(new PutObjectCommand({ Bucket: to.bucket, Key: to.key, Body: body, ContentType: contentType }), {
          abortSignal,
        }),
      );
    },
    async *list(bucket, prefix) {
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }, { abortSignal });
      for (;;) {
        const page = await named('cannot list', { bucket, key: prefix }, () => pages.next());
        if (page.done) return;
        for (const { Key } of page.value.Contents ?? []) if (Key !== undefined) yield Key;
      }
    },
  };
}

async function named<T>(what: string, { bucket, key }: ObjectAddress, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : { name: 'Error', message: String(cause) };
    const text = `${what} s3://${bucket}/${key}: ${name === 'Error' ? '' : `${name}: `}${message}`;
    throw maybePassing(cause) ? new RetryableError(text, { cause }) : new Error(text, { cause });
  }
}

/** No answer, a server's fault or "slow down": another attempt may find the service well again. */
function maybePassing(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { $metadata, name } = error as { $metadata?: { httpStatusCode?: number }; name?: string };
  if (name === 'CredentialsProviderError' || name === 'AbortError') return false;
  const status = $metadata?.httpStatusCode;
  return status === undefined || status >= 500 || status === 429;
}
