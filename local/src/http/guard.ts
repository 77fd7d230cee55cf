import { ServiceError } from './service-error';

/**
 * Keeps web pages out. A page that somebody opens in a browser can send requests to this machine: those carry an
 * `Origin`, or (DNS rebinding: a name of theirs that resolves to the loopback) a `Host` that is not ours. Neither is
 * ever a client of this service.
 *
 * @throws {@link ServiceError} 403
 */
export function guard(headers: Readonly<Record<string, string | undefined>>, hosts: ReadonlySet<string>): void {
  const host = headers.host?.toLowerCase();
  if (host === undefined || !hosts.has(host)) {
    throw forbidden(
      `Host is ${JSON.stringify(host ?? '')}, expected one of ${[...hosts].join(', ')}; ` +
        'use the endpoint as it was printed, and path-style addressing for S3',
    );
  }
  if (headers.origin !== undefined) {
    throw forbidden('the request has an Origin: the local service is not for web pages, and does not answer them');
  }
}

const forbidden = (message: string): ServiceError => new ServiceError({ status: 403, code: 'AccessDenied', message });

/** Names by which this service is reached: the loopback's, with the port (which clients leave out when it is 80). */
export function loopbackHosts(port: number): ReadonlySet<string> {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return new Set(port === 80 ? names.flatMap((name) => [name, `${name}:80`]) : names.map((name) => `${name}:${port}`));
}
