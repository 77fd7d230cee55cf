import {
  CloudWatchLogsClient,
  GetLogEventsCommand,
  type GetLogEventsCommandOutput,
} from '@aws-sdk/client-cloudwatch-logs';
import { call } from '../aws';
import { type Clock, systemClock } from '../clock';

/** Where a job's output is: a `JobSnapshot` or a `JobFailure` has both fields, once the job has started. */
export interface LogSource {
  readonly logGroup?: string | undefined;
  readonly logStream?: string | undefined;
}

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

export interface LogOptions {
  /**
   * A client of yours.
   * @default - one of our own: region and credentials as the AWS SDK finds them
   */
  readonly client?: CloudWatchLogsClient | undefined;
  /**
   * Only so many lines of those that are there at the beginning.
   * @default - all
   */
  readonly last?: number | undefined;
  /**
   * Goes on with new lines until this says that the job has ended, then reads the rest.
   * @default - ends with the lines that are there
   */
  readonly follow?: (() => boolean | Promise<boolean>) | undefined;
  /**
   * Milliseconds between two looks for new lines.
   * @default 2000
   */
  readonly intervalMs?: number | undefined;
  /** Ends the reading: the iterator rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Lines to ask for at a time. */
const PAGE = 1000;
const INTERVAL_MS = 2000;

type Get = (more: {
  readonly startFromHead: boolean;
  readonly limit?: number;
  readonly nextToken?: string;
}) => Promise<GetLogEventsCommandOutput | undefined>;

/**
 * The output of a job's last attempt, oldest line first. A job that has not started, or has printed nothing, has no
 * lines; that is no error.
 *
 * @throws {@link BatchError} `REFUSED`, `THROTTLED`, `UNAVAILABLE`, `CREDENTIALS_MISSING`
 *
 * @example
 * ```ts
 * for await (const { text } of readLogs(failure, { last: 20 })) console.error(text);
 * ```
 */
export async function* readLogs(
  { logGroup, logStream }: LogSource,
  { client, last, follow, intervalMs = INTERVAL_MS, signal }: LogOptions = {},
  clock: Clock = systemClock,
): AsyncGenerator<LogLine, void, undefined> {
  if (logGroup === undefined || logStream === undefined) return;
  const logs = client ?? new CloudWatchLogsClient({});
  const get: Get = async (more) => {
    signal?.throwIfAborted();
    const command = new GetLogEventsCommand({ logGroupName: logGroup, logStreamName: logStream, ...more });
    return call('GetLogEvents', () => orNothing(logs.send(command)), signal);
  };
  let token: string | undefined;
  if (last !== undefined) {
    const tail = await readTail(get, Math.max(0, last));
    yield* tail.lines;
    token = tail.next;
    if (follow === undefined) return;
  }
  for (;;) {
    // Asked before reading: what is printed before the end is then read after it.
    const ended = follow === undefined || (await follow());
    token = yield* readOn(get, token);
    if (ended) break;
    await clock.sleep(intervalMs, signal);
  }
  if (follow === undefined) return;
  // Lines arrive a little later than the end of their job.
  await clock.sleep(intervalMs, signal);
  yield* readOn(get, token);
}

/** From a token on (or the beginning) to the present end. @returns the token to go on with */
async function* readOn(get: Get, from: string | undefined): AsyncGenerator<LogLine, string | undefined, undefined> {
  let token = from;
  for (;;) {
    const page = await get({ startFromHead: true, limit: PAGE, ...(token === undefined ? {} : { nextToken: token }) });
    if (page === undefined) return token;
    yield* linesOf(page);
    // The end is where the service gives back the token that it was sent. Pages before it may be empty.
    if (page.nextForwardToken === undefined || page.nextForwardToken === token) return token;
    token = page.nextForwardToken;
  }
}

/** The last lines, gathered from the end backwards. */
async function readTail(
  get: Get,
  count: number,
): Promise<{ readonly lines: readonly LogLine[]; readonly next: string | undefined }> {
  let lines: LogLine[] = [];
  let next: string | undefined;
  let token: string | undefined;
  for (;;) {
    const page = await get({
      startFromHead: false,
      limit: Math.min(PAGE, Math.max(1, count)),
      ...(token === undefined ? {} : { nextToken: token }),
    });
    if (page === undefined) break;
    next ??= page.nextForwardToken;
    lines = [...linesOf(page), ...lines];
    if (lines.length >= count || page.nextBackwardToken === undefined || page.nextBackwardToken === token) break;
    token = page.nextBackwardToken;
  }
  return { lines: count === 0 ? [] : lines.slice(-count), next };
}

const linesOf = ({ events }: GetLogEventsCommandOutput): LogLine[] =>
  (events ?? []).map(({ timestamp, message }) => ({ at: timestamp ?? 0, text: message ?? '' }));

/** A stream, or its group, exists from the first line on. */
async function orNothing(answer: Promise<GetLogEventsCommandOutput>): Promise<GetLogEventsCommandOutput | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
