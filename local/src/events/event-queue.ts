/** An SQS queue that is not on AWS: of moto_server, ElasticMQ, LocalStack. */
export interface EventQueue {
  /** As the service that has the queue gave it: `http://127.0.0.1:5000/123456789012/events`. */
  readonly queueUrl: string;
  /** @default - the region of the local service */
  readonly region?: string | undefined;
  /** Keys that the service of the queue accepts. @default - `test` and `test`, which emulators take */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
}

/** What is wrong with the option; `undefined` when it is fine. Nothing of this service goes to AWS, events included. */
export function eventQueueProblem({ queueUrl }: EventQueue): string | undefined {
  const url = URL.canParse(queueUrl) ? new URL(queueUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return `queueUrl: expected the http URL of a queue, got ${JSON.stringify(queueUrl)}`;
  }
  if (/(^|\.)amazonaws\.[a-z.]+$|\.api\.aws$/i.test(url.hostname)) {
    return `queueUrl: ${url.hostname} is AWS, and nothing here is sent to AWS; expected a queue of an emulator`;
  }
  return undefined;
}
