import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { admit } from './admit';
import { errorFamily, renderError } from './error-shape';
import { LocalServerError } from './errors';
import { guard, loopbackHosts } from './guard';
import { type RequestHead, readHead } from './head';
import { respond } from './respond';
import type { Service, ServiceName, ServiceResponse } from './service';
import { ServiceError } from './service-error';
import type { Credentials } from './signature';
import { type Claim, readClaim, refusalError, SigningKeys } from './signature';

/** A request that was answered. */
export interface RequestInfo {
  /** Service of the credential scope; `undefined` when the request has none. */
  readonly service: string | undefined;
  readonly method: string;
  readonly rawPath: string;
  /** 0 when the client went away before it was answered. */
  readonly status: number;
}

export interface ServerOptions {
  readonly services: Partial<Readonly<Record<ServiceName, Service>>>;
  /** The one pair of keys that signatures are checked against. */
  readonly credentials: Credentials;
  /** @default 0, any free port */
  readonly port?: number | undefined;
  /** Only the loopback: whoever reaches this service can run commands. */
  readonly host?: '127.0.0.1' | undefined;
  /** Milliseconds since the epoch; signatures are compared with it. */
  readonly clock: () => number;
  /** Called after each answer. */
  readonly onRequest?: ((info: RequestInfo) => void) | undefined;
  /** Gets the stack of what a service did not expect. @default console */
  readonly log?: { error(text: string): void } | undefined;
  /** @default randomUUID */
  readonly requestId?: (() => string) | undefined;
}

export interface LocalServer {
  /** `http://127.0.0.1:<port>`: an address, so that SDKs put bucket names into the path. */
  readonly endpoint: string;
  readonly port: number;
  /**
   * Takes no new requests, answers those that are under way, and resolves when all connections are closed.
   * @param graceMs - after which connections are cut that are still busy. @default 5000
   */
  close(graceMs?: number): Promise<void>;
}

/** Idle connections are kept longer than SDKs keep them, so that it is never this end that closes under a request. */
const KEEP_ALIVE_MS = 75_000;
const GRACE_MS = 5000;

/**
 * Starts one HTTP server for all services: the service name in a request's credential scope says whose it is. Each
 * request has to be signed by the credentials (Signature Version 4, in the header or the query, any region), and must
 * not come from a web page. A service that is not among them is answered by a 501, in the shape its clients know.
 *
 * @throws {@link LocalServerError} `PORT_IN_USE` when the port is taken, `CANNOT_LISTEN` when it may not be used
 */
export async function startServer(options: ServerOptions): Promise<LocalServer> {
  const { credentials, port = 0, host = '127.0.0.1', log = console } = options;
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS, requestTimeout: 0 });
  await listen(server, port, host);
  const bound = (server.address() as AddressInfo).port;
  const door: Door = {
    ...options,
    log,
    requestId: options.requestId ?? randomUUID,
    hosts: loopbackHosts(bound),
    keys: new SigningKeys(credentials.secretAccessKey),
  };
  server.on('request', (message, response) => void serve(door, message, response, false));
  server.on('checkContinue', (message, response) => void serve(door, message, response, true));
  server.on('clientError', refuseMalformed);
  return { endpoint: `http://${host}:${bound}`, port: bound, close: (graceMs = GRACE_MS) => close(server, graceMs) };
}

interface Door extends ServerOptions {
  readonly log: { error(text: string): void };
  readonly requestId: () => string;
  readonly hosts: ReadonlySet<string>;
  readonly keys: SigningKeys;
}

/** Answers one request, whatever happens. @param waits - whether the client holds its body back until it is asked for */
async function serve(door: Door, message: IncomingMessage, response: ServerResponse, waits: boolean): Promise<void> {
  const requestId = door.requestId();
  const head = readHead(message);
  const found = readClaim(head.headers, head.rawQuery);
  const claim = found.ok ? found.claim : undefined;
  const family = errorFamily(claim?.service, head.headers);
  response.setHeader(family === 's3' ? 'x-amz-request-id' : 'x-amzn-requestid', requestId);
  response.once('close', () => {
    const { method, rawPath } = head;
    const status = response.headersSent ? response.statusCode : 0;
    door.onRequest?.({ service: claim?.service, method, rawPath, status });
  });
  let waiting = waits;
  const start = (): void => {
    if (waiting) response.writeContinue();
    waiting = false;
  };
  let answer: ServiceResponse;
  try {
    if (!head.rawPath.startsWith('/')) throw badTarget(head.rawPath);
    guard(head.headers, door.hosts);
    if (!found.ok) throw refusalError(found, family);
    const { accessKeyId } = door.credentials;
    const admission = {
      message,
      head,
      claim: found.claim,
      family,
      requestId,
      accessKeyId,
      keys: door.keys,
      now: door.clock(),
      start,
    };
    const request = await admit(admission);
    answer = await serviceOf(door, found.claim)(request);
  } catch (error) {
    const known = ServiceError.isServiceError(error) ? error : unexpected(door, head, requestId, error);
    const rendered = renderError(family, known, requestId, head.headers['content-type']);
    answer = { status: known.status, headers: { ...rendered.headers, ...known.headers }, body: rendered.body };
  }
  // A client that was never asked for its body may send it or not: nothing after it on this connection can be trusted.
  if (waiting) response.setHeader('connection', 'close');
  await respond(message, response, answer).catch((error) => {
    response.destroy();
    // The client going away in the middle of a download is its own affair.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE')
      unexpected(door, head, requestId, error);
  });
}

function serviceOf({ services }: Door, { service }: Claim): Service {
  const served = Object.hasOwn(services, service) ? services[service as ServiceName] : undefined;
  if (served !== undefined) return served;
  const names = Object.keys(services).sort().join(', ');
  return async ({ method, rawPath }) => {
    throw new ServiceError({
      status: 501,
      code: 'NotImplementedException',
      message:
        `the local service does not serve ${JSON.stringify(service)} (${method} ${rawPath.slice(0, 200)}); it serves ${names}. ` +
        'Nothing was sent to AWS.',
    });
  };
}

function unexpected(door: Door, head: RequestHead, requestId: string, error: unknown): ServiceError {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  door.log.error(`${head.method} ${head.rawPath} failed (request ${requestId}): ${stack}`);
  return new ServiceError({
    status: 500,
    code: 'InternalFailure',
    message: `the local service failed; its log says why, under request ${requestId}`,
    cause: error,
  });
}

const badTarget = (target: string): ServiceError =>
  new ServiceError({
    status: 400,
    code: 'InvalidURI',
    message: `the request is for ${JSON.stringify(target.slice(0, 100))}, expected a path: the local service is no proxy`,
  });

/** What is not HTTP never becomes a request: it is answered on the bare connection. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, code] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'RequestHeaderSectionTooLarge']
      : ['400 Bad Request', 'BadRequest'];
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>the request is not valid HTTP</Message></Error>`;
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/xml\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port)));
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, host: string, port: number): LocalServerError {
  if (cause.code === 'EADDRINUSE') {
    return new LocalServerError(
      'PORT_IN_USE',
      `${host}:${port} is in use; stop what listens there, or take another port`,
      { cause },
    );
  }
  return new LocalServerError(
    'CANNOT_LISTEN',
    `cannot listen on ${host}:${port}: ${cause.message}; take another port`,
    { cause },
  );
}

async function close(server: Server, graceMs: number): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection that is kept alive does not close by itself when its last answer is out. Said before the listener that
  // answers: a refusal is sent at once, and takes no header after that.
  server.prependListener('request', (_message, response) => response.setHeader('connection', 'close'));
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
