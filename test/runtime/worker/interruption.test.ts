import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineJob, EXIT, unchecked } from '@batchwright/runtime/contract';
import type { Handler, WorkerIo } from '@batchwright/runtime/worker';
import { runWorker } from './run-worker';

/**
 * The instance metadata service, as far as a notice needs it. Nothing else has it where there is no EC2: moto serves no
 * `spot/instance-action`. Source: EC2 User Guide, "Spot Instance interruption notices" and "Use IMDSv2".
 */
class Metadata {
  notice: string | undefined;
  token = 'first';
  readonly asked: string[] = [];
  #server: Server;

  constructor() {
    this.#server = createServer(({ method, url, headers }, response) => {
      this.asked.push(`${method} ${url}`);
      if (method === 'PUT' && url === '/latest/api/token') {
        const ttl = Number(headers['x-aws-ec2-metadata-token-ttl-seconds']);
        return void response.writeHead(ttl >= 1 && ttl <= 21_600 ? 200 : 400).end(this.token);
      }
      if (headers['x-aws-ec2-metadata-token'] !== this.token) return void response.writeHead(401).end();
      if (url !== '/latest/meta-data/spot/instance-action' || this.notice === undefined) {
        return void response.writeHead(404).end();
      }
      response.writeHead(200).end(this.notice);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

let metadata: Metadata;
let endpoint: string;
beforeEach(async () => {
  metadata = new Metadata();
  endpoint = await metadata.start();
});
afterEach(() => metadata.stop());

const job = defineJob('render', { input: unchecked<object>() });
const untilStopped: Handler<object, void> = (_, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
const work = (handler: Handler<object, void>, AWS_EC2_METADATA_SERVICE_ENDPOINT: string, io: WorkerIo = {}) =>
  runWorker(
    undefined,
    job,
    handler,
    { AWS_BATCH_JOB_ID: 'job-1', BATCHWRIGHT_INPUT: '{}', AWS_EC2_METADATA_SERVICE_ENDPOINT },
    { interruptionNotice: true, ...io },
  );

const soon = (): string =>
  JSON.stringify({ action: 'terminate', time: new Date(Date.now() + 120 * 1000).toISOString() });

test('the notice of EC2 stops the job, which asks for another attempt', async () => {
  metadata.notice = soon();
  const result = await work(untilStopped, endpoint);
  expect(result).toMatchObject({ code: EXIT.RETRYABLE.code, stopped: true });
  expect(result.reason).toMatch(/EC2 takes the machine back at \d{4}-.*Z \(terminate\)/);
});

test('a notice that comes later is heard, past answers that are none and a token that has expired', async () => {
  metadata.notice = 'soon';
  const result = await work(async (input, attempt) => {
    while (!metadata.asked.some((request) => request.startsWith('GET'))) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    metadata.token = 'second';
    metadata.notice = soon();
    await untilStopped(input, attempt);
  }, `${endpoint}/`);
  expect(result.code).toBe(EXIT.RETRYABLE.code);
  expect(metadata.asked.filter((request) => request.startsWith('PUT'))).toHaveLength(2);
}, 60_000);

test('a worker that cannot reach the metadata says so and works on', async () => {
  await metadata.stop();
  const lines: string[] = [];
  let said: () => void;
  const refused = new Promise<void>((resolve) => {
    said = resolve;
  });
  const result = await work(() => refused, endpoint, {
    print(line) {
      lines.push(line);
      said();
    },
  });
  expect(result.code).toBe(0);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'warn', message: expect.stringContaining('cannot be heard') }),
  ]);
  metadata = new Metadata();
  await metadata.start();
});

test('nobody is asked unless it is wanted, and nobody once the work is done', async () => {
  metadata.notice = soon();
  expect(await work(() => undefined, endpoint, { interruptionNotice: false })).toMatchObject({ code: 0, log: [] });
  expect(metadata.asked).toEqual([]);
});
