import { CliError } from './io';

/** A whole number within bounds. @throws {@link CliError} with the option's name, what was given and what is expected */
export function parseWhole(text: string, option: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new CliError(`${option}: expected a whole number from ${min} to ${max}; got ${JSON.stringify(text)}`);
  }
  return value;
}

export const parsePort = (text: string, option = '--port'): number => parseWhole(text, option, 0, 65_535);

/** JSON text. @throws {@link CliError} */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError(
      `${where}: expected JSON, for example '{"key":"a.jpg"}'; ${(cause as Error).message}`,
      undefined,
      { cause },
    );
  }
}

/** A JSON array, or one JSON value a line; empty lines are left out. @throws {@link CliError} naming the line */
export function parseItems(text: string, where: string): unknown[] {
  if (text.trimStart().startsWith('[')) {
    try {
      const items = JSON.parse(text) as unknown;
      if (Array.isArray(items)) return items;
    } catch {
      // Lines that are arrays themselves.
    }
  }
  return text
    .split('\n')
    .flatMap((line, i) => (line.trim() === '' ? [] : [parseJson(line, `${where}, line ${i + 1}`)]));
}

/** `name=value` pairs. @throws {@link CliError} */
export function parsePairs(pairs: readonly string[], option: string): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new CliError(`${option}: expected name=value; got ${JSON.stringify(pair)}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
