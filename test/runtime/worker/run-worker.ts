import type { S3Client } from '@aws-sdk/client-s3';
import { type Handler, runJob } from '@batchwright/runtime/worker';

/** Runs a worker without a process around it, and tells how it ended and what it said. */
export async function runWorker<Received, Returned>(
  s3: S3Client | undefined,
  job: Parameters<typeof runJob<Received, Returned>>[0],
  handler: Handler<Received, Returned>,
  environment: Record<string, string>,
  io: Parameters<typeof runJob>[2] = {},
) {
  const lines: string[] = [];
  const printed: string[] = [];
  const exits: { code: number; stopped: boolean }[] = [];
  await runJob<Received, Returned>(job, handler as Handler<Received, never>, {
    env: environment,
    s3,
    print: (line) => lines.push(line),
    printError: (text) => printed.push(text),
    exit: (code, stopped) => exits.push({ code, stopped }),
    stop: new AbortController().signal,
    ...io,
  });
  expect(exits).toHaveLength(1);
  return {
    ...exits[0]!,
    text: printed.join('\n'),
    reason: printed[0]?.split('\n')[0],
    log: lines.map((line): Record<string, unknown> => JSON.parse(line)),
  };
}
