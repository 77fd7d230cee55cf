import type { BatchClient } from '@aws-sdk/client-batch';
import { HttpRequest } from '@smithy/core/protocols';
import { backoff, type Clock } from '../clock';
import { errorOf } from './faults';

const TRIES = 4;
const OPERATION = 'GetParametersByPath';

interface Page {
  readonly Parameters?: readonly { readonly Name?: string; readonly Value?: string }[];
  readonly NextToken?: string;
}

/**
 * Reads all parameters below a path with what the Batch client already contains: its credentials, signer and
 * connection. A client of Systems Manager would make every bundle larger for this one call.
 *
 * @param endpoint - of Systems Manager
 */
export async function readParameters(
  client: BatchClient,
  endpoint: string,
  path: string,
  clock: Clock,
  random: () => number,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  let token: string | undefined;
  do {
    const page = await readPage(client, endpoint, { Path: path, Recursive: true, NextToken: token }, clock, random);
    for (const { Name, Value } of page.Parameters ?? []) {
      if (Name !== undefined && Value !== undefined) found.set(Name, Value);
    }
    token = page.NextToken;
  } while (token !== undefined && token !== '');
  return found;
}

/** Reading changes nothing, so whatever may pass is tried again: throttling, 5xx, a broken connection. */
async function readPage(
  client: BatchClient,
  endpoint: string,
  body: object,
  clock: Clock,
  random: () => number,
): Promise<Page> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await post(client, endpoint, JSON.stringify(body));
    } catch (error) {
      const failure = errorOf(OPERATION, error);
      if (!failure.retryable || attempt + 1 >= TRIES) throw failure;
      await clock.sleep(backoff(attempt, 200, 5000, random));
    }
  }
}

async function post({ config }: BatchClient, endpoint: string, body: string): Promise<Page> {
  const { protocol, hostname, port, host } = new URL(endpoint);
  const request = new HttpRequest({
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    method: 'POST',
    path: '/',
    headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `AmazonSSM.${OPERATION}` },
    body,
  });
  const signer = await config.signer();
  const signed = await signer.sign(request, {
    signingDate: new Date(Date.now() + config.systemClockOffset),
    signingRegion: await config.region(),
    signingService: 'ssm',
  });
  const { response } = await config.requestHandler.handle(signed as HttpRequest);
  const text = new TextDecoder().decode(await config.streamCollector(response.body));
  if (response.statusCode === 200) return JSON.parse(text) as Page;
  throw serviceError(response.statusCode, text);
}

/** The shape that the SDK gives to errors of a service, so that one function sorts them all. */
function serviceError(status: number, text: string): Error {
  let parsed: { readonly __type?: string; readonly message?: string; readonly Message?: string } = {};
  try {
    parsed = JSON.parse(text);
  } catch {
    // Not from the service itself but from something between; the status says enough.
  }
  const name = parsed.__type?.split('#').at(-1) ?? 'UnknownError';
  const error = new Error(parsed.message ?? parsed.Message ?? `HTTP ${status}`);
  return Object.assign(error, { name, $metadata: { httpStatusCode: status } });
}

/**
 * Where Systems Manager answers for a client of Batch: the local service that was named, or the host beside Batch's own
 * in the same partition.
 */
export async function parametersEndpoint(
  { config }: BatchClient,
  endpoint: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string> {
  if (endpoint !== undefined) return endpoint;
  const custom = await customEndpoint(config);
  // A client for a machine's own service has local credentials, which are nobody else's business.
  if (custom !== undefined && isLoopback(custom)) return custom;
  if (env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS?.toLowerCase() !== 'true') {
    const configured = env.AWS_ENDPOINT_URL_SSM ?? env.AWS_ENDPOINT_URL;
    if (configured !== undefined && configured !== '') return configured;
  }
  const [Region, fips, UseDualStack] = await Promise.all([
    config.region(),
    config.useFipsEndpoint(),
    config.useDualstackEndpoint(),
  ]);
  const { host } = config.endpointProvider({ Region, UseFIPS: false, UseDualStack }).url;
  return `https://${host.replace(/^batch\./, fips ? 'ssm-fips.' : 'ssm.')}`;
}

async function customEndpoint(config: BatchClient['config']): Promise<string | undefined> {
  if (!config.isCustomEndpoint || config.endpoint === undefined) return undefined;
  const { protocol, hostname, port } = await config.endpoint();
  return `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
}

const isLoopback = (url: string): boolean => /^https?:\/\/(127\.|localhost(:|$|\/)|\[::1\])/.test(url);
