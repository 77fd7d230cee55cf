import type { JobChange } from '@batchwright/runtime';
import type { QueueProgress } from './progress';
import type { Submitted } from './submit-photos';

/** Latest state of every watched job, by its id. */
export type Seen = ReadonlyMap<string, JobChange>;

/** Where the photos of each array are. An array of one is a plain job, one of more than 10,000 several arrays. */
export function progressOf(submitted: readonly Submitted[], seen: Seen): QueueProgress[] {
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
