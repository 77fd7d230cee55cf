import { type LocalServer, type ServerOptions, startServer } from '../../../local/src/http';

export const credentials = { accessKeyId: 'AKIDLOCAL', secretAccessKey: 'local/secret+key' };

/** A server on a free port, and what an SDK client needs to reach it. */
export interface Running extends LocalServer {
  readonly credentials: typeof credentials;
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
}

const started: LocalServer[] = [];
// Also those of tests that fail before they close theirs: one that is left keeps jest from ending.
afterAll(() => Promise.all(started.map((server) => server.close(0))));

export async function running(
  services: ServerOptions['services'],
  options: Partial<ServerOptions> = {},
): Promise<Running> {
  const server = await startServer({ services, credentials, clock: Date.now, ...options });
  started.push(server);
  return { ...server, credentials, config: { endpoint: server.endpoint, region: 'us-east-1', credentials } };
}
