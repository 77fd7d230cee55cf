import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Crc32c, Crc64Nvme } from '@aws-sdk/checksums/crc';

/** Checksums that a request may carry. Source: S3 user guide, "Checking object integrity". */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** A checksum of a body, found to be true. */
export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
}

/** A checksum being taken. */
export interface Checksum {
  update(bytes: Uint8Array): void;
  /** To be called once. */
  digest(): Promise<Buffer>;
}

/** `x-amz-checksum-crc32`: the header, or trailer, that carries a checksum. */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

const BYTES: Readonly<Record<ChecksumAlgorithm, number>> = { CRC32: 4, CRC32C: 4, CRC64NVME: 8, SHA1: 20, SHA256: 32 };

/** Whether a text can be a checksum of this kind at all. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, base64: string): boolean {
  return /^[A-Za-z0-9+/]+={0,2}$/.test(base64) && Buffer.from(base64, 'base64').length === BYTES[algorithm];
}

export function createChecksum(algorithm: ChecksumAlgorithm): Checksum {
  switch (algorithm) {
    case 'CRC32':
      return new Crc32();
    case 'CRC32C':
      return bytesOf(new Crc32c());
    case 'CRC64NVME':
      return bytesOf(new Crc64Nvme());
    case 'SHA1':
    case 'SHA256': {
      const sha = createHash(algorithm.toLowerCase());
      return { update: (bytes) => void sha.update(bytes), digest: async () => sha.digest() };
    }
  }
}

class Crc32 implements Checksum {
  private value = 0;

  update(bytes: Uint8Array): void {
    this.value = crc32(bytes, this.value);
  }

  async digest(): Promise<Buffer> {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(this.value);
    return bytes;
  }
}

const bytesOf = (crc: { update(bytes: Uint8Array): void; digest(): Promise<Uint8Array> }): Checksum => ({
  update: (bytes) => crc.update(bytes),
  digest: async () => Buffer.from(await crc.digest()),
});
