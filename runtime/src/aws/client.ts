import {
  BatchClient,
  type BatchClientConfig,
  SubmitJobCommand,
  type SubmitJobCommandInput,
} from '@aws-sdk/client-batch';
import { BATCH_PATIENCE } from '../patience';
import { errorOf } from './faults';

export interface ClientOptions {
  readonly region?: string | undefined;
  readonly credentials?: BatchClientConfig['credentials'] | undefined;
  readonly endpoint?: string | undefined;
}

/** A client of our own. */
export function makeClient({ region, credentials, endpoint }: ClientOptions): BatchClient {
  // What is undefined is found by the SDK, as if it were absent; only its types want it to be so.
  return new BatchClient({ region, credentials, endpoint, requestHandler: BATCH_PATIENCE } as BatchClientConfig);
}

const RETRY = 'retryMiddleware';

/**
 * Sends a SubmitJob exactly once. The operation has no idempotency token, and a client's own retries would send it up to
 * three times after a reset, a time-out or a 500: three jobs, of which one is reported. So the client's middleware is
 * used as it is (credentials, signing, tracing of the caller's), with a part that does not retry in place of the one
 * that does.
 *
 * @returns the job's id
 * @throws {@link BatchError} when the request certainly never left, otherwise what the SDK throws
 */
export async function sendOnce(client: BatchClient, input: SubmitJobCommandInput): Promise<string> {
  const stack = client.middlewareStack.clone();
  stack.remove(RETRY);
  // One that does nothing takes the name, because others are placed after it by that.
  stack.add((next) => (args) => next(args), { name: RETRY, step: 'finalizeRequest', priority: 'high' });
  let sent = false;
  stack.add(
    (next) => (args) => {
      sent = true;
      return next(args);
    },
    { name: 'batchwrightSent', step: 'deserialize', priority: 'low' },
  );
  const command = new SubmitJobCommand(input);
  const handler = command.resolveMiddleware(stack, client.config, undefined);
  const { output } = await handler(command).catch((cause: unknown) => {
    throw sent ? cause : errorOf('SubmitJob', cause);
  });
  const { jobId } = output;
  // No answer, in effect: the job is then looked up by its name.
  if (jobId === undefined) throw new Error('the answer to SubmitJob holds no job id');
  return jobId;
}
