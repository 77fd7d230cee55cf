import type { JobFailure } from '@batchwright/runtime';
import { readLogs } from '@batchwright/runtime/logs';
import { bounded } from '../concurrency';
import type { FoundPhoto } from './find-photos';
import type { ConnectedPlatform } from './platform';
import type { PhotoFailure, QueueSummary } from './report';
import type { PhotoResult, Submitted } from './submit-photos';
import { type JobTimes, summarizeTimes } from './timing';

/** A photo that came through, and where its results are. */
export interface DeliveredPhoto {
  readonly photo: FoundPhoto;
  readonly result: PhotoResult;
}

/** How the photos of one queue ended. */
export interface QueueOutcome {
  readonly delivered: readonly DeliveredPhoto[];
  readonly failures: readonly PhotoFailure[];
  readonly summary: QueueSummary;
}

/** Asked for more than is shown: the stack of an exception stands behind its reason. */
const LOG_LINES_READ = 40;
const LOG_LINES_SHOWN = 4;
const READS_AT_ONCE = 4;

/** Collects what became of every photo of a queue; of those that failed also the last words. */
export async function collect(
  platform: ConnectedPlatform,
  submitted: Submitted,
  signal: AbortSignal,
): Promise<QueueOutcome> {
  const delivered: DeliveredPhoto[] = [];
  const failed: { readonly photo: FoundPhoto; readonly failure: JobFailure }[] = [];
  for await (const outcome of submitted.array.outcomes({ signal })) {
    const photo = submitted.photos[outcome.index] as FoundPhoto;
    if (outcome.ok) delivered.push({ photo, result: outcome.output });
    else failed.push({ photo, failure: outcome.failure });
  }
  const place = new Map(submitted.photos.map((photo, i) => [photo, i]));
  failed.sort((a, b) => (place.get(a.photo) ?? 0) - (place.get(b.photo) ?? 0));
  const failures = await bounded(failed, READS_AT_ONCE, ({ photo, failure }) =>
    explain(platform, submitted.queue, photo, failure, signal),
  );
  const { queue, tier, customers, photos } = submitted;
  const times = summarizeTimes(await jobTimes(platform, submitted));
  const counts = { photos: photos.length, delivered: delivered.length, failed: failures.length };
  return { delivered, failures, summary: { queue, tier, customers, ...counts, ...times } };
}

async function jobTimes({ batch }: ConnectedPlatform, { array }: Submitted): Promise<readonly JobTimes[]> {
  const times: JobTimes[] = [];
  for (const part of array.parts) {
    if (part.size === 1) times.push(...(await batch.describe(part.id)));
    else for await (const child of batch.children(part.id)) times.push(child);
  }
  return times;
}

async function explain(
  { logs }: ConnectedPlatform,
  queue: string,
  photo: FoundPhoto,
  failure: JobFailure,
  signal: AbortSignal,
): Promise<PhotoFailure> {
  const lines: string[] = [];
  for await (const { text } of readLogs(failure, { client: logs, last: LOG_LINES_READ, signal })) {
    for (const line of text.split('\n')) if (line.trim() !== '') lines.push(line);
  }
  return {
    photo: photo.path,
    queue,
    jobId: failure.jobId,
    code: failure.code,
    reason: failure.message,
    log: withoutStack(lines).slice(-LOG_LINES_SHOWN),
  };
}

/** What a person reads first: the frames of a stack, and the line that repeats the reason above them, say no more. */
export function withoutStack(lines: readonly string[]): string[] {
  const isFrame = (line: string | undefined): boolean => line !== undefined && /^\s+at /.test(line);
  return lines.filter((line, i) => {
    if (isFrame(line)) return false;
    return !(isFrame(lines[i + 1]) && /^\w*Error: /.test(line) && i > 0);
  });
}
