/** A request as an SDK client sent it, and the status of its answer. */
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly target: string;
  /** Service of the credential scope. */
  readonly service: string;
  readonly body: string;
  readonly status: number;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** As much of an SDK client as sends: by its handler also goes what the runtime signs itself, for Systems Manager. */
interface Sender {
  readonly config: { readonly requestHandler: object };
}

/** Tells of every request of a client, whichever way it is made. */
export function recordCalls({ config }: Sender, seen: (call: Call) => void): void {
  const handler = config.requestHandler as {
    handle(request: Sent, ...rest: unknown[]): Promise<{ readonly response: { readonly statusCode: number } }>;
  };
  const handle = handler.handle.bind(handler);
  handler.handle = async (request, ...rest) => {
    const answer = await handle(request, ...rest);
    const { method, path, query = {}, headers, body } = request;
    seen({
      method,
      path,
      query,
      target: headers['x-amz-target'] ?? '',
      service: /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? 'unsigned',
      body: typeof body === 'string' ? body : body instanceof Uint8Array ? new TextDecoder().decode(body) : '',
      status: answer.response.statusCode,
    });
    return answer;
  };
}
