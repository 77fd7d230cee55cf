import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ChecksumAlgorithm, createChecksum } from '../../http';

const READ_BYTES = 256 * 1024;

/** A body that has arrived in whole. */
export interface WrittenBody {
  /** Name of its file; it says nothing about the key. */
  readonly id: string;
  readonly size: number;
  readonly md5: Buffer;
  /** Base64, of the algorithm that was asked for. */
  readonly checksum: string | undefined;
}

/** Where in a body to begin and end, both included. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * Bodies of objects and parts, one file each, in a directory that only this user can enter. A body is written under a
 * temporary name, and has its own only when it is complete.
 */
export class BodyFiles {
  constructor(
    private readonly directory: string,
    private readonly newId: () => string,
  ) {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  }

  /** Takes a body in without holding it in memory. When it fails, nothing is left. */
  async write(source: AsyncIterable<Buffer>, algorithm?: ChecksumAlgorithm | undefined): Promise<WrittenBody> {
    const id = this.newId();
    const partial = join(this.directory, `${id}.partial`);
    const hash = createHash('md5');
    const checksum = algorithm && createChecksum(algorithm);
    let size = 0;
    const measure = async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        size += piece.length;
        hash.update(piece);
        checksum?.update(piece);
        yield piece;
      }
    };
    // Opened first: a stream that opens by itself may still do so after the body has failed and its file was removed.
    const file = await open(partial, 'wx', 0o600);
    try {
      await pipeline(source, measure, file.createWriteStream());
      await rename(partial, join(this.directory, id));
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
    return { id, size, md5: hash.digest(), checksum: (await checksum?.digest())?.toString('base64') };
  }

  /** A body, or a span of it. It stays readable when the object is overwritten or deleted meanwhile. */
  async read(id: string, span?: Span | undefined): Promise<Readable> {
    if (span !== undefined && span.end < span.start) return Readable.from([]);
    const file = await open(join(this.directory, id), 'r');
    return file.createReadStream({ ...span, highWaterMark: READ_BYTES });
  }

  async remove(ids: Iterable<string>): Promise<void> {
    await Promise.all(Array.from(ids, (id) => rm(join(this.directory, id), { force: true })));
  }

  /** Removes the directory with all bodies. */
  async clear(): Promise<void> {
    await rm(this.directory, { recursive: true, force: true });
  }
}
