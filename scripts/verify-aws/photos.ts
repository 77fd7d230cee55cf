import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ConnectedPlatform,
  collect,
  deliver,
  findPhotos,
  finishSheet,
  submitPhotos,
  submitSheet,
  uploadPhotos,
} from '../../examples/photos/src/demo';
import { renderPhotos } from '../../examples/photos/src/render';
import type { PhotosResult } from './report';

/**
 * Sends photos through the platform as the demo does: an array for each queue, a contact sheet that depends on them, and
 * every result fetched.
 *
 * @param made - gets the ids of the jobs, until they have ended
 */
export async function sendPhotos(
  platform: ConnectedPlatform,
  count: number,
  made: Set<string>,
  signal: AbortSignal,
): Promise<PhotosResult> {
  const directory = await mkdtemp(join(tmpdir(), 'batchwright-verify-'));
  try {
    await renderPhotos(join(directory, 'photos'), { count, width: 2, signal });
    const photos = await findPhotos(join(directory, 'photos'));
    await uploadPhotos(platform, photos, signal);
    const submitted = await submitPhotos(platform, photos, 'sepia', signal);
    const ids = submitted.flatMap(({ array }) => array.ids);
    for (const id of ids) made.add(id);
    const title = 'Verified on AWS Batch';
    const sheet = await submitSheet(
      platform,
      title,
      submitted.map(({ array }) => array),
      signal,
    );
    made.add(sheet.id);
    const outcomes = [];
    for (const one of submitted) outcomes.push(await collect(platform, one, signal));
    const delivered = outcomes.flatMap((outcome) => outcome.delivered);
    const failures = outcomes.flatMap((outcome) => outcome.failures);
    const end = await finishSheet(
      platform,
      sheet,
      { title, failed: failures.length, delivered: delivered.length, say: () => undefined },
      signal,
    );
    await deliver(platform, delivered, end?.ok ? end.output : undefined, join(directory, 'results'), signal);
    for (const id of [...ids, sheet.id]) made.delete(id);
    return {
      photos: count,
      delivered: delivered.length,
      failures: [
        ...failures.map(({ photo, reason }) => `${photo}: ${reason}`),
        ...(end?.ok === false ? [`contact sheet: ${end.failure.message}`] : []),
      ],
      contactSheet: end?.ok === true,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
