/**
 * Rows under a heading, columns as wide as they need to be, the last one ragged. Empty columns are left out.
 */
export function renderTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const kept = heading.map((_, column) => column).filter((column) => rows.some((row) => (row[column] ?? '') !== ''));
  const lines = [heading, ...rows].map((row) => kept.map((column) => row[column] ?? ''));
  const widths = kept.map((_, at) => Math.max(...lines.map((line) => (line[at] as string).length)));
  return lines
    .map(
      (line) =>
        `${line
          .map((cell, at) => cell.padEnd(widths[at] as number))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
