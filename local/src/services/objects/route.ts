import type { ServiceRequest } from '../../http';
import { queryParameters } from '../../http';
import type { Call, Operation } from './call';
import { badRequest, methodNotAllowed, notImplemented } from './errors';
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

/** Sub-resources that S3 has and this service does not: without this they would be taken for the object or bucket itself. */
const NOT_SERVED = new Set([
  'accelerate',
  'acl',
  'analytics',
  'attributes',
  'cors',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'logging',
  'metadataConfiguration',
  'metadataTable',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'versioning',
  'versions',
  'website',
]);

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
    if (NOT_SERVED.has(name)) throw notImplemented(`the sub-resource ?${name} (${method})`);
  }
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
