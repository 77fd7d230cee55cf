import { createHash, type Hash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { ServiceError } from '../service-error';
import { incompleteBody } from './body-errors';
import { type Checksum, checksumHeader, createChecksum, type DeclaredChecksum, isChecksumValue } from './checksums';
import type { ChunkedDecoder } from './chunked-decoder';
import type { PayloadPromises } from './promises';

/**
 * A body on its way in: framing taken off, and everything that the request promised about it checked. It ends only when
 * all of that is true; else it fails with a {@link ServiceError}.
 */
export class PayloadStream extends Transform {
  private length = 0;
  private readonly sha256: Hash | undefined;
  private readonly md5: Hash | undefined;
  private readonly checksum: Checksum | undefined;
  private found: DeclaredChecksum | undefined;

  /** @param chunks - decoder of an `aws-chunked` body */
  constructor(
    private readonly promises: PayloadPromises,
    private readonly chunks?: ChunkedDecoder | undefined,
  ) {
    super();
    this.sha256 = promises.sha256 === undefined ? undefined : createHash('sha256');
    this.md5 = promises.md5 === undefined ? undefined : createHash('md5');
    this.checksum = promises.checksum && createChecksum(promises.checksum.algorithm);
  }

  /** The checksum that came with the body; `undefined` before its end. */
  get verifiedChecksum(): DeclaredChecksum | undefined {
    return this.found;
  }

  override _transform(bytes: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    try {
      for (const data of this.chunks?.write(bytes) ?? [bytes]) this.accept(data);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _flush(done: TransformCallback): void {
    this.check().then(
      () => done(),
      (error) => done(error),
    );
  }

  private accept(data: Buffer): void {
    this.length += data.length;
    if (this.promises.length !== undefined && this.length > this.promises.length) {
      throw incompleteBody(`the body is longer than the ${this.promises.length} bytes that it was to have`);
    }
    this.sha256?.update(data);
    this.md5?.update(data);
    this.checksum?.update(data);
    this.push(data);
  }

  private async check(): Promise<void> {
    const trailers = this.chunks?.end();
    const { promises } = this;
    if (promises.length !== undefined && this.length !== promises.length) {
      throw incompleteBody(`the body has ${this.length} bytes, expected ${promises.length}`);
    }
    if (this.sha256 !== undefined && this.sha256.digest('hex') !== promises.sha256) {
      throw refused('XAmzContentSHA256Mismatch', 'x-amz-content-sha256 is not the hash of the body that arrived');
    }
    if (this.md5 !== undefined && !this.md5.digest().equals(Buffer.from(promises.md5 ?? '', 'base64'))) {
      throw refused('BadDigest', 'Content-MD5 is not the MD5 of the body that arrived');
    }
    if (promises.checksum !== undefined && this.checksum !== undefined) {
      const { algorithm } = promises.checksum;
      const header = checksumHeader(algorithm);
      const value = promises.checksum.value ?? trailers?.get(header);
      if (value === undefined || !isChecksumValue(algorithm, value)) {
        throw refused(
          'MalformedTrailerError',
          `the trailer ${header}, which the request announces, did not come as it should`,
        );
      }
      const calculated = await this.checksum.digest();
      if (!calculated.equals(Buffer.from(value, 'base64'))) {
        throw refused(
          'BadDigest',
          `${header} is ${value}, but that of the body that arrived is ${calculated.toString('base64')}`,
        );
      }
      this.found = { algorithm, value };
    }
  }
}

const refused = (code: string, message: string): ServiceError => new ServiceError({ status: 400, code, message });
