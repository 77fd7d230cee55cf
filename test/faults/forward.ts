import type { IncomingHttpHeaders } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';

/** The service behind the proxy. */
export interface Upstream {
  readonly target: string;
  /** Keys that the service accepts. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface UpstreamRequest {
  /** Lower case: `submitjob`, `amazonsqs.sendmessage`. */
  readonly operation: string;
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const KEPT = ['content-type', 'x-amz-target', 'x-amzn-query-mode'];
/** Of the connection, and of a body that is another one now. */
const DROPPED = ['content-length', 'connection', 'keep-alive', 'transfer-encoding', 'content-encoding'];

/** Sends a request on, signed for the service behind, and reads the whole answer. */
export async function forward({ target, credentials }: Upstream, request: UpstreamRequest): Promise<UpstreamAnswer> {
  const url = new URL(request.path, target);
  const [region = 'us-east-1', service = 'batch'] = scopeOf(request.headers.authorization);
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
  const { headers } = await signer.sign({
    method: request.method,
    protocol: url.protocol,
    hostname: url.hostname,
    port: Number(url.port),
    path: url.pathname,
    query: queryOf(url),
    headers: { ...keptOf(request.headers), host: url.host },
    body: request.body,
  });
  const { host: _host, ...sent } = headers;
  const { method, body } = request;
  const response = await fetch(url, { method, headers: sent, ...(method === 'GET' ? {} : { body }) });
  return {
    status: response.status,
    headers: Object.fromEntries([...response.headers].filter(([name]) => !DROPPED.includes(name))),
    body: await response.text(),
  };
}

/** Region and service of the credential scope. */
const scopeOf = (authorization = ''): readonly string[] =>
  /Credential=[^/]+\/\d+\/([^/]+)\/([^/]+)\//.exec(authorization)?.slice(1) ?? [];

const keptOf = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    KEPT.flatMap((name) => {
      const value = headers[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );

function queryOf({ searchParams }: URL): Record<string, string[]> {
  return Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));
}
