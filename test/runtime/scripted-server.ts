import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BatchClient } from '@aws-sdk/client-batch';

export interface Call {
  /** `submitjob`, `listjobs` …, or the target of a JSON-RPC call. */
  readonly operation: string;
  readonly body: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
  /** How many calls of this operation came before. */
  readonly before: number;
}

export type Answer =
  | { readonly status?: number; readonly type?: string; readonly body?: unknown }
  /** The request was taken, the connection then broken. */
  | 'reset'
  /** The request was taken, and nothing ever comes back. */
  | 'hang';

/** A real HTTP server whose answers a test decides. */
export async function scriptedServer(answer: (call: Call) => Answer | Promise<Answer>) {
  const calls: Call[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = request.headers['x-amz-target'];
    const operation = typeof target === 'string' ? target : (request.url ?? '').replace('/v1/', '');
    const before = calls.filter((call) => call.operation === operation).length;
    const text = Buffer.concat(chunks).toString();
    const call = { operation, before, headers: request.headers, body: text === '' ? {} : JSON.parse(text) };
    calls.push(call);
    const given = await answer(call);
    if (given === 'reset') return request.socket.destroy();
    if (given === 'hang') return undefined;
    const { status = 200, type, body = {} } = given;
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(type === undefined ? {} : { 'x-amzn-errortype': type }),
    });
    return response.end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    calls,
    count: (operation: string) => calls.filter((call) => call.operation === operation).length,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type ScriptedServer = Awaited<ReturnType<typeof scriptedServer>>;

export const testClient = (endpoint: string, options: object = {}): BatchClient =>
  new BatchClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'test' },
    ...options,
  });
