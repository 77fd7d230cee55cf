import type { BatchClient, BatchClientConfig } from '@aws-sdk/client-batch';
import type { Store } from '../store';

/** Receives what is worth knowing in operation, such as a look-up after a broken connection. `console` is one. */
export interface RuntimeLogger {
  /** @param data - names of jobs and queues; no inputs, no secrets */
  warn(message: string, data: object): void;
}

export interface ConnectOptions {
  /**
   * Where the platform's manifest is: `ssm:/path`, `file:path` or a path, or its JSON text (begins with `{`).
   * @default - the environment variable BATCHWRIGHT_MANIFEST
   */
  readonly manifest?: string | undefined;
  /**
   * A client of yours. Its retries apply to everything but SubmitJob, which is never repeated blindly.
   * @default - one of our own, with `region`, `credentials` and `endpoint`
   */
  readonly client?: BatchClient | undefined;
  /** @default - the manifest's region, when it is given as text or file; else as the AWS SDK finds it */
  readonly region?: string | undefined;
  /** @default - as the AWS SDK finds them */
  readonly credentials?: BatchClientConfig['credentials'] | undefined;
  /**
   * Endpoint of Batch and of the parameters of the manifest: a local service. The store has an endpoint of its own.
   * @default - AWS_ENDPOINT_URL and its variants, else AWS
   */
  readonly endpoint?: string | undefined;
  /** @default - silent */
  readonly logger?: RuntimeLogger | undefined;
  /**
   * Where `BATCHWRIGHT_MANIFEST` and `AWS_ENDPOINT_URL*` are looked up. The AWS SDK itself reads the process's own.
   * @default process.env
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * How often jobs are looked at, in milliseconds: begins with `minMs`, grows to `maxMs` while nothing changes.
   * @default { minMs: 1000, maxMs: 12000 }
   */
  readonly poll?: { readonly minMs: number; readonly maxMs: number } | undefined;
}

export interface ConnectOptionsWithStore extends ConnectOptions {
  /** Where inputs, items and outputs lie: `s3Store()` of `@batchwright/runtime/s3`. */
  readonly store: Store;
}

export interface ConnectOptionsWithoutStore extends ConnectOptions {
  readonly store?: undefined;
}
