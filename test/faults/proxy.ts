import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkFaults, delayOf, faultOf, isListed, type RequestKey } from './decide';
import type { Fault, Faults } from './faults';
import { forward, type Upstream, type UpstreamAnswer, type UpstreamRequest } from './forward';
import { Mailbox, type Message } from './mailbox';

export interface FaultsProxyOptions extends Upstream {
  readonly faults: Faults;
  /** Epoch milliseconds; the age of jobs is told by it. @default Date.now */
  readonly clock?: () => number;
}

/** One request that came. */
export interface Passed {
  readonly operation: string;
  readonly body: string;
  readonly fault: Fault | undefined;
  /** Whether the service was sent it. */
  readonly taken: boolean;
  /** Of the service; `undefined` when it was not sent it. */
  readonly status: number | undefined;
}

export interface FaultsProxy {
  /** What clients are given in the place of the service's endpoint. */
  readonly endpoint: string;
  /** Every request that is over, in the order in which they ended. */
  readonly passed: readonly Passed[];
  /** Other faults from now on. */
  change(faults: Faults): void;
  close(): Promise<void>;
}

/**
 * Stands between clients and a service of AWS's JSON protocols (Batch, SQS, SSM, Logs; not S3, whose clients take an
 * endpoint of their own) and does to their requests what a network and a busy service can do. Requests are signed anew
 * on their way, because signatures hold the name of the host.
 */
export async function startFaultsProxy(options: FaultsProxyOptions): Promise<FaultsProxy> {
  const proxy = new Proxying(options);
  const server = createServer((request, response) => void proxy.serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed: proxy.passed,
    change: (faults) => proxy.change(faults),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Proxying {
  readonly passed: Passed[] = [];
  private faults: Faults;
  private readonly bodies = new Map<string, number>();
  private readonly mailboxes = new Map<string, Mailbox<Message>>();

  constructor(private readonly options: FaultsProxyOptions) {
    checkFaults(options.faults);
    this.faults = options.faults;
  }

  change(faults: Faults): void {
    checkFaults(faults);
    this.faults = faults;
    this.mailboxes.clear();
  }

  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const request = await read(incoming);
      await this.pass(request, this.keyOf(request), incoming, response);
    } catch {
      // The client went away, or the service did: either way there is no answer.
      incoming.socket.destroy();
    }
  }

  private keyOf({ operation, body }: UpstreamRequest): RequestKey {
    const word = `${operation} ${body}`;
    const before = this.bodies.get(word) ?? 0;
    this.bodies.set(word, before + 1);
    return { operation, body, before };
  }

  private async pass(
    request: UpstreamRequest,
    key: RequestKey,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { faults } = this;
    const wait = delayOf(faults, key);
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const fault = faultOf(faults, key);
    const taken = fault === undefined || (fault.kind !== 'refuse' && fault.taken);
    const answer = taken ? await this.send(request) : undefined;
    const { operation, body } = key;
    this.passed.push({ operation, body, fault, taken, status: answer?.status });
    if (fault?.kind === 'reset') incoming.socket.resetAndDestroy();
    else if (fault?.kind === 'refuse') refuse(response, 429, 'TooManyRequestsException', 'Too Many Requests');
    else if (fault?.kind === 'error') refuse(response, 500, 'ServerException', 'Internal failure');
    else if (answer !== undefined && fault === undefined) respond(response, answer);
    // Silence: the connection stays open until the caller or the proxy closes it.
  }

  private async send(request: UpstreamRequest): Promise<UpstreamAnswer> {
    if (request.operation === 'amazonsqs.receivemessage' && this.faults.messages !== undefined) {
      return this.receive(request);
    }
    const answer = await forward(this.options, request);
    if (request.operation !== 'listjobs' || this.faults.listingLagMs === undefined || answer.status !== 200) {
      return answer;
    }
    const now = (this.options.clock ?? Date.now)();
    const page = JSON.parse(answer.body) as { jobSummaryList: { jobId: string; createdAt: number }[] };
    const jobSummaryList = page.jobSummaryList.filter((job) => isListed(this.faults, job, now));
    return { ...answer, body: JSON.stringify({ ...page, jobSummaryList }) };
  }

  private async receive(request: UpstreamRequest): Promise<UpstreamAnswer> {
    const input = JSON.parse(request.body) as { QueueUrl: string; MaxNumberOfMessages?: number };
    const mailbox = this.mailboxes.get(input.QueueUrl) ?? new Mailbox(this.faults);
    this.mailboxes.set(input.QueueUrl, mailbox);
    // Who has something to give does not wait for more; and more than is asked for makes more to mix.
    const wanted = { ...input, MaxNumberOfMessages: 10, ...(!mailbox.isEmpty && { WaitTimeSeconds: 0 }) };
    const answer = await forward(this.options, { ...request, body: JSON.stringify(wanted) });
    if (answer.status !== 200) return answer;
    const received = JSON.parse(answer.body) as { Messages?: Message[] };
    const Messages = mailbox.give(received.Messages ?? [], input.MaxNumberOfMessages ?? 1);
    return { ...answer, body: JSON.stringify({ ...received, Messages }) };
  }
}

async function read(incoming: IncomingMessage): Promise<UpstreamRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const target = incoming.headers['x-amz-target'];
  const path = incoming.url ?? '/';
  const operation = typeof target === 'string' ? target : path.replace(/^\/v1\//, '').replace(/\?.*$/, '');
  return {
    operation: operation.toLowerCase(),
    method: incoming.method ?? 'POST',
    path,
    headers: incoming.headers,
    body: Buffer.concat(chunks).toString(),
  };
}

function respond(response: ServerResponse, { status, headers, body }: UpstreamAnswer): void {
  response.writeHead(status, headers).end(body);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': code };
  response.writeHead(status, headers).end(JSON.stringify({ __type: code, message }));
}
