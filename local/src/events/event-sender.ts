import { signHeaders } from '../http';
import type { EventQueue } from './event-queue';

export interface EventSenderOptions {
  /** Region of the local service. */
  readonly region: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly log: { error(text: string): void };
}

/** Messages under way at once: they may arrive in another order, which EventBridge does not promise either. */
const LANES = 4;
const ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;
const ANSWER_MS = 10 * 1000;
const EMULATOR = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Sends events into a queue of SQS, one message each, in the protocol of today's SDKs (JSON 1.0). */
export class EventSender {
  private readonly waiting: string[] = [];
  private readonly stop = new AbortController();
  private lanes = 0;
  private lost = 0;
  /** What went wrong the last time. */
  private problem = 'the service was stopped';
  private readonly whenIdle: (() => void)[] = [];

  constructor(
    private readonly queue: EventQueue,
    private readonly options: EventSenderOptions,
  ) {}

  readonly send = (event: string): void => {
    if (this.stop.signal.aborted) return;
    this.waiting.push(event);
    if (this.lanes < LANES) void this.lane();
  };

  /** Waits until everything is sent, but not longer than the grace. */
  async close(graceMs: number): Promise<void> {
    let limit: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      limit = setTimeout(resolve, graceMs);
    });
    await Promise.race([this.idle(), late]);
    clearTimeout(limit);
    this.lost += this.waiting.splice(0).length;
    this.stop.abort();
    await this.idle();
    if (this.lost > 0)
      this.options.log.error(`${this.lost} events did not reach ${this.queue.queueUrl}: ${this.problem}`);
  }

  private idle(): Promise<void> {
    return this.lanes === 0 ? Promise.resolve() : new Promise((resolve) => this.whenIdle.push(resolve));
  }

  /** Never rejects: `deliver` does not. */
  private async lane(): Promise<void> {
    this.lanes += 1;
    for (let event = this.waiting.shift(); event !== undefined; event = this.waiting.shift()) await this.deliver(event);
    this.lanes -= 1;
    if (this.lanes === 0) for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private async deliver(event: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const problem = await this.attempt(event);
      if (problem === undefined) return;
      if (!this.stop.signal.aborted) this.problem = problem.text;
      if (!problem.passing || attempt === ATTEMPTS || this.stop.signal.aborted) {
        this.lost += 1;
        // One line tells it: an emulator that is gone would fill the log with as many as there are events.
        if (this.lost === 1) this.options.log.error(`an event did not reach ${this.queue.queueUrl}: ${this.problem}`);
        return;
      }
      await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1), this.stop.signal);
    }
  }

  private async attempt(event: string): Promise<{ readonly text: string; readonly passing: boolean } | undefined> {
    const { queueUrl, region = this.options.region, credentials = EMULATOR } = this.queue;
    const url = new URL('/', queueUrl);
    const body = JSON.stringify({ QueueUrl: queueUrl, MessageBody: event });
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.SendMessage' };
    const outgoing = { url, method: 'POST', service: 'sqs', region, headers, body };
    try {
      const signal = AbortSignal.any([this.stop.signal, AbortSignal.timeout(ANSWER_MS)]);
      const signed = signHeaders(outgoing, credentials, this.options.clock());
      const response = await fetch(url, { method: 'POST', headers: signed, body, signal });
      const text = await response.text();
      if (response.ok) return undefined;
      const passing = response.status >= 500 || response.status === 429;
      return { text: `${response.status} ${text.slice(0, 200)}`, passing };
    } catch (error) {
      const { message, cause } = error as Error;
      return { text: cause instanceof Error ? `${message}: ${cause.message}` : message, passing: true };
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done, { once: true });
  });
