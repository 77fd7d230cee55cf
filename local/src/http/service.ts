import type { Readable } from 'node:stream';
import type { ChecksumAlgorithm, DeclaredChecksum } from './payload';

/** A request whose signature has been checked, on its way to the service that its credential scope names. */
export interface ServiceRequest {
  readonly method: string;
  /** Path as it was sent, percent-encoding untouched: `/v1/tags/arn%3Aaws%3A...`. */
  readonly rawPath: string;
  /** Query as it was sent, without the question mark. */
  readonly rawQuery: string;
  /** Header names in lower case; values of a repeated header joined by commas. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Region of the credential scope. */
  readonly region: string;
  /** Id of this request; the response carries it too. */
  readonly requestId: string;
  /**
   * The body without any transfer framing (`aws-chunked` is decoded). Fails with a {@link ServiceError} at its end, or
   * before, when hash, checksum, chunk signature or length are not what the request says, so what was read is to be kept
   * only once it has ended.
   */
  readonly body: Readable;
  /**
   * Reads the whole body.
   * @param limit - bytes. @default 1 MiB
   * @throws {@link ServiceError} 413 when it is longer
   */
  bytes(limit?: number): Promise<Buffer>;
  /** Kind of the checksum that comes with the body, in a header or at its end. */
  readonly checksumAlgorithm: ChecksumAlgorithm | undefined;
  /** That checksum, found to be true; `undefined` before the body has ended. */
  checksum(): DeclaredChecksum | undefined;
}

export interface ServiceResponse {
  readonly status: number;
  /** `content-length`, request id and date are added. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | Readable;
}

/**
 * One AWS service: Batch, S3, SSM, CloudWatch Logs. It answers, or throws a {@link ServiceError} that the server renders in
 * the shape of that service; whatever else it throws becomes a 500 in the same shape, and the stack goes to the log.
 */
export type Service = (request: ServiceRequest) => Promise<ServiceResponse>;

/** Name of a service in a credential scope. */
export type ServiceName = 'batch' | 's3' | 'ssm' | 'logs';
