import { setTimeout as sleep } from 'node:timers/promises';

/** What EC2 says before it takes a Spot instance back. */
export interface InterruptionNotice {
  /** `terminate`, `stop` or `hibernate`. */
  readonly action: string;
  /** When, in milliseconds since 1970: about two minutes from the notice. */
  readonly time: number;
}

export interface InterruptionWatch {
  /** Address of the instance metadata service, without a slash at the end. */
  readonly endpoint: string;
  /** Between two questions, in milliseconds. */
  readonly everyMs: number;
  /** Ends the watching. */
  readonly signal: AbortSignal;
}

/** A container that cannot reach the service gets no answer at all: the hop limit drops it. */
const ANSWER_MS = 2 * 1000;
const TOKEN_SECONDS = 6 * 60 * 60;

/**
 * Waits for the notice by which EC2 announces that it takes this Spot instance back: about two minutes before, and not in
 * every case. Source: EC2 User Guide, "Spot Instance interruption notices", which advises to ask every 5 seconds.
 *
 * @returns the notice, or `undefined` when the watching was ended
 * @throws when the very first question is not answered: this container cannot reach the service
 */
export async function interruptionNotice(watch: InterruptionWatch): Promise<InterruptionNotice | undefined> {
  let token = await newToken(watch);
  while (!watch.signal.aborted) {
    try {
      const answer = await ask(watch, '/latest/meta-data/spot/instance-action', {
        headers: { 'X-aws-ec2-metadata-token': token },
      });
      if (answer.ok) {
        const notice = parseNotice(await answer.text());
        if (notice !== undefined) return notice;
      } else if (answer.status === 401) token = await newToken(watch);
    } catch {
      // It answered before: whatever this was passes, and the next question is soon.
    }
    await sleep(watch.everyMs, undefined, { signal: watch.signal, ref: false }).catch(() => undefined);
  }
  return undefined;
}

async function newToken(watch: InterruptionWatch): Promise<string> {
  const answer = await ask(watch, '/latest/api/token', {
    method: 'PUT',
    headers: { 'X-aws-ec2-metadata-token-ttl-seconds': String(TOKEN_SECONDS) },
  });
  if (!answer.ok) throw new Error(`the instance metadata service answered ${answer.status} to the request for a token`);
  return answer.text();
}

const ask = ({ endpoint, signal }: InterruptionWatch, path: string, request: RequestInit): Promise<Response> =>
  fetch(`${endpoint}${path}`, { ...request, signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]) });

function parseNotice(text: string): InterruptionNotice | undefined {
  try {
    const { action, time } = JSON.parse(text) as { readonly action?: unknown; readonly time?: unknown };
    const at = typeof time === 'string' ? Date.parse(time) : Number.NaN;
    return typeof action === 'string' && !Number.isNaN(at) ? { action, time: at } : undefined;
  } catch {
    return undefined;
  }
}
