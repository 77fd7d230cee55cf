import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import { credentials } from './running';

export interface RawResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface RawRequest {
  readonly port: number;
  readonly method?: string;
  /** As it goes over the wire. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Sends exactly these headers and bytes. */
export function send({ port, method = 'GET', path = '/', headers = {}, body }: RawRequest): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port, method, path, headers: { ...headers }, agent: false },
      (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString(),
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Writes bytes to the bare connection and gives what comes back until the other end closes it. */
export function exchange(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (part) => parts.push(part));
    socket.on('close', () => resolve(Buffer.concat(parts).toString()));
    socket.on('error', reject);
  });
}

class Sha256 {
  private readonly hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }

  update(data: string | Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {}
}

export interface Signed extends RawRequest {
  readonly service: string;
  readonly region?: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly secretAccessKey?: string;
  readonly accessKeyId?: string;
  readonly signingDate?: Date;
}

/** The headers of a request that is signed by the SDK's own signer. */
export async function signedHeaders(request: Signed): Promise<Record<string, string>> {
  const { service, region = 'us-east-1', port, method = 'GET', path = '/', query = {}, headers = {}, body } = request;
  const signer = new SignatureV4({
    service,
    region,
    credentials: {
      ...credentials,
      ...(request.secretAccessKey && { secretAccessKey: request.secretAccessKey }),
      ...(request.accessKeyId && { accessKeyId: request.accessKeyId }),
    },
    sha256: Sha256,
    uriEscapePath: service !== 's3',
    applyChecksum: true,
  });
  const signed = await signer.sign(
    {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      port,
      path,
      query: { ...query } as Record<string, string | string[]>,
      headers: { host: `127.0.0.1:${port}`, ...headers },
      body,
    },
    { signingDate: request.signingDate ?? new Date() },
  );
  return signed.headers;
}

/** Signs and sends. @param wire - what is sent in other form than it was signed */
export async function sendSigned(request: Signed, wire: Partial<RawRequest> = {}): Promise<RawResponse> {
  const headers = await signedHeaders(request);
  return send({ ...request, headers, ...wire });
}
