import type { StatusSummary } from '@batchwright/model/service';
import type { Paint } from './style';

/** One watched job, as its line shows it. */
export interface ProgressRow {
  readonly label: string;
  readonly status: string;
  /** For an array: its size and the counts of its children. */
  readonly array?: { readonly size: number; readonly summary: StatusSummary } | undefined;
  readonly note?: string | undefined;
}

/**
 * A line for each job, no wider than the terminal:
 *
 * ```
 * thumbnail-3f2a  [█████████░░░░░░░░░░░]  28/64 done, 2 running, 34 waiting
 * contact-sheet   PENDING
 * ```
 */
export function renderProgress(rows: readonly ProgressRow[], columns: number, paint: Paint): string[] {
  const labelWidth = Math.min(40, Math.max(0, ...rows.map(({ label }) => label.length)));
  return rows.map((row) => {
    const label =
      row.label.length > labelWidth ? `${row.label.slice(0, labelWidth - 1)}…` : row.label.padEnd(labelWidth);
    const tail = row.array === undefined ? row.status : counts(row.array.size, row.array.summary);
    const bar =
      row.array === undefined
        ? ''
        : `${drawBar(row.array, Math.min(24, columns - labelWidth - tail.length - 6), paint)}  `;
    const note = row.note ? `  ${row.note}` : '';
    // Colour codes take no room: what is cut is measured without them.
    const room = columns - labelWidth - 2 - (row.array === undefined ? 0 : visibleLength(bar));
    return `${label}  ${bar}${colourOf(row, paint)(cut(tail + note, room))}`;
  });
}

function counts(size: number, summary: StatusSummary): string {
  const running = summary.STARTING + summary.RUNNING;
  const waiting = summary.SUBMITTED + summary.PENDING + summary.RUNNABLE;
  return [
    `${summary.SUCCEEDED}/${size} done`,
    ...(running > 0 ? [`${running} running`] : []),
    ...(waiting > 0 ? [`${waiting} waiting`] : []),
    ...(summary.FAILED > 0 ? [`${summary.FAILED} failed`] : []),
  ].join(', ');
}

function drawBar(
  { size, summary }: { readonly size: number; readonly summary: StatusSummary },
  width: number,
  paint: Paint,
): string {
  if (width < 6 || size === 0) return '';
  const done = Math.floor((summary.SUCCEEDED / size) * width);
  const failed = summary.FAILED === 0 ? 0 : Math.max(1, Math.floor((summary.FAILED / size) * width));
  const rest = Math.max(0, width - done - failed);
  return `[${paint.green('█'.repeat(Math.min(done, width - failed)))}${paint.red('█'.repeat(failed))}${paint.dim('░'.repeat(rest))}]`;
}

const colourOf = (row: ProgressRow, paint: Paint): ((text: string) => string) => {
  if (row.status === 'FAILED' || row.status === 'GONE') return paint.red;
  return row.status === 'SUCCEEDED' ? paint.green : (text) => text;
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with one
const visibleLength = (text: string): number => text.replace(/\u001b\[\d+m/g, '').length;
const cut = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
