/** How many photos of one queue are where. */
export interface QueueProgress {
  readonly queue: string;
  readonly size: number;
  readonly waiting: number;
  readonly running: number;
  readonly done: number;
  readonly failed: number;
}

const DRAWN = '█';
const EMPTY = '░';
const BAR = 24;

/**
 * One line a queue for a terminal, never wider than it:
 *
 * ```
 * urgent    ████████████░░░░░░░░░░░░  8/16 done · 2 running · 6 waiting
 * standard  ██░░░░░░░░░░░░░░░░░░░░░░  4/48 done · 44 waiting · 1 failed
 * ```
 */
export function renderBars(queues: readonly QueueProgress[], note: string, columns: number): string[] {
  const label = Math.max(0, ...queues.map(({ queue }) => queue.length));
  const lines = queues.map((queue) => {
    const counts = renderCounts(queue);
    const width = Math.min(BAR, columns - label - counts.length - 5);
    const bar = width >= 8 ? `${renderBar(queue, width)}  ` : '';
    return `${queue.queue.padEnd(label)}  ${bar}${counts}`;
  });
  return [...lines, note].map((line) => clip(line, columns - 1));
}

/** The same as one plain line, for a log. */
export function renderPlain(queues: readonly QueueProgress[]): string {
  return queues.map((queue) => `${queue.queue}: ${renderCounts(queue)}`).join('   ');
}

function renderCounts({ size, done, running, waiting, failed }: QueueProgress): string {
  return [
    `${done}/${size} done`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(' · ');
}

function renderBar({ size, done, failed }: QueueProgress, width: number): string {
  const filled = size === 0 ? 0 : Math.floor(((done + failed) / size) * width);
  return DRAWN.repeat(filled) + EMPTY.repeat(width - filled);
}

const clip = (line: string, width: number): string =>
  line.length <= width ? line : `${line.slice(0, Math.max(0, width - 1))}…`;
