import type { ArrayHandle, JobHandle, Outcome } from '@batchwright/runtime';
import { contactSheet } from '../contact-sheet.contract';
import type { ConnectedPlatform } from './platform';
import { count } from './report';
import { DEMO_PREFIX } from './submit-photos';

/** What the merge job gives back. */
export interface SheetResult {
  readonly sheet: string;
  readonly index: string;
  readonly photos: number;
}

/**
 * Submits the merge job.
 *
 * @param after - arrays that must have succeeded first; Batch itself keeps the order, nobody has to wait here
 */
export function submitSheet(
  { batch, buckets }: ConnectedPlatform,
  title: string,
  after: readonly ArrayHandle<unknown>[],
  signal: AbortSignal,
): Promise<JobHandle<SheetResult>> {
  return batch.submit(
    contactSheet,
    { resultsBucket: buckets.results, resultsPrefix: DEMO_PREFIX, title },
    { signal, ...(after.length > 0 ? { after } : {}) },
  );
}

/**
 * Waits for the merge job. Batch fails a job with what it depends on, so when photos have failed a second one is
 * submitted, which waits for nobody: everything that can be delivered has been by then.
 */
export async function finishSheet(
  platform: ConnectedPlatform,
  first: JobHandle<SheetResult>,
  { title, failed, delivered, say }: { title: string; failed: number; delivered: number; say: (line: string) => void },
  signal: AbortSignal,
): Promise<Outcome<SheetResult> | undefined> {
  const outcome = await first.outcome({ signal });
  if (outcome.ok || failed === 0) return outcome;
  if (delivered === 0) return undefined;
  say(
    `${count(failed, 'photo')} failed, so Batch failed the contact sheet that depends on all of them; making it again from the other ${delivered}`,
  );
  const second = await submitSheet(platform, title, [], signal);
  return second.outcome({ signal });
}
