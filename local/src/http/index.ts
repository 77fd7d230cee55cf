export { type ErrorFamily, renderError } from './error-shape';
export { LocalServerError, type LocalServerErrorCode } from './errors';
export {
  CHECKSUM_ALGORITHMS,
  type Checksum,
  type ChecksumAlgorithm,
  checksumHeader,
  createChecksum,
  type DeclaredChecksum,
  isChecksumValue,
} from './payload';
export { queryParameters } from './query';
export { type LocalServer, type RequestInfo, type ServerOptions, startServer } from './server';
export type { Service, ServiceName, ServiceRequest, ServiceResponse } from './service';
export { ServiceError, type ServiceErrorOptions } from './service-error';
export { type Credentials, type Outgoing, signHeaders } from './signature';
export { renderXml, type XmlTree } from './xml';
