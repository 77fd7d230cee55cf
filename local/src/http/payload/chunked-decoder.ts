import { ServiceError } from '../service-error';
import { incompleteBody } from './body-errors';
import type { ChunkSignatures } from './chunk-signatures';

/** Longest line between chunks: a size with its signature, or one trailer. */
const LINE_BYTES = 8 * 1024;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Takes the `aws-chunked` framing off a body that arrives in pieces of any size: chunks of `<hex size>[;chunk-signature=...]`
 * and data, a last chunk of size 0, trailers, an empty line. Data comes out as slices of what went in, never copied.
 * Source: S3 API reference, "Signature calculations: transferring payload in multiple chunks".
 */
export class ChunkedDecoder {
  private state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size';
  private line = Buffer.alloc(0);
  private left = 0;
  private endSeen = 0;
  private readonly received = new Map<string, string>();

  /** @param signatures - checks each chunk's signature; without it chunks carry none */
  constructor(private readonly signatures?: ChunkSignatures) {}

  /** @throws {@link ServiceError} when this is not `aws-chunked`, or a chunk's signature is wrong */
  write(bytes: Buffer): Buffer[] {
    const data: Buffer[] = [];
    let at = 0;
    while (at < bytes.length) {
      switch (this.state) {
        case 'size':
        case 'trailers':
          at = this.takeLine(bytes, at);
          break;
        case 'data': {
          const slice = bytes.subarray(at, at + this.left);
          this.signatures?.update(slice);
          data.push(slice);
          this.left -= slice.length;
          at += slice.length;
          if (this.left === 0) this.state = 'data-end';
          break;
        }
        case 'data-end':
          this.takeDataEnd(bytes[at]);
          at += 1;
          break;
        case 'done':
          throw malformed('bytes after the end of the last chunk');
      }
    }
    return data;
  }

  /**
   * Says that the body has ended.
   * @returns trailers, names in lower case
   * @throws {@link ServiceError} `IncompleteBody` when the last chunk or its empty line is missing
   */
  end(): ReadonlyMap<string, string> {
    if (this.state !== 'done') throw incompleteBody('the body ended before its last chunk');
    return this.received;
  }

  private takeDataEnd(byte: number | undefined): void {
    if (byte !== (this.endSeen === 0 ? CR : LF)) throw malformed('a chunk is longer than its size says');
    this.endSeen = (this.endSeen + 1) % 2;
    if (this.endSeen !== 0) return;
    this.signatures?.endChunk();
    this.state = 'size';
  }

  /** Collects bytes up to a line feed and handles the line. */
  private takeLine(bytes: Buffer, from: number): number {
    const feed = bytes.indexOf(LF, from);
    const end = feed === -1 ? bytes.length : feed + 1;
    if (this.line.length + end - from > LINE_BYTES) throw malformed('a line between chunks is too long');
    const part = bytes.subarray(from, end);
    this.line = this.line.length === 0 ? Buffer.from(part) : Buffer.concat([this.line, part]);
    if (feed === -1) return end;
    const text = this.line.toString('latin1');
    // A trailer's value may end in a bare line feed before the line's own end (as in S3's documented example).
    if (!text.endsWith('\r\n')) {
      if (this.state === 'trailers') return end;
      throw malformed('a line between chunks does not end in CR LF');
    }
    this.line = Buffer.alloc(0);
    if (this.state === 'size') this.takeSize(text.trim());
    else this.takeTrailer(text.trim());
    return end;
  }

  private takeSize(line: string): void {
    const match = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
    if (match?.[1] === undefined) throw malformed('a chunk does not begin with its size');
    if ((match[2] !== undefined) !== (this.signatures !== undefined)) {
      throw malformed(`a chunk ${match[2] === undefined ? 'without' : 'with'} a signature in a body of the other kind`);
    }
    this.left = Number.parseInt(match[1], 16);
    if (match[2] !== undefined) this.signatures?.beginChunk(match[2]);
    if (this.left > 0) {
      this.state = 'data';
      return;
    }
    this.signatures?.endChunk();
    this.state = 'trailers';
  }

  private takeTrailer(line: string): void {
    if (line === '') {
      this.signatures?.endTrailers(this.received);
      this.state = 'done';
      return;
    }
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed('a trailer is not of the form name:value');
    this.received.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

const malformed = (what: string): ServiceError =>
  new ServiceError({ status: 400, code: 'InvalidRequest', message: `aws-chunked body: ${what}` });
