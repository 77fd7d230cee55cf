import type { Batch, JobChange } from '@batchwright/runtime';
import { EXIT_CODES, type Io } from '../io';
import { formatTime, LiveLines, type ProgressRow, painter, renderProgress } from '../terminal';
import { explainFailures } from './explain';

/**
 * Follows jobs until all have ended: live on a terminal, a line a change otherwise, JSON on request; then explains what
 * failed. Ctrl-C detaches: the jobs go on.
 *
 * @returns the exit code
 */
export async function followToEnd(io: Io, batch: Batch, ids: readonly string[], json: boolean): Promise<number> {
  const latest = new Map<string, JobChange>();
  const live = io.columns === undefined || json ? undefined : new LiveLines(io.err);
  const paint = painter(io.colour);
  try {
    for await (const change of batch.watch(ids, { signal: io.signal })) {
      latest.set(change.id, change);
      if (json) io.out(`${JSON.stringify(change)}\n`);
      else if (live !== undefined) live.draw(renderProgress([...latest.values()].map(rowOf), io.columns ?? 80, paint));
      else
        io.err(
          `${formatTime(io.now())}  ${renderProgress([rowOf(change)], Number.MAX_SAFE_INTEGER, painter(false))[0]}\n`,
        );
    }
  } catch (error) {
    if (!io.signal.aborted) throw error;
    io.err(`detached; the jobs go on. Watch them again: batchwright watch ${ids.join(' ')}\n`);
    return EXIT_CODES.interrupted;
  }
  const failed = [...latest.values()].filter(({ status }) => status !== 'SUCCEEDED');
  if (failed.length === 0) return EXIT_CODES.ok;
  if (!json) io.err(await explainFailures(batch, failed, paint));
  return EXIT_CODES.jobFailed;
}

const rowOf = (change: JobChange): ProgressRow => ({
  label: change.name ?? change.id,
  status: change.status,
  array: change.array,
  note: change.status === 'SUCCEEDED' ? undefined : change.statusReason,
});
