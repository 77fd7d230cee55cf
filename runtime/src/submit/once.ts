import { errorOf, faultOf, throttled } from '../aws';
import { backoff, type Clock } from '../clock';
import { batchError, isBatchError } from '../errors';

/** Longest time to spend on "too many requests" before the caller hears of it. */
const THROTTLE_PATIENCE_MS = 60 * 1000;
/** Tries to open a connection. */
const CONNECT_TRIES = 4;
/** Sends of one job whose fate each time stays unknown, and waits before each look for it. */
const AMBIGUOUS_SENDS = 3;
const LOOKS_MS = [500, 1000, 2000, 4000];

export interface Once {
  readonly jobName: string;
  /** For messages. */
  readonly queue: string;
  /** Sends the request, exactly once. Throws what the SDK throws, or an error of ours when it never left. */
  send(): Promise<string>;
  /** Id of the job of this name on this queue, if there is one. Throws our own errors. */
  find(): Promise<string | undefined>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal?: AbortSignal | undefined;
  readonly warn?: ((message: string, data: object) => void) | undefined;
}

/**
 * Submits a job, at most once as far as can be known.
 *
 * A clear refusal is either final or, for its rate, tried again. Anything after which the job may exist is looked up by
 * the job's name, which is unique, before it is sent again. The service's listing lags, hence several looks.
 *
 * @returns the job's id
 * @throws {@link BatchError} `REFUSED`, `THROTTLED`, `UNAVAILABLE`, `SUBMIT_UNKNOWN`, `CREDENTIALS_MISSING`
 */
export async function submitOnce(once: Once): Promise<string> {
  const recovery = { began: once.clock.now(), throttles: 0, unsent: 0, skewed: 0, ambiguous: 0 };
  for (;;) {
    once.signal?.throwIfAborted();
    try {
      return await once.send();
    } catch (error) {
      const id = await recover(once, error, recovery);
      if (id !== undefined) return id;
    }
  }
}

interface Recovery {
  readonly began: number;
  throttles: number;
  unsent: number;
  skewed: number;
  ambiguous: number;
}

/**
 * Waits or looks, as the error asks for.
 *
 * @returns the job's id when it turned up; `undefined` when the request may be sent again
 */
async function recover(once: Once, error: unknown, recovery: Recovery): Promise<string | undefined> {
  const { clock, random, signal, jobName, queue } = once;
  if (isBatchError(error)) throw error;
  const fault = faultOf(error);
  switch (fault.kind) {
    case 'throttled': {
      const wait = backoff(recovery.throttles++, 500, 10 * 1000, random);
      if (clock.now() - recovery.began + wait > THROTTLE_PATIENCE_MS) throw throttled('SubmitJob', error);
      await clock.sleep(wait, signal);
      return undefined;
    }
    case 'skewed':
      if (recovery.skewed++ > 0) break;
      once.warn?.('this machine’s clock is wrong; signing again with the service’s time', { jobName });
      return undefined;
    case 'unsent':
      if (++recovery.unsent >= CONNECT_TRIES) break;
      await clock.sleep(backoff(recovery.unsent, 200, 5000, random), signal);
      return undefined;
    case 'ambiguous': {
      const data = { jobName, queue, reason: fault.message };
      once.warn?.('the answer to a submission was lost; looking for the job by its name', data);
      const id = await look(once, error);
      if (id === undefined && ++recovery.ambiguous >= AMBIGUOUS_SENDS) throw unknown(once, error);
      return id;
    }
  }
  throw errorOf('SubmitJob', error);
}

/** Looks for the job several times. When looking is impossible, so is knowing, and nothing may be sent again. */
async function look(once: Once, error: unknown): Promise<string | undefined> {
  for (const wait of LOOKS_MS) {
    try {
      await once.clock.sleep(wait, once.signal);
      const id = await once.find();
      if (id !== undefined) return id;
    } catch (cause) {
      throw unknown(once, new AggregateError([error, cause], 'the submission and the search for it both failed'));
    }
  }
  return undefined;
}

const unknown = ({ jobName, queue }: Once, cause: unknown): Error =>
  batchError(
    { code: 'SUBMIT_UNKNOWN', jobName, queue },
    `it is not known whether job ${jobName} was submitted to ${queue}: the answer was lost and the job did not show up. Look for it by its name, or submit with a key, which is safe to send again`,
    cause,
  );
