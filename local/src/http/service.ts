import type { Readable } from 'node:stream';

/** A request whose signature has been checked, on its way to the service that its credential scope names. */
export interface ServiceRequest {
  readonly method: string;
  /** Path as it was sent, percent-encoding untouched: `/v1/tags/arn%3Aaws%3A...`. */
  readonly rawPath: string;
  /** Query as it was sent, without the question mark. */
  readonly rawQuery: string;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Region of the credential scope. */
  readonly region: string;
  /** The body without any transfer framing (`aws-chunked` is decoded, its checksums and chunk signatures are checked). */
  readonly body: Readable;
  /** Reads the whole body. @throws when it is longer than `limit` bytes (a 413 to the caller) */
  bytes(limit?: number): Promise<Buffer>;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

/** One AWS service: Batch, S3, SSM, CloudWatch Logs. */
export type Service = (request: ServiceRequest) => Promise<ServiceResponse>;

/** Name of a service in a credential scope. */
export type ServiceName = 'batch' | 's3' | 'ssm' | 'logs';
