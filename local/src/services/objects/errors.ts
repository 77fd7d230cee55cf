import { ServiceError } from '../../http';

type Details = Readonly<Record<string, string>>;

const refuse = (status: number, code: string, message: string, details?: Details): ServiceError =>
  new ServiceError({ status, code, message, details });

/** S3's own error codes. Source: S3 API reference, "List of error codes". */
export const noSuchBucket = (bucket: string): ServiceError =>
  refuse(404, 'NoSuchBucket', `there is no bucket ${bucket}; create it first`, { BucketName: bucket });
export const noSuchKey = (key: string): ServiceError =>
  refuse(404, 'NoSuchKey', 'there is no object with this key', { Key: key });
export const noSuchUpload = (id: string): ServiceError =>
  refuse(
    404,
    'NoSuchUpload',
    'there is no such upload under way for this key: it was completed, aborted, or never begun',
    {
      UploadId: id,
    },
  );
export const bucketExists = (bucket: string): ServiceError =>
  refuse(409, 'BucketAlreadyOwnedByYou', `the bucket ${bucket} exists already, and is yours`, { BucketName: bucket });
export const bucketNotEmpty = (bucket: string): ServiceError =>
  refuse(409, 'BucketNotEmpty', `the bucket ${bucket} still holds objects; delete them first`, { BucketName: bucket });
export const preconditionFailed = (condition: string): ServiceError =>
  refuse(412, 'PreconditionFailed', `the object is not as ${condition} requires`, { Condition: condition });
export const invalidArgument = (
  name: string,
  value: string,
  expected: string,
  code = 'InvalidArgument',
): ServiceError =>
  refuse(400, code, `${name}: got ${JSON.stringify(value)}, expected ${expected}`, {
    ArgumentName: name,
    ArgumentValue: value,
  });
export const invalidRequest = (message: string): ServiceError => refuse(400, 'InvalidRequest', message);
export const malformedXml = (expected: string): ServiceError =>
  refuse(400, 'MalformedXML', `the body is not the XML that this operation takes: expected ${expected}`);
export const methodNotAllowed = (method: string, resource: string): ServiceError =>
  refuse(405, 'MethodNotAllowed', `${method} is not an operation on ${resource}`, { Method: method });
/** What S3 has and this service does not. */
export const notImplemented = (what: string): ServiceError =>
  refuse(501, 'NotImplemented', `the local S3 does not serve ${what}. Nothing was sent to AWS.`);
export const badRequest = refuse;
