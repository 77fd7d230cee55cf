import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, checksumHeader } from '../../http';
import { invalidArgument, invalidRequest } from './errors';

/** Of the whole object, or of the checksums of its parts. */
export type ChecksumType = 'FULL_OBJECT' | 'COMPOSITE';

/** The checksum that an object keeps. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; a composite one has `-<parts>` after it. */
  readonly value: string;
  readonly type: ChecksumType;
}

/** The algorithm of objects for which the writer names none. Source: S3 user guide, "Checking object integrity". */
export const DEFAULT_ALGORITHM: ChecksumAlgorithm = 'CRC64NVME';

export const checksumHeaders = ({ algorithm, value, type }: ObjectChecksum): Record<string, string> => ({
  [checksumHeader(algorithm)]: value,
  'x-amz-checksum-type': type,
});

/** `<ChecksumCRC32>` and its like. */
export const checksumElement = (checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string }) => ({
  [`Checksum${checksum.algorithm}`]: checksum.value,
});

/** @throws {@link ServiceError} when it is not the name of one */
export function readAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = CHECKSUM_ALGORITHMS.find((known) => known === name.toUpperCase());
  if (algorithm === undefined) {
    throw invalidArgument('x-amz-checksum-algorithm', name, `one of ${CHECKSUM_ALGORITHMS.join(', ')}`);
  }
  return algorithm;
}

/**
 * Type of a multipart upload's checksum: what was asked for if the algorithm allows it, else the algorithm's default.
 * Source: S3 user guide, "Checking object integrity", table of algorithms.
 */
export function checksumType(algorithm: ChecksumAlgorithm, asked: string | undefined): ChecksumType {
  if (asked === undefined) return algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE';
  if (asked !== 'FULL_OBJECT' && asked !== 'COMPOSITE') {
    throw invalidArgument('x-amz-checksum-type', asked, 'FULL_OBJECT or COMPOSITE');
  }
  const impossible = asked === 'COMPOSITE' ? algorithm === 'CRC64NVME' : algorithm.startsWith('SHA');
  if (impossible) throw invalidRequest(`the ${asked} checksum type cannot be used with ${algorithm}`);
  return asked;
}
