import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { type LogOptions, readLogs } from '@batchwright/runtime/logs';
import { type Answer, type Call, scriptedServer } from '../scripted-server';

const source = { logGroup: '/aws/batch/job', logStream: 'probe/default/1' };

/** CloudWatch Logs with one stream of `lines()`: pages of `size` at most, and one empty page at each end. */
function stream(lines: () => readonly string[], size = 3) {
  return ({ body }: Call): Answer => {
    const all = lines();
    const {
      nextToken,
      startFromHead,
      limit = size,
    } = body as { nextToken?: string; startFromHead?: boolean; limit?: number };
    const count = Math.min(limit, size);
    const [way, position] = (nextToken ?? (startFromHead ? 'f/0' : `b/${all.length}`)).split('/') as [string, string];
    const start = way === 'f' ? Number(position) : Math.max(0, Number(position) - count);
    const end = way === 'f' ? Math.min(all.length, start + count) : Number(position);
    return {
      body: {
        events: all.slice(start, end).map((message, i) => ({ message, timestamp: start + i })),
        nextForwardToken: `f/${end}`,
        nextBackwardToken: `b/${start}`,
      },
    };
  };
}

async function linesOf(answer: (call: Call) => Answer, options: LogOptions = {}, where: object = source) {
  const server = await scriptedServer(answer);
  const client = new CloudWatchLogsClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  try {
    const lines: string[] = [];
    for await (const { text } of readLogs(where, { client, intervalMs: 1, ...options })) lines.push(text);
    return { lines, calls: server.calls };
  } finally {
    client.destroy();
    await server.close();
  }
}

const seven = ['1', '2', '3', '4', '5', '6', '7'];

test('all lines are read, page by page, in their order', async () => {
  expect((await linesOf(stream(() => seven))).lines).toEqual(seven);
});

test.each([0, 1, 3, 5, 7, 100])('the last %i lines are the newest, oldest first', async (last) => {
  expect(
    (
      await linesOf(
        stream(() => seven),
        { last },
      )
    ).lines,
  ).toEqual(last === 0 ? [] : seven.slice(-last));
});

test('following goes on with new lines until the job has ended, and reads what came late', async () => {
  const lines = ['1', '2'];
  let looks = 0;
  const { lines: read } = await linesOf(
    stream(() => lines),
    {
      follow: () => {
        looks++;
        if (looks < 4) lines.push(`look ${looks}`);
        if (looks === 4) setImmediate(() => lines.push('late'));
        return looks >= 4;
      },
      intervalMs: 20,
    },
  );
  expect(read).toEqual(['1', '2', 'look 1', 'look 2', 'look 3', 'late']);
});

test('following the last lines begins with them', async () => {
  const lines = [...seven];
  let looks = 0;
  const { lines: read } = await linesOf(
    stream(() => lines),
    { last: 2, follow: () => (looks++ === 0 ? lines.push('8') === 0 : true) },
  );
  expect(read).toEqual(['6', '7', '8']);
});

test('a job that has not started, or has printed nothing, has no lines', async () => {
  const missing: Answer = { status: 400, body: { __type: 'ResourceNotFoundException', message: 'no stream' } };
  expect(await linesOf(() => missing)).toMatchObject({ lines: [] });
  expect((await linesOf(() => missing, { last: 5 })).lines).toEqual([]);
  expect(await linesOf(() => missing, {}, { logGroup: undefined })).toEqual({ lines: [], calls: [] });
});

test('rejects a refusal in the words of the service', async () => {
  const denied: Answer = { status: 400, body: { __type: 'AccessDeniedException', message: 'not authorized' } };
  await expect(linesOf(() => denied)).rejects.toMatchObject({ code: 'REFUSED', operation: 'GetLogEvents' });
});

test('an abort ends the reading', async () => {
  const controller = new AbortController();
  const reading = linesOf(
    stream(() => seven),
    {
      signal: controller.signal,
      follow: () => {
        controller.abort(new Error('enough'));
        return false;
      },
    },
  );
  await expect(reading).rejects.toThrow('enough');
});
