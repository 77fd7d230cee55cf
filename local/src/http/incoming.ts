import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import type { RequestHead } from './head';
import { readAll } from './head';
import type { ChecksumAlgorithm, DeclaredChecksum } from './payload';
import {
  ChunkedDecoder,
  ChunkSignatures,
  incompleteBody,
  type PayloadMode,
  type PayloadPromises,
  PayloadStream,
  payloadPromises,
  type SeedSignature,
  tooLarge,
} from './payload';
import type { ServiceRequest } from './service';

const DEFAULT_LIMIT = 1024 * 1024;

interface Admitted extends RequestHead {
  readonly region: string;
  readonly requestId: string;
}

/** A request whose body has been read already. */
export function bufferedRequest(admitted: Admitted, body: Buffer): ServiceRequest {
  return {
    ...admitted,
    get body() {
      return Readable.from([body]);
    },
    async bytes(limit = DEFAULT_LIMIT) {
      if (body.length > limit) throw tooLarge(limit);
      return body;
    },
    checksumAlgorithm: undefined,
    checksum: () => undefined,
  };
}

/** A request whose body is still on its way; it is asked for when the service first looks at it. */
export class StreamedRequest implements ServiceRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: ServiceRequest['headers'];
  readonly region: string;
  readonly requestId: string;
  private stream: PayloadStream | undefined;
  private readonly promises: PayloadPromises;

  /**
   * @param start - called before the body is read: tells a client that waits for it to go on
   * @throws {@link ServiceError} when what the request says about its body is contradictory
   */
  constructor(
    admitted: Admitted,
    private readonly message: IncomingMessage,
    private readonly mode: PayloadMode,
    private readonly seed: SeedSignature,
    private readonly start: () => void,
  ) {
    this.method = admitted.method;
    this.rawPath = admitted.rawPath;
    this.rawQuery = admitted.rawQuery;
    this.headers = admitted.headers;
    this.region = admitted.region;
    this.requestId = admitted.requestId;
    const promises = payloadPromises(mode, admitted.headers);
    this.promises = checksumIsOfObject(admitted) ? { ...promises, checksum: undefined } : promises;
  }

  get checksumAlgorithm(): ChecksumAlgorithm | undefined {
    return this.promises.checksum?.algorithm;
  }

  get body(): Readable {
    if (this.stream !== undefined) return this.stream;
    this.start();
    const stream = new PayloadStream(this.promises, this.decoder());
    const { message } = this;
    // It may fail before the service reads from it, which is then told by the read: an event nobody hears ends the process.
    stream.on('error', () => {});
    // Not `pipeline`: it would destroy the connection, on which the error is still to be sent.
    message.once('error', () => stream.destroy(cutOff()));
    message.once('close', () => {
      if (!message.complete) stream.destroy(cutOff());
    });
    message.pipe(stream);
    this.stream = stream;
    return stream;
  }

  bytes(limit = DEFAULT_LIMIT): Promise<Buffer> {
    return readAll(this.body, limit);
  }

  checksum(): DeclaredChecksum | undefined {
    return this.stream?.verifiedChecksum;
  }

  private decoder(): ChunkedDecoder | undefined {
    if (this.mode.kind !== 'chunked') return undefined;
    return new ChunkedDecoder(this.mode.signed ? new ChunkSignatures(this.seed, this.mode.trailer) : undefined);
  }
}

const cutOff = () => incompleteBody('the connection closed before the body ended');

/** CompleteMultipartUpload is the one request whose checksum header is about the object, not about its own body. */
const checksumIsOfObject = ({ method, rawQuery }: RequestHead): boolean =>
  method === 'POST' && /(^|&)uploadId=/.test(rawQuery);
