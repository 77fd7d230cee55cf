import {
  BatchClient,
  type BatchClientConfig,
  SubmitJobCommand,
  type SubmitJobCommandInput,
  type SubmitJobCommandOutput,
} from '@aws-sdk/client-batch';

export interface ClientOptions {
  readonly region?: string | undefined;
  readonly credentials?: BatchClientConfig['credentials'] | undefined;
  readonly endpoint?: string | undefined;
}

/** A client of our own. Its time-outs see to it that a dead connection becomes an error and not a hang. */
export function makeClient({ region, credentials, endpoint }: ClientOptions): BatchClient {
  return new BatchClient({
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(endpoint === undefined ? {} : { endpoint }),
    requestHandler: { connectionTimeout: 10 * 1000, requestTimeout: 60 * 1000, throwOnRequestTimeout: true },
  });
}

/**
 * Sends a SubmitJob exactly once. The operation has no idempotency token, and a client's own retries would send it up to
 * three times after a reset, a time-out or a 500: three jobs, of which one is reported. So the client's middleware is
 * used as it is (credentials, signing, tracing of the caller's), without the part that retries.
 */
export async function sendOnce(client: BatchClient, input: SubmitJobCommandInput): Promise<SubmitJobCommandOutput> {
  const stack = client.middlewareStack.clone();
  stack.removeByTag('RETRY');
  const command = new SubmitJobCommand(input);
  const handler = command.resolveMiddleware(stack, client.config, undefined);
  return (await handler(command)).output;
}
