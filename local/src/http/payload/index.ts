export { incompleteBody, tooLarge } from './body-errors';
export {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  createChecksum,
  type DeclaredChecksum,
  isChecksumValue,
} from './checksums';
export { ChunkSignatures, type SeedSignature } from './chunk-signatures';
export { ChunkedDecoder } from './chunked-decoder';
export { PayloadStream } from './payload-stream';
export { type PayloadMode, type PayloadPromises, payloadMode, payloadPromises } from './promises';
