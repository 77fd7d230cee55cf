import {
  BatchClient,
  type BatchClientConfig,
  SubmitJobCommand,
  type SubmitJobCommandInput,
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

const RETRY = 'retryMiddleware';

/**
 * Sends a SubmitJob exactly once. The operation has no idempotency token, and a client's own retries would send it up to
 * three times after a reset, a time-out or a 500: three jobs, of which one is reported. So the client's middleware is
 * used as it is (credentials, signing, tracing of the caller's), with a part that does not retry in place of the one
 * that does.
 *
 * @returns the job's id
 */
export async function sendOnce(client: BatchClient, input: SubmitJobCommandInput): Promise<string> {
  const stack = client.middlewareStack.clone();
  stack.remove(RETRY);
  // One that does nothing takes the name, because others are placed after it by that.
  stack.add((next) => (args) => next(args), { name: RETRY, step: 'finalizeRequest', priority: 'high' });
  const command = new SubmitJobCommand(input);
  const handler = command.resolveMiddleware(stack, client.config, undefined);
  const { jobId } = (await handler(command)).output;
  // No answer, in effect: the job is then looked up by its name.
  if (jobId === undefined) throw new Error('the answer to SubmitJob holds no job id');
  return jobId;
}
