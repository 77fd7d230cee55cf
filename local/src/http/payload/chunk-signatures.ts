import { createHash, type Hash, hash, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../service-error';
import { hmac } from '../signature';

const EMPTY_HASH = hash('sha256', '', 'hex');
const TRAILER_SIGNATURE = 'x-amz-trailer-signature';

/** What the signature of the request's head gives to those of its chunks. */
export interface SeedSignature {
  readonly key: Buffer;
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly timestamp: string;
  readonly scope: string;
  /** Signature of the head, which the first chunk's is made from. */
  readonly signature: string;
}

/**
 * Checks the chain of chunk signatures, each made from the one before it.
 * Source: S3 API reference, "Signature calculations: transferring payload in multiple chunks".
 */
export class ChunkSignatures {
  private previous: string;
  private declared = '';
  private data: Hash = createHash('sha256');

  /** @param trailer - whether the trailers are signed too */
  constructor(
    private readonly seed: SeedSignature,
    private readonly trailer: boolean,
  ) {
    this.previous = seed.signature;
  }

  beginChunk(declared: string): void {
    this.declared = declared;
    this.data = createHash('sha256');
  }

  update(bytes: Uint8Array): void {
    this.data.update(bytes);
  }

  endChunk(): void {
    this.check('AWS4-HMAC-SHA256-PAYLOAD', this.declared, `${EMPTY_HASH}\n${this.data.digest('hex')}`);
  }

  endTrailers(trailers: ReadonlyMap<string, string>): void {
    if (!this.trailer) return;
    let text = '';
    for (const [name, value] of trailers) if (name !== TRAILER_SIGNATURE) text += `${name}:${value}\n`;
    this.check('AWS4-HMAC-SHA256-TRAILER', trailers.get(TRAILER_SIGNATURE) ?? '', hash('sha256', text, 'hex'));
  }

  private check(algorithm: string, declared: string, hashed: string): void {
    const { key, timestamp, scope } = this.seed;
    const expected = hmac(key, `${algorithm}\n${timestamp}\n${scope}\n${this.previous}\n${hashed}`);
    const got = Buffer.from(declared, 'hex');
    if (got.length !== expected.length || !timingSafeEqual(got, expected)) {
      throw new ServiceError({
        status: 403,
        code: 'SignatureDoesNotMatch',
        message: 'the signature of a chunk or of the trailers is not the one that the local service calculates',
      });
    }
    this.previous = declared;
  }
}
