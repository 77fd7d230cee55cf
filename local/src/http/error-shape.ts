import type { ServiceError } from './service-error';
import { renderXml, type XmlTree } from './xml';

/**
 * How the clients of a service expect its errors:
 * - `json`: restJson1 and awsJson (Batch, SSM, Logs, Lambda, DynamoDB, ...)
 * - `cbor`: Smithy RPC v2 CBOR, which a client announces itself
 * - `s3`: S3's bare `<Error>`
 * - `query`: awsQuery and the other XML services (STS, IAM, SNS, CloudFormation, Route 53, ...)
 * - `ec2`: EC2's own
 */
export type ErrorFamily = 'json' | 'cbor' | 's3' | 'query' | 'ec2';

type Headers = Readonly<Record<string, string | undefined>>;

/** Services that answer in XML although their requests do not say so by a form content type. */
const XML_SERVICES = new Set(['sts', 'iam', 'sns', 'cloudformation', 'cloudfront', 'route53', 'autoscaling', 'rds']);

/** The family that a client of this request parses. @param service - of the credential scope, when there is one */
export function errorFamily(service: string | undefined, headers: Headers): ErrorFamily {
  if (headers['smithy-protocol'] === 'rpc-v2-cbor') return 'cbor';
  if (service === 's3' || service === 's3express') return 's3';
  if (service === 'ec2') return 'ec2';
  const type = headers['content-type'] ?? '';
  if (headers['x-amz-target'] !== undefined || type.includes('json')) return 'json';
  if (type.startsWith('application/x-www-form-urlencoded')) return 'query';
  if (service === undefined) return 's3';
  return XML_SERVICES.has(service) || type.includes('xml') ? 'query' : 'json';
}

export interface RenderedError {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** An error in the shape of its family. */
export function renderError(
  family: ErrorFamily,
  error: Pick<ServiceError, 'status' | 'code' | 'message' | 'details'>,
  requestId: string,
  contentType: string | undefined,
): RenderedError {
  const { code, message, details } = error;
  switch (family) {
    case 'json': {
      // awsJson clients look at the version that they have asked for.
      const type = contentType?.startsWith('application/x-amz-json') ? contentType : 'application/json';
      return {
        headers: { 'content-type': type, 'x-amzn-errortype': code },
        body: JSON.stringify({ __type: code, message, ...details }),
      };
    }
    case 'cbor':
      return {
        headers: { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' },
        body: cborOfTexts({ __type: code, message, ...details }),
      };
    case 's3':
      return xml('application/xml', {
        Error: { Code: code, Message: message, ...details, RequestId: requestId, HostId: 'batchwright-local' },
      });
    case 'query': {
      const Type = error.status < 500 ? 'Sender' : 'Receiver';
      return xml('text/xml', {
        ErrorResponse: { Error: { Type, Code: code, Message: message, ...details }, RequestId: requestId },
      });
    }
    case 'ec2':
      return xml('text/xml', {
        Response: { Errors: { Error: { Code: code, Message: message, ...details } }, RequestID: requestId },
      });
  }
}

const xml = (contentType: string, tree: XmlTree): RenderedError => ({
  headers: { 'content-type': contentType },
  body: renderXml(tree),
});

/** A map of texts in CBOR (RFC 8949): major types 5 and 3 are all that an error needs. */
function cborOfTexts(map: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(map);
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat().flatMap(cborText)]);
}

function cborText(text: string): Buffer[] {
  const bytes = Buffer.from(text);
  return [cborHead(3, bytes.length), bytes];
}

function cborHead(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  const head = Buffer.alloc(5);
  head[0] = (major << 5) | 26;
  head.writeUInt32BE(length, 1);
  return head;
}
