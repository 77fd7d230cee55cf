/** Text in a sentence: nothing in it is taken for markup, mathematics or an entity. */
export const plain = (text: string): string =>
  text.replace(/[\\`*{}[\]<>$&~]|\b_|_\b/g, (character) => `\\${character}`).replace(/\s*\n\s*/g, ' ');

/** Text as code. Backticks, which no name or value of AWS needs, become apostrophes. */
export const code = (text: string): string =>
  text === '' ? '(empty)' : `\`${text.replace(/`/g, "'").replace(/\s*\n\s*/g, ' ')}\``;

export const heading = (level: number, text: string): string => `${'#'.repeat(level)} ${text}\n`;

/** A table; nothing without rows. Cells are Markdown already. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  // A bar ends a cell even within code, where outside of tables a backslash would be seen.
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |\n`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('');
}

export const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${line}\n`).join('');

/** What is there to be looked up is folded, where it is long. */
export const fold = (title: string, length: number, body: string): string =>
  length <= MOST_UNFOLDED ? body : `<details><summary>${length} ${title}</summary>\n\n${body}\n</details>\n`;

const MOST_UNFOLDED = 10;

/** Blocks with an empty line between; empty blocks are left out. */
export const blocks = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');

/** `46,720` */
export function whole(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** The first few, and how many more there are. */
export function few(texts: readonly string[], most: number): string {
  const shown = texts.slice(0, most).join(', ');
  return texts.length > most ? `${shown} and ${texts.length - most} more` : shown;
}
