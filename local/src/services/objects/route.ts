import type { ServiceRequest } from '../../http';
import { queryParameters } from '../../http';
import type { Call, Operation } from './call';
import { badRequest, methodNotAllowed, notImplemented } from './errors';
import { refuseUnserved } from './metadata';
import {
  abortUpload,
  completeUpload,
  copyObject,
  createBucket,
  createUpload,
  deleteBucket,
  deleteObject,
  deleteObjects,
  getBucketLocation,
  getObject,
  headBucket,
  headObject,
  listBuckets,
  listObjects,
  listObjectsV2,
  listParts,
  listUploads,
  putObject,
  uploadPart,
  uploadPartCopy,
} from './operations';
import type { ObjectStore } from './store';

/**
 * Parameters of the operations that are served. Any other names a sub-resource (`?tagging`, `?acl`): to leave it out
 * would take it for the object or bucket itself, and a write would replace that.
 */
const SERVED = new Set([
  'continuation-token',
  'delete',
  'delimiter',
  'encoding-type',
  'fetch-owner',
  'key-marker',
  'list-type',
  'location',
  'marker',
  'max-buckets',
  'max-keys',
  'max-parts',
  'max-uploads',
  'part-number-marker',
  'partNumber',
  'prefix',
  'start-after',
  'upload-id-marker',
  'uploadId',
  'uploads',
  'versionId',
]);
/** Of signatures, of callers for their own logs, and those that replace headers of an answer. */
const BESIDE = /^(x-|response-)/i;

/** Takes an address apart. @throws {@link ServiceError} `InvalidURI` */
export function readCall(request: ServiceRequest, store: ObjectStore): Call {
  const slash = request.rawPath.indexOf('/', 1);
  const end = slash === -1 ? request.rawPath.length : slash;
  return {
    request,
    store,
    bucket: decoded(request.rawPath.slice(1, end)),
    key: decoded(request.rawPath.slice(end + 1)),
    query: queryParameters(request.rawQuery),
  };
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw badRequest(400, 'InvalidURI', 'the path is not percent-encoded UTF-8');
  }
}

/** Which operation a call is. @throws {@link ServiceError} 501 for one that is not served, 405 for one that is none */
export function operationOf(call: Call): Operation {
  const { method } = call.request;
  for (const name of call.query.keys()) {
    if (!SERVED.has(name) && !BESIDE.test(name)) throw notImplemented(`the sub-resource ?${name} (${method})`);
  }
  refuseUnserved(call.request.headers);
  const found = call.bucket === '' ? serviceLevel(method) : call.key === '' ? bucketLevel(call) : objectLevel(call);
  if (found !== undefined) return found;
  if (method === 'POST') throw notImplemented('uploads by an HTML form (POST)');
  throw methodNotAllowed(method, call.key === '' ? 'a bucket' : 'an object');
}

const serviceLevel = (method: string): Operation | undefined => (method === 'GET' ? listBuckets : undefined);

function bucketLevel({ request, query }: Call): Operation | undefined {
  switch (request.method) {
    case 'GET':
      if (query.has('location')) return getBucketLocation;
      if (query.has('uploads')) return listUploads;
      return query.get('list-type') === '2' ? listObjectsV2 : listObjects;
    case 'HEAD':
      return headBucket;
    case 'PUT':
      return createBucket;
    case 'DELETE':
      return deleteBucket;
    case 'POST':
      return query.has('delete') ? deleteObjects : undefined;
    default:
      return undefined;
  }
}

function objectLevel({ request, query }: Call): Operation | undefined {
  const inUpload = query.has('uploadId');
  switch (request.method) {
    case 'GET':
      return inUpload ? listParts : getObject;
    case 'HEAD':
      return headObject;
    case 'PUT': {
      const copies = request.headers['x-amz-copy-source'] !== undefined;
      if (inUpload) return copies ? uploadPartCopy : uploadPart;
      return copies ? copyObject : putObject;
    }
    case 'DELETE':
      return inUpload ? abortUpload : deleteObject;
    case 'POST':
      if (query.has('uploads')) return createUpload;
      return inUpload ? completeUpload : undefined;
    default:
      return undefined;
  }
}
