import { ServiceError } from '../service-error';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, checksumHeader, isChecksumValue } from './checksums';

/** How the payload is signed and framed, as `x-amz-content-sha256` says. */
export type PayloadMode =
  | { readonly kind: 'hashed'; readonly sha256: string }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'chunked'; readonly signed: boolean; readonly trailer: boolean };

const UNSIGNED: PayloadMode = { kind: 'unsigned' };
const MODES: ReadonlyMap<string, PayloadMode> = new Map<string, PayloadMode>([
  ['UNSIGNED-PAYLOAD', UNSIGNED],
  ['STREAMING-UNSIGNED-PAYLOAD-TRAILER', { kind: 'chunked', signed: false, trailer: true }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD', { kind: 'chunked', signed: true, trailer: false }],
  ['STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER', { kind: 'chunked', signed: true, trailer: true }],
]);

/** @throws {@link ServiceError} when it is neither a hash nor one of the words that stand for one */
export function payloadMode(declared: string): PayloadMode {
  const mode = MODES.get(declared);
  if (mode !== undefined) return mode;
  if (/^[0-9a-f]{64}$/.test(declared)) return { kind: 'hashed', sha256: declared };
  throw invalid(`x-amz-content-sha256: expected 64 hexadecimal digits or one of ${[...MODES.keys()].join(', ')}`);
}

/** What a request says about its body, to be held against the body itself. */
export interface PayloadPromises {
  /** Hexadecimal. */
  readonly sha256?: string | undefined;
  /** Base64. */
  readonly md5?: string | undefined;
  /** Without a value it comes as a trailer. */
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string | undefined } | undefined;
  /** Bytes without framing. */
  readonly length?: number | undefined;
}

const KNOWN: ReadonlySet<string> = new Set([
  ...CHECKSUM_ALGORITHMS.map(checksumHeader),
  'x-amz-checksum-algorithm',
  'x-amz-checksum-mode',
  'x-amz-checksum-type',
]);

type Headers = Readonly<Record<string, string | undefined>>;

/** @throws {@link ServiceError} when the request contradicts itself */
export function payloadPromises(mode: PayloadMode, headers: Headers): PayloadPromises {
  return {
    sha256: mode.kind === 'hashed' ? mode.sha256 : undefined,
    md5: promisedMd5(headers['content-md5']),
    checksum: promisedChecksum(mode, headers),
    length: mode.kind === 'chunked' ? promisedLength(headers['x-amz-decoded-content-length']) : undefined,
  };
}

function promisedMd5(value: string | undefined): string | undefined {
  if (value === undefined || Buffer.from(value, 'base64').length === 16) return value;
  throw new ServiceError({ status: 400, code: 'InvalidDigest', message: 'Content-MD5: expected 16 bytes in base64' });
}

function promisedLength(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,15}$/.test(value)) return Number(value);
  throw invalid('x-amz-decoded-content-length: expected a number of bytes');
}

function promisedChecksum(mode: PayloadMode, headers: Headers): PayloadPromises['checksum'] {
  const unknown = Object.keys(headers).find((name) => name.startsWith('x-amz-checksum-') && !KNOWN.has(name));
  if (unknown !== undefined) {
    throw new ServiceError({
      status: 501,
      code: 'NotImplemented',
      message: `${unknown}: the local service checks ${CHECKSUM_ALGORITHMS.join(', ')}, and sent nothing to AWS`,
    });
  }
  const carried = CHECKSUM_ALGORITHMS.filter((algorithm) => headers[checksumHeader(algorithm)] !== undefined);
  const trailers = (headers['x-amz-trailer'] ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  const announced = CHECKSUM_ALGORITHMS.filter((algorithm) => trailers.includes(checksumHeader(algorithm)));
  if (announced.length > 0 && !(mode.kind === 'chunked' && mode.trailer)) {
    throw invalid('x-amz-trailer announces a checksum, but x-amz-content-sha256 says that no trailer comes');
  }
  const [algorithm, ...others] = [...carried, ...announced];
  if (others.length > 0) throw invalid('expected a single x-amz-checksum-* header or trailer');
  const wanted = headers['x-amz-sdk-checksum-algorithm']?.toUpperCase();
  if (algorithm === undefined) {
    if (wanted === undefined) return undefined;
    throw invalid('x-amz-sdk-checksum-algorithm is given, but neither an x-amz-checksum-* header nor a trailer of it');
  }
  if (wanted !== undefined && wanted !== algorithm) {
    throw invalid(`x-amz-sdk-checksum-algorithm is ${wanted}, but the checksum that comes is ${algorithm}`);
  }
  const value = headers[checksumHeader(algorithm)];
  if (value !== undefined && !isChecksumValue(algorithm, value)) {
    throw invalid(`${checksumHeader(algorithm)}: expected a ${algorithm} in base64`);
  }
  return { algorithm, value };
}

const invalid = (message: string): ServiceError => new ServiceError({ status: 400, code: 'InvalidRequest', message });
