import type { ServiceResponse } from '../../../http';
import type { Span } from '../bodies';
import type { Call, Operation } from '../call';
import { checksumHeaders } from '../checksum-type';
import { checkRead } from '../conditions';
import { badRequest, invalidArgument, invalidRequest } from '../errors';
import { type RangeResult, readRange } from '../range';
import type { StoredObject } from '../store';

/** Parameters of GetObject that stand in for the object's own headers. */
const OVERRIDES = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-type',
  'expires',
];

export const headObject: Operation = async (call) => describe(call).response;

export const getObject: Operation = async (call) => {
  const { response, object, span } = describe(call);
  if (response.status === 304) return response;
  return { ...response, body: await call.store.bodies.read(object.body, span) };
};

interface Description {
  readonly response: ServiceResponse;
  readonly object: StoredObject;
  readonly span: Span;
}

/** Status and headers of a read, and the part of the body that it is about. */
function describe(call: Call): Description {
  const { store, bucket, key, query } = call;
  const { headers } = call.request;
  checkVersion(query.get('versionId'));
  const object = store.object(bucket, key);
  const described: Record<string, string> = {
    etag: object.etag,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    'accept-ranges': 'bytes',
  };
  const all = { start: 0, end: object.size - 1 };
  if (checkRead(headers, object) === 'not-modified') {
    return { response: { status: 304, headers: described }, object, span: all };
  }
  Object.assign(described, object.headers, overrides(query));
  const range = query.has('partNumber') ? partRange(call, object, described) : readRange(headers.range, object.size);
  if (range.kind === 'none') throw invalidRange(headers.range, object);
  if (range.kind === 'all') {
    if (headers['x-amz-checksum-mode']?.toUpperCase() === 'ENABLED')
      Object.assign(described, checksumHeaders(object.checksum));
    described['content-length'] = String(object.size);
    return { response: { status: 200, headers: described }, object, span: all };
  }
  described['content-range'] = `bytes ${range.start}-${range.end}/${object.size}`;
  described['content-length'] = String(range.end - range.start + 1);
  return { response: { status: 206, headers: described }, object, span: range };
}

function overrides(query: ReadonlyMap<string, string>): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of OVERRIDES) {
    const value = query.get(`response-${name}`);
    if (value === undefined) continue;
    // A decoded parameter can hold what no header may.
    if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(value))
      throw invalidArgument(`response-${name}`, value, 'the value of a header');
    found[name] = value;
  }
  return found;
}

/** Part `n` of an object that was uploaded in parts; any other object has one. */
function partRange({ query, request }: Call, object: StoredObject, described: Record<string, string>): RangeResult {
  if (request.headers.range !== undefined) throw invalidRequest('a read takes a Range or a partNumber, not both');
  const sizes = object.parts ?? [object.size];
  const number = Number(query.get('partNumber'));
  const size = sizes[number - 1];
  if (size === undefined) {
    throw badRequest(
      416,
      'InvalidPartNumber',
      `partNumber ${query.get('partNumber')}: the object has ${sizes.length} parts`,
    );
  }
  if (object.parts !== undefined) described['x-amz-mp-parts-count'] = String(sizes.length);
  if (size === 0) return { kind: 'all' };
  const start = sizes.slice(0, number - 1).reduce((sum, each) => sum + each, 0);
  return { kind: 'span', start, end: start + size - 1 };
}

/** Buckets are not versioned: the one version of each object is called `null`. */
export function checkVersion(versionId: string | undefined): void {
  if (versionId !== undefined && versionId !== 'null') {
    throw badRequest(
      400,
      'InvalidArgument',
      `versionId: got ${JSON.stringify(versionId)}: the bucket is not versioned`,
    );
  }
}

const invalidRange = (requested: string | undefined, { size }: StoredObject) =>
  badRequest(416, 'InvalidRange', `the object has ${size} bytes, of which the range takes none`, {
    RangeRequested: requested ?? '',
    ActualObjectSize: String(size),
  });
