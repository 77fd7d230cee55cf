import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { incompleteBody, tooLarge } from './payload';

/** First line and headers of a request, as they were sent. */
export interface RequestHead {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  /** Lower-case names. Node's own `headers` drops some repeated ones, and a signature covers all. */
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** Takes a request's head as it is: nothing of it is checked. */
export function readHead(message: IncomingMessage): RequestHead {
  const { rawHeaders, method = '', url = '' } = message;
  const headers: Record<string, string | undefined> = Object.create(null);
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    const before = headers[name];
    headers[name] = before === undefined ? rawHeaders[i + 1] : `${before},${rawHeaders[i + 1]}`;
  }
  const question = url.indexOf('?');
  const rawPath = question === -1 ? url : url.slice(0, question);
  return { method, rawPath, rawQuery: question === -1 ? '' : url.slice(question + 1), headers };
}

/** Reads a body into memory. @throws {@link ServiceError} 413 when it is longer than `limit` bytes, 400 when it is cut off */
export function readAll(stream: Readable, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let length = 0;
  return new Promise((resolve, reject) => {
    const stop = (error: unknown): void => {
      stream.off('data', take);
      stream.off('end', end);
      reject(error);
    };
    const take = (part: Buffer): void => {
      length += part.length;
      if (length > limit) stop(tooLarge(limit));
      else parts.push(part);
    };
    const end = (): void => {
      stream.off('close', cut);
      resolve(parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, length));
    };
    const cut = (): void => stop(stream.errored ?? incompleteBody('the connection closed before the body ended'));
    if (stream.destroyed) {
      cut();
      return;
    }
    stream.on('data', take);
    stream.once('end', end);
    stream.once('error', stop);
    stream.once('close', cut);
  });
}
