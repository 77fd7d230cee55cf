import type { JobChange } from '@batchwright/runtime';
import type { ConnectedPlatform } from './platform';
import type { QueueProgress } from './progress';
import type { Screen } from './screen';
import type { Submitted } from './submit-photos';

/** Latest state of every watched job, by its id. */
type Seen = ReadonlyMap<string, JobChange>;

/** Shows how the photos and the sheet go, until all have ended. */
export async function follow(
  { batch }: ConnectedPlatform,
  submitted: readonly Submitted[],
  sheetId: string,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  const seen = new Map<string, JobChange>();
  const ids = submitted.flatMap(({ array }) => array.ids);
  for await (const change of batch.watch([...ids, sheetId], { signal })) {
    seen.set(change.id, change);
    screen.show(progressOf(submitted, seen), `contact sheet: ${inWords(seen.get(sheetId)?.status)}`);
  }
  screen.settle();
}

/** Where the photos of each array are. An array of one is a plain job, one of more than 10,000 several arrays. */
function progressOf(submitted: readonly Submitted[], seen: Seen): QueueProgress[] {
  return submitted.map(({ queue, array }) => {
    const sum = { waiting: 0, running: 0, done: 0, failed: 0 };
    for (const part of array.parts) {
      const change = seen.get(part.id);
      const counts = change?.array?.summary ?? { [change?.status ?? 'SUBMITTED']: part.size };
      for (const [status, count] of Object.entries(counts)) sum[placeOf(status)] += count;
    }
    return { queue, size: array.size, ...sum };
  });
}

function placeOf(status: string): 'waiting' | 'running' | 'done' | 'failed' {
  switch (status) {
    case 'SUCCEEDED':
      return 'done';
    case 'FAILED':
    case 'GONE':
      return 'failed';
    case 'RUNNING':
    case 'STARTING':
      return 'running';
    default:
      return 'waiting';
  }
}

function inWords(status: string | undefined): string {
  switch (status) {
    case 'STARTING':
    case 'RUNNING':
      return 'is being made';
    case 'SUCCEEDED':
      return 'done';
    case 'FAILED':
      return 'failed with what it depends on';
    case 'RUNNABLE':
      return 'waits for room';
    default:
      return 'waits for the photos';
  }
}
