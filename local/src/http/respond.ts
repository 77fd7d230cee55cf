import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServiceResponse } from './service';

/** Bytes of a body that nobody wants which are still read, so that its sender gets to see the answer. */
const DRAINED_BYTES = 64 * 1024 * 1024;

/** Sends a whole response. Rejects only when a streamed body fails, in which case the connection is cut. */
export async function respond(
  message: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: ServiceResponse,
): Promise<void> {
  discardRest(message, response);
  if (body instanceof Readable) {
    response.writeHead(status, headers);
    if (message.method !== 'HEAD') return pipeline(body, response);
    body.destroy();
    response.end();
    return;
  }
  if (status === 204 || status === 304) {
    response.writeHead(status, headers).end();
    return;
  }
  const length = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  // The length of an answer to HEAD is that of the body which GET would bring: only the service knows it.
  const known = message.method === 'HEAD' && body === undefined && headers?.['content-length'] !== undefined;
  response.writeHead(status, known ? headers : { ...headers, 'content-length': String(length) });
  if (body === undefined || message.method === 'HEAD') response.end();
  else response.end(body);
}

/** Lets the rest of an unread body pass by, within reason. */
function discardRest(message: IncomingMessage, response: ServerResponse): void {
  if (message.readableEnded) return;
  response.once('finish', () => {
    if (message.readableEnded || message.destroyed) return;
    let left = DRAINED_BYTES;
    message.unpipe();
    message.on('data', (bytes: Buffer) => {
      left -= bytes.length;
      if (left < 0) message.destroy();
    });
    message.resume();
  });
}
