import { hash } from 'node:crypto';
import { canonicalPath, canonicalQuery, canonicalRequest } from './canonical';
import { ALGORITHM } from './claim';
import { hmac, SigningKeys } from './signing-key';
import type { Credentials } from './verify';

/** A request of ours to a service that is not S3. */
export interface Outgoing {
  readonly url: URL;
  readonly method: string;
  readonly service: string;
  readonly region: string;
  /** Names in lower case; all of them are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The headers of a request with its Signature Version 4. Without `host`, which the client that sends it sets. */
export function signHeaders(
  { url, method, service, region, headers, body }: Outgoing,
  { accessKeyId, secretAccessKey }: Credentials,
  now: number,
): Record<string, string> {
  const timestamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const date = timestamp.slice(0, 8);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const sent = { ...headers, 'x-amz-date': timestamp };
  const all: Record<string, string> = { ...sent, host: url.host };
  const signedHeaders = Object.keys(all).sort();
  const request = canonicalRequest({
    method,
    path: canonicalPath(url.pathname),
    query: canonicalQuery(url.search.slice(1)),
    headers: all,
    signedHeaders,
    payloadHash: hash('sha256', body, 'hex'),
  });
  const key = new SigningKeys(secretAccessKey).key({ scope, date, region, service });
  const signature = hmac(key, `${ALGORITHM}\n${timestamp}\n${scope}\n${hash('sha256', request, 'hex')}`).toString(
    'hex',
  );
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`,
  };
}
