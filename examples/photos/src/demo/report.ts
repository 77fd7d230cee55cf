import type { QueueTiming, Spread } from './timing';

/** Everything that a demo has to tell, as plain data: what `--json` prints. */
export interface DemoSummary {
  readonly filter: string;
  readonly photos: number;
  readonly delivered: number;
  readonly failed: number;
  readonly queues: readonly QueueSummary[];
  readonly failures: readonly PhotoFailure[];
  /** Absent when there was nothing to put on it. */
  readonly contactSheet?: { readonly photos: number; readonly file: string; readonly index: string };
  /** Why there is no contact sheet though there could have been one. */
  readonly contactSheetProblem?: string;
  /** Directory of the results. */
  readonly output: string;
  /** From the start of the local service to the last download. */
  readonly seconds: number;
  readonly exitCode: number;
}

export interface QueueSummary extends QueueTiming {
  readonly queue: string;
  readonly tier: string;
  readonly customers: number;
  readonly photos: number;
  readonly delivered: number;
  readonly failed: number;
}

export interface PhotoFailure {
  readonly photo: string;
  readonly queue: string;
  readonly jobId: string;
  /** The runtime's code, for example `EXITED`. */
  readonly code: string;
  readonly reason: string;
  /** Last lines that the job wrote. */
  readonly log: readonly string[];
}

/** So many failures are told with their log; what comes after is only named. */
const TOLD_IN_FULL = 25;

/** The report for people. @param where - the output directory as they would type it */
export function renderReport(summary: DemoSummary, where: string): string {
  return ['', ...tableOf(summary.queues), '', ...failuresOf(summary.failures), ...resultsOf(summary, where)]
    .map((line) => `${line}\n`)
    .join('');
}

function tableOf(queues: readonly QueueSummary[]): string[] {
  const rows = [
    ['queue', 'customers', 'photos', 'delivered', 'failed', 'waited', 'longest', 'ran', 'longest', 'jobs/s'],
    ...queues.map((queue) => [
      queue.queue,
      `${queue.customers} ${queue.tier}`,
      `${queue.photos}`,
      `${queue.delivered}`,
      `${queue.failed}`,
      ...spreadOf(queue.waited),
      ...spreadOf(queue.ran),
      queue.jobsPerSecond === undefined ? '-' : queue.jobsPerSecond.toFixed(1),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

const spreadOf = (spread: Spread | undefined): string[] =>
  spread === undefined ? ['-', '-'] : [seconds(spread.mean), seconds(spread.longest)];

function failuresOf(failures: readonly PhotoFailure[]): string[] {
  if (failures.length === 0) return [];
  const lines = failures
    .slice(0, TOLD_IN_FULL)
    .flatMap(({ photo, queue, reason, log }) => [
      `  ${photo} (${queue})`,
      `    ${reason}`,
      ...log.map((line) => `    | ${line}`),
    ]);
  const rest = failures.slice(TOLD_IN_FULL).map(({ photo, queue, code }) => `  ${photo} (${queue}): ${code}`);
  return [`${count(failures.length, 'photo')} failed:`, ...lines, ...rest, ''];
}

function resultsOf({ delivered, contactSheet, contactSheetProblem }: DemoSummary, where: string): string[] {
  if (delivered === 0) return ['Nothing was delivered.'];
  return [
    `Results in ${where}:`,
    ...(contactSheet === undefined
      ? []
      : [
          `  contact-sheet.jpg   ${count(contactSheet.photos, 'photo')} on one page`,
          '  index.json          what is known about each of them',
        ]),
    `  thumbnails/ filtered/ metadata/   ${count(delivered, 'file')} each`,
    ...(contactSheetProblem === undefined ? [] : ['', `There is no contact sheet: ${contactSheetProblem}`]),
  ];
}

/** `1 photo`, `2 photos`. */
export const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/** `0.84 s`, `12.3 s`, `3 min 05 s`. */
export function seconds(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(2)} s`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
