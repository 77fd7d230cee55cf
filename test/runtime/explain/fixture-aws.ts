import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fixture = { readonly status?: number; readonly body: object | string };
/** @param operation - `DescribeJobs`, in every protocol */
export type Answers = (operation: string, input: Record<string, unknown>) => Fixture | undefined;

/** What a fixture of a query protocol is wrapped into. */
export const xml = (operation: string, result: string): Fixture => ({
  body: `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`,
});
/** A refusal for a missing permission, as each protocol has it. */
export const denied = (operation: string): Fixture => ({
  status: 403,
  body: /^(Describe(Instance|Subnet|Auto|Scaling)|GetRole)/.test(operation)
    ? `<ErrorResponse><Errors><Error><Code>UnauthorizedOperation</Code><Message>no</Message></Error></Errors><Error><Code>AccessDenied</Code><Message>not authorized</Message></Error></ErrorResponse>`
    : { __type: 'AccessDeniedException', message: 'User is not authorized to perform it' },
});

/** Several services of AWS at one endpoint: what a test does not answer itself goes to another server. */
export async function fixtureAws(answers: Answers, behind: string | undefined) {
  const asked: string[] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<unknown> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const operation = operationOf(request, body.toString());
    asked.push(operation);
    const text = body.toString();
    const json = text.startsWith('{') ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    const fixture = answers(operation, json);
    if (fixture !== undefined) {
      const isXml = typeof fixture.body === 'string';
      response.writeHead(fixture.status ?? 200, { 'content-type': isXml ? 'text/xml' : 'application/json' });
      return response.end(isXml ? fixture.body : JSON.stringify(fixture.body));
    }
    if (behind === undefined) return response.writeHead(500).end();
    const { host: _, connection: _c, 'content-length': _l, ...headers } = request.headers;
    const answer = await fetch(`${behind}${request.url}`, {
      method: request.method ?? 'POST',
      headers: headers as Record<string, string>,
      body,
    });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' });
    return response.end(Buffer.from(await answer.arrayBuffer()));
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const BATCH = [
  'DescribeJobs',
  'DescribeJobQueues',
  'DescribeComputeEnvironments',
  'DescribeConsumableResource',
  'DescribeJobDefinitions',
  'GetJobQueueSnapshot',
  'ListJobs',
];

function operationOf({ url = '', headers }: IncomingMessage, body: string): string {
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return target.slice(target.lastIndexOf('.') + 1);
  const action = new URLSearchParams(body).get('Action');
  if (action !== null) return action;
  const rpc = /\/operation\/(\w+)$/.exec(url)?.[1];
  const name = url.replace('/v1/', '');
  return rpc ?? BATCH.find((operation) => operation.toLowerCase() === name) ?? url;
}
