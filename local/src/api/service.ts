import { type Service, ServiceError, type ServiceRequest } from '../http';
import type { BatchState } from '../state';
import { Fields } from './fields';
import { notServed, OPERATIONS } from './operations';
import { NotServed, Rejection, wrap } from './rejection';
import { listTags, tagResource, untagResource } from './tags';

const TAGS = '/v1/tags/';

/** The HTTP API of AWS Batch: restJson1, every operation but those on tags a POST to `/v1/<name in lower case>`. */
export function batchService(batch: BatchState): Service {
  return async (request) => {
    try {
      return {
        status: 200,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(await answer(batch, request)),
      };
    } catch (error) {
      throw asServiceError(error, request.requestId);
    }
  };
}

async function answer(batch: BatchState, request: ServiceRequest): Promise<object> {
  // The path is matched as it was sent: an ARN in it is one encoded segment, whatever slashes it has.
  if (request.rawPath.startsWith(TAGS)) return tags(batch, request);
  const name = /^\/v1\/([a-z]+)$/.exec(request.rawPath)?.[1] ?? '';
  const operation = OPERATIONS.get(name);
  if (operation === undefined) {
    const known = notServed(name);
    if (known !== undefined) throw new NotServed(`${known} is not served by this local AWS Batch`);
    throw new ServiceError({
      status: 404,
      code: 'UnknownOperationException',
      message: `AWS Batch has no operation at ${request.method} ${request.rawPath}`,
    });
  }
  if (request.method !== 'POST') {
    throw new ServiceError({
      status: 405,
      code: 'UnknownOperationException',
      message: `${request.rawPath} takes POST, got ${request.method}`,
    });
  }
  const body = await request.bytes();
  return operation(batch, Fields.parse(body.toString('utf8')), body.length);
}

async function tags(batch: BatchState, request: ServiceRequest): Promise<object> {
  const arn = decode(request.rawPath.slice(TAGS.length));
  switch (request.method) {
    case 'GET':
      return listTags(batch, arn);
    case 'POST':
      return tagResource(batch, arn, Fields.parse((await request.bytes()).toString('utf8')));
    case 'DELETE':
      return untagResource(batch, arn, new URLSearchParams(request.rawQuery).getAll('tagKeys'));
    default:
      throw new ServiceError({
        status: 405,
        code: 'UnknownOperationException',
        message: `${request.rawPath} takes GET, POST and DELETE, got ${request.method}`,
      });
  }
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new Rejection(`${segment} is not a percent-encoded ARN`);
  }
}

function asServiceError(error: unknown, requestId: string): unknown {
  if (error instanceof Rejection) {
    const message = error.wrapped ? wrap(error.message, requestId) : error.message;
    return new ServiceError({ status: 400, code: error.code, message, cause: error });
  }
  if (error instanceof NotServed) {
    return new ServiceError({ status: 501, code: 'NotImplementedException', message: error.message, cause: error });
  }
  return error;
}
